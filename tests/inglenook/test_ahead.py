"""The transcript of a running session goes to the model's server, and only while it may."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from model_server import Double, Reply, serving, user_text
from script import script_transcript

from gpu import Admission
from gpu.scripted import ScriptedWorker
from ingest import AudioChunk, AudioFormat, Encoding, Party, Scope, Session, Source
from ingest.consents import Consents, NewConsent
from ingest.recording import Recording, Recordings
from ingest.sessions import Sessions
from inglenook.ahead import OPEN_MS, sends_ahead, settled
from inglenook.events import Events
from inglenook.finishing import Finishing
from inglenook.live import LiveHouse
from summarize.deid.surrogates import Concealed, Surrogates
from summarize.extractive.drafter import ExtractiveDrafter
from summarize.model.options import VllmOptions
from summarize.model.vllm import VllmDrafter
from transcribe.options import TranscribeOptions
from vault import Principal, Role, Vault, VaultOptions
from writeback.drafts.drafts import Drafts

CLINICIAN = Principal(Role.CLINICIAN, "dr-lee")
RATE = 16_000


class Nothing:
    """Conceals nothing."""

    def conceal(self, texts: Sequence[str]) -> Concealed:
        return Concealed(tuple(texts), Surrogates())


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = Vault.open(VaultOptions(tmp_path / "vault"))
    yield opened
    opened.close()


@pytest.fixture
def double() -> Iterator[Double]:
    with serving(Double()) as served:
        yield served


@asynccontextmanager
async def live_house(vault: Vault, double: Double) -> AsyncIterator[LiveHouse]:
    options = VllmOptions(base_url=double.url, model="double", ahead_chars=1, attempts=1)
    drafter = VllmDrafter(options, Nothing(), ExtractiveDrafter())
    finishing = Finishing(
        vault=vault,
        consents=Consents(vault),
        sessions=Sessions(vault),
        recordings=Recordings(vault),
        drafts=Drafts(vault, Sessions(vault)),
        worker=ScriptedWorker(),
        drafter=drafter,
        options=TranscribeOptions(),
        events=Events(),
    )
    ahead = sends_ahead(drafter, finishing, pace_s=0.02)
    places = Admission(1)
    async with LiveHouse(
        finishing, places, finishing.options, 60, lambda _: None, begin_ahead=ahead
    ) as house:
        yield house


def opened(vault: Vault, channels: int, *scopes: Scope) -> tuple[Session, Recording]:
    parties = (Party("client", "verbal", datetime.now(UTC)),)
    consent = Consents(vault).record(CLINICIAN, NewConsent("c-1", parties, frozenset(scopes)))
    session = Sessions(vault).open(
        CLINICIAN,
        consent_id=consent.consent_id,
        clinician_ref=None,
        source=Source.BRIDGE,
        context=json.dumps({"goals": ["Sleep seven hours"]}).encode(),
    )
    declared = AudioFormat(Encoding.PCM_S16LE, RATE, channels)
    started = Sessions(vault).start(CLINICIAN, session.session_id, declared)
    return started, Recordings(vault).of(started)


def speak(recording: Recording, utterances: int) -> None:
    """Two seconds of a tone and three of silence for each, on every channel in turn."""
    time = np.arange(2 * RATE) / RATE
    tone = (8000 * np.sin(2 * np.pi * 300 * time)).astype(np.int16)
    for number in range(utterances):
        samples = np.zeros((5 * RATE, recording.channels), np.int16)
        samples[: len(tone), number % recording.channels] = tone
        recording.append(AudioChunk(recording.end, samples, RATE))
    recording.sync()


async def sent(double: Double, count: int = 1) -> None:
    async with asyncio.timeout(20):
        while len(double.warmed) < count:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("channels", [1, 2])
async def test_what_is_heard_is_sent_ahead(vault: Vault, double: Double, channels: int) -> None:
    session, recording = opened(vault, channels, *Scope)
    async with live_house(vault, double) as house:
        await house.attach(session, recording)
        speak(recording, 10)
        await sent(double)
        house.leave(session.session_id)
    text = user_text(double.warmed[-1])
    assert "Sleep seven hours" in text.split("<transcript>")[0]
    assert "[t1] " in text and "one two three four" in text
    assert not double.asked


async def test_nothing_is_sent_without_consent_to_drafts(vault: Vault, double: Double) -> None:
    session, recording = opened(vault, 2, Scope.RECORD, Scope.TRANSCRIBE)
    async with live_house(vault, double) as house:
        seat = await house.attach(session, recording)
        speak(recording, 10)
        recording.seal()
        async with asyncio.timeout(20):
            while seat.task is not None:
                await asyncio.sleep(0.01)
        house.leave(session.session_id)
    assert not double.headers, "not one request"


async def test_nothing_more_is_sent_once_the_consent_is_revoked(
    vault: Vault, double: Double
) -> None:
    session, recording = opened(vault, 2, *Scope)
    double.reads = lambda request: Reply({}, hangs=True)
    async with live_house(vault, double) as house:
        await house.attach(session, recording)
        speak(recording, 10)
        assert await asyncio.to_thread(double.under_way.wait, 20)
        Consents(vault).revoke(CLINICIAN, session.consent_id, "changed their mind")
        house.revoked(session.session_id)
        assert await asyncio.to_thread(double.gone.wait, 5), "what is under way is broken off"


async def test_a_broken_server_costs_the_session_nothing(vault: Vault, double: Double) -> None:
    session, recording = opened(vault, 2, *Scope)
    double.reads = lambda request: Reply({}, dies=True)
    async with live_house(vault, double) as house:
        seat = await house.attach(session, recording)
        speak(recording, 10)
        await sent(double, 3)
        assert seat.task is not None and not seat.task.done()
        house.leave(session.session_id)


def test_what_may_still_change_is_held_back() -> None:
    whole = script_transcript([("A", f"Line {at}.") for at in range(20)])
    kept = settled(whole)
    assert kept.turns == whole.turns[: len(kept.turns)]
    assert all(turn.end_ms <= whole.duration_ms - OPEN_MS for turn in kept.turns)
    assert settled(replace(whole, duration_ms=0)).turns == ()


async def test_no_word_of_it_is_logged(
    vault: Vault, double: Double, caplog: pytest.LogCaptureFixture
) -> None:
    session, recording = opened(vault, 2, *Scope)
    async with live_house(vault, double) as house:
        await house.attach(session, recording)
        with caplog.at_level("DEBUG"):
            speak(recording, 10)
            await sent(double)
        house.leave(session.session_id)
    logged = caplog.text + json.dumps([str(record.__dict__) for record in caplog.records])
    assert "three four" not in logged and "Sleep seven" not in logged
