"""The OpenAI-compatible door, asked by the official client against a real server."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from practice import SHORT, Practice

from ingest.wav import wav_header
from inglenook.client import read_track
from vault import Role

pytestmark = [pytest.mark.e2e, pytest.mark.models]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One microphone."""
    track = read_track(next(SHORT.glob("session_2ch.*")), split_channels=False)
    path = tmp_path_factory.mktemp("recording") / "talk.wav"
    header = wav_header(sample_rate=track.sample_rate, channels=1, frames=len(track.samples))
    path.write_bytes(header + track.samples.tobytes())
    return path


@pytest.fixture(scope="module")
def client(practice: Practice) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(
        api_key=practice.token(Role.BRIDGE, "zoom"),
        base_url=f"{practice.server.url}/v1",
        max_retries=0,
    ) as opened:
        yield opened


@pytest.fixture(scope="module")
def verbose(client: openai.OpenAI, recording: Path) -> Any:
    return client.audio.transcriptions.create(
        file=recording,
        model="whisper-1",
        language="en",
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
        temperature=0,
    )


def kept(practice: Practice) -> set[Path]:
    """Files of sessions and spools, not the records."""
    return {
        path
        for path in practice.server.data.rglob("*")
        if path.is_file() and not path.name.startswith(("inglenook.db", "workflows.db", "server"))
    }


def test_words_with_their_times(verbose: Any, reference: dict[str, Any]) -> None:
    said = " ".join(turn["text"] for turn in reference["turns"]).lower().split()
    heard = verbose.text.lower().split()
    assert len(set(said) & set(heard)) > 0.8 * len(set(said))
    assert verbose.language == "en"
    assert verbose.duration == pytest.approx(reference["turns"][-1]["end"], abs=5)
    assert " ".join(segment.text for segment in verbose.segments) == verbose.text
    assert [segment.id for segment in verbose.segments] == list(range(len(verbose.segments)))
    assert all(segment.avg_logprob <= 0 for segment in verbose.segments)
    starts = [word.start for word in verbose.words]
    assert starts == sorted(starts)
    assert all(word.start <= word.end <= verbose.duration + 1 for word in verbose.words)


def test_the_same_words_as_a_recorded_session(
    practice: Practice, recording: Path, verbose: Any
) -> None:
    session_id = practice.session(source="upload")
    with practice.rest() as rest, recording.open("rb") as file:
        answer = rest.post(f"/v1/sessions/{session_id}/recording", files={"file": file})
        assert answer.status_code == 202
    practice.draft(session_id)
    turns = practice.transcript(session_id)["turns"]
    recorded = sorted(
        (word["start"], word["text"].strip()) for turn in turns for word in turn["words"]
    )
    assert sorted((word.start, word.word) for word in verbose.words) == recorded


def test_a_stream_of_deltas(client: openai.OpenAI, recording: Path, verbose: Any) -> None:
    events = list(
        client.audio.transcriptions.create(file=recording, model="x", language="en", stream=True)
    )
    deltas = [event.delta for event in events if event.type == "transcript.text.delta"]
    assert len(deltas) > 1
    done = events[-1]
    assert done.type == "transcript.text.done"
    assert "".join(deltas) == done.text == verbose.text


def test_texts_and_captions_and_nothing_left(
    practice: Practice, client: openai.OpenAI, recording: Path, verbose: Any
) -> None:
    before = kept(practice)
    made = {
        shape: client.audio.transcriptions.create(
            file=recording, model="whisper-1", language="en", response_format=shape
        )
        for shape in ("text", "vtt")
    }
    assert made["text"].strip() == verbose.text
    assert made["vtt"].startswith("WEBVTT\n\n00:00:")
    assert kept(practice) == before
    words = verbose.text.split()
    assert not any(word in practice.server.log.read_text() for word in words if len(word) > 9)
    with practice.rest(Role.AUDITOR, "eve") as rest:
        entries = rest.get("/v1/audit", params={"limit": 1000}).json()["entries"]
    made_by = [e for e in entries if e["action"] == "transcription.make"]
    assert {e["subject"] for e in made_by} == {"zoom"}


def test_refusals(practice: Practice, client: openai.OpenAI, recording: Path) -> None:
    create = client.audio.transcriptions.create
    with pytest.raises(openai.UnprocessableEntityError, match="not audio") as refused:
        create(file=("talk.wav", b"no audio " * 99), model="whisper-1")
    assert refused.value.body["type"] == "invalid_request_error"  # type: ignore[index]
    with pytest.raises(openai.BadRequestError, match="response_format"):
        create(file=recording, model="x", response_format="pdf")  # type: ignore[call-overload]
    with pytest.raises(openai.BadRequestError, match="language"):
        create(file=recording, model="x", language="klingon")
    with pytest.raises(openai.UnprocessableEntityError, match="does not hear"):
        create(file=recording, model="x", language="de")
    stranger = client.with_options(api_key="nobody")
    with pytest.raises(openai.AuthenticationError):
        stranger.audio.transcriptions.create(file=recording, model="x")
    for role in (Role.AUDITOR, Role.SUPERVISOR):
        other = client.with_options(api_key=practice.token(role, "eve"))
        with pytest.raises(openai.PermissionDeniedError):
            other.audio.transcriptions.create(file=recording, model="x")


def test_a_consent_that_is_named_must_hold(practice: Practice, client: openai.OpenAI) -> None:
    def heard(consent_id: str) -> Any:
        return client.audio.transcriptions.create(
            file=("x.wav", b"no audio"), model="x", extra_body={"consent_id": consent_id}
        )

    with pytest.raises(openai.PermissionDeniedError, match="does not cover transcribe"):
        heard(practice.consent(("record",)))
    with pytest.raises(openai.NotFoundError):
        heard("con-none")
    with pytest.raises(openai.UnprocessableEntityError):  # past the consent, to the file
        heard(practice.consent(("transcribe",)))
    answer = httpx.post(
        f"{practice.server.url}/v1/audio/transcriptions",
        headers={
            "Authorization": f"Bearer {practice.token()}",
            "Inglenook-Consent": practice.consent(("record",)),
        },
        files={"file": b"x"},
        timeout=30,
    )
    assert answer.status_code == 403
    assert json.loads(answer.text)["error"]["message"] == answer.json()["detail"]
