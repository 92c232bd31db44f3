"""Enrolment over HTTP: what is asked for, what is refused, what is shown."""

import io
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from fastapi import FastAPI

from gpu.scripted import ScriptedWorker
from inglenook.problems import handle_problems
from inglenook.speakers.voiceprint_routes import voiceprint_router
from vault import Issuer, Principal, Role, Vault, VaultOptions

RATE = 16_000
CLINICIAN = Principal(Role.CLINICIAN, "dr-lee")
ADDRESS = "/v1/clinicians/dr-lee/voiceprint"
CONSENT = {"consent": "written", "consent_at": "2026-02-01T09:00:00Z"}


class NewerWorker(ScriptedWorker):
    """Tells voices apart by another model."""

    def models(self) -> dict[str, str]:
        return {**super().models(), "embedding": "scripted 2"}


def sound(*parts: tuple[int, int], channels: int = 1) -> bytes:
    """A WAV file of tones: hertz and seconds; the scripted worker hears each tone as a voice."""
    tones = [
        (8000 * np.sin(2 * np.pi * hertz * np.arange(seconds * RATE) / RATE)).astype(np.int16)
        for hertz, seconds in parts
    ]
    samples = np.repeat(np.concatenate(tones)[:, None], channels, axis=1)
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = Vault.open(VaultOptions(tmp_path / "data"))
    yield opened
    opened.close()


def caller(
    vault: Vault, principal: Principal = CLINICIAN, worker: ScriptedWorker | None = None
) -> httpx.AsyncClient:
    issuer = Issuer(vault.folder)
    app = FastAPI()
    handle_problems(app)
    app.include_router(voiceprint_router(issuer, vault, worker or ScriptedWorker()))
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://house",
        headers={"Authorization": f"Bearer {issuer.mint(principal, 600)}"},
    )


@pytest.fixture
async def rest(vault: Vault) -> AsyncIterator[httpx.AsyncClient]:
    async with caller(vault) as client:
        yield client


async def enrolled(rest: httpx.AsyncClient, audio: bytes, **fields: str) -> httpx.Response:
    return await rest.post(ADDRESS, files={"file": ("me.wav", audio)}, data=fields)


@pytest.mark.parametrize("channels", [1, 2])
async def test_a_voice_is_enrolled_shown_and_deleted(
    rest: httpx.AsyncClient, vault: Vault, channels: int
) -> None:
    assert (await rest.get(ADDRESS)).status_code == 404
    answer = await enrolled(rest, sound((300, 20), channels=channels), **CONSENT)
    assert answer.status_code == 201, answer.text
    shown = (await rest.get(ADDRESS)).json()
    assert shown == answer.json()
    assert set(shown) == {
        "clinician_ref",
        "enrolled_at",
        "enrolled_by",
        "consent",
        "speech_s",
        "model",
        "usable",
    }
    assert shown["consent"] == {"method": "written", "at": "2026-02-01T09:00:00+00:00"}
    assert (shown["usable"], shown["enrolled_by"]) == (True, "dr-lee")
    assert 18 < shown["speech_s"] <= 20.5
    assert (await rest.delete(ADDRESS)).status_code == 204
    assert (await rest.get(ADDRESS)).status_code == 404
    assert not any((vault.folder / "blobs").iterdir())


async def test_without_consent_no_voice_is_kept(rest: httpx.AsyncClient, vault: Vault) -> None:
    for fields in ({}, {"consent": "assumed"}, {"consent": "verbal", "consent_at": "lately"}):
        answer = await enrolled(rest, sound((300, 20)), **fields)
        assert answer.status_code == 400
        assert "consent" in answer.json()["detail"]
    assert (await rest.get(ADDRESS)).status_code == 404
    assert not (vault.folder / "blobs").exists()


@pytest.mark.parametrize(
    ("audio", "status", "why"),
    [
        (sound((0, 20)), 422, "No speech"),
        (sound((300, 5)), 422, "10 to 60 seconds"),
        (sound((300, 4), (0, 20)), 422, "seconds of speech"),
        (sound((300, 61)), 413, "60 seconds"),
        (sound((300, 12), (0, 2), (900, 12)), 422, "More than one voice"),
        (b"no sound at all", 422, "FFmpeg"),
    ],
    ids=["silence", "short", "mostly silent", "long", "two voices", "no audio"],
)
async def test_what_cannot_be_one_voice_is_refused(
    rest: httpx.AsyncClient, audio: bytes, status: int, why: str
) -> None:
    answer = await enrolled(rest, audio, **CONSENT)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    assert why in answer.json()["detail"]
    assert (await rest.get(ADDRESS)).status_code == 404


async def test_others_are_refused_before_anything_is_heard(
    rest: httpx.AsyncClient, vault: Vault
) -> None:
    await enrolled(rest, sound((300, 20)), **CONSENT)
    for stranger in (
        Principal(Role.CLINICIAN, "dr-ray"),
        Principal(Role.SUPERVISOR, "dr-lee"),
        Principal(Role.BRIDGE, "dr-lee"),
    ):
        async with caller(vault, stranger) as other:
            for answer in (
                await enrolled(other, b"not even audio", **CONSENT),
                await other.get(ADDRESS),
                await other.delete(ADDRESS),
            ):
                assert answer.status_code == 403
    async with caller(vault, Principal(Role.ADMIN, "it", "elsewhere")) as elsewhere:
        assert (await elsewhere.get(ADDRESS)).status_code == 404
        assert (await elsewhere.delete(ADDRESS)).status_code == 404
    assert (await rest.get(ADDRESS)).status_code == 200


async def test_a_voice_by_another_model_is_shown_as_of_no_use(
    rest: httpx.AsyncClient, vault: Vault
) -> None:
    await enrolled(rest, sound((300, 20)), **CONSENT)
    async with caller(vault, worker=NewerWorker()) as later:
        assert (await later.get(ADDRESS)).json()["usable"] is False
        await enrolled(later, sound((300, 20)), **CONSENT)
        assert (await later.get(ADDRESS)).json()["usable"] is True
