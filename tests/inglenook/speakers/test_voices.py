"""Voices followed beside the words: in time, late, failing, or not at all."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from diarize import SpeakerTracker
from diarize.attribution import Activity
from diarize.revision import Revision
from diarize.voice import EMBEDDING_SIZE
from gpu import Priority, Samples, WorkerFailed
from gpu.scripted import ScriptedWorker
from ingest import AudioChunk, AudioFormat, Encoding, Party, Scope, Source
from ingest.consents import Consents, NewConsent
from ingest.recording import Recording, Recordings
from ingest.sessions import Sessions
from inglenook.speakers.voices import LiveVoices, follow_voices
from transcribe import Utterance, Word
from vault import Principal, Role, Vault, VaultOptions

RATE = 16_000
CLINICIAN = Principal(Role.CLINICIAN, "dr-lee")
SAID = Utterance("u0-0", 0, 0, 2000, "well", (Word("well", 0, 2000, 0.9),))


@pytest.fixture
def recording(tmp_path: Path) -> Iterator[Recording]:
    vault = Vault.open(VaultOptions(tmp_path / "vault"))
    consent = Consents(vault).record(
        CLINICIAN,
        NewConsent("c-1", (Party("client", "verbal", datetime.now(UTC)),), frozenset(Scope)),
    )
    session = Sessions(vault).open(
        CLINICIAN, consent_id=consent.consent_id, clinician_ref=None, source=Source.BRIDGE
    )
    declared = AudioFormat(Encoding.PCM_S16LE, RATE, 1)
    yield Recordings(vault).of(Sessions(vault).start(CLINICIAN, session.session_id, declared))
    vault.close()


def speak(recording: Recording, seconds: float, hertz: int = 300) -> AudioChunk:
    time = np.arange(int(seconds * RATE)) / RATE
    tone = (8000 * np.sin(2 * np.pi * hertz * time)).astype(np.int16)
    chunk = AudioChunk(recording.end, tone[:, None], RATE)
    recording.append(chunk)
    recording.sync()
    return chunk


async def test_a_final_is_told_under_its_speaker_and_the_end_gives_all_voices(
    recording: Recording,
) -> None:
    voices = LiveVoices(ScriptedWorker(), recording)
    chunks = []
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        following = tasks.create_task(voices.follow())
        chunks.append(speak(recording, 15))
        assert await voices.parts(SAID) == [("S1", SAID)]
        assert voices.voices is None
        chunks.append(speak(recording, 5, 900))
        recording.seal()
        await following
    assert voices.voices is not None
    whole = await follow_voices(chunks, ScriptedWorker(), RATE)
    assert voices.voices.to_bytes() == whole.to_bytes()


async def test_models_that_lag_hold_up_no_final(recording: Recording) -> None:
    gate = asyncio.Event()

    class Slow(ScriptedWorker):
        async def segment(self, window: Samples, priority: Priority) -> NDArray[np.float32]:
            await gate.wait()
            return await super().segment(window, priority)

    voices = LiveVoices(Slow(), recording)
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(voices.follow())
        speak(recording, 20)
        late = Utterance("u0-9", 0, 18_000, 20_000, "well", SAID.words)
        async with asyncio.timeout(0.1):
            assert await voices.parts(late) == [(None, late)]
        gate.set()
        recording.seal()
    assert voices.voices is not None, "it caught up"


async def test_models_that_fail_cost_the_speaker_alone(recording: Recording) -> None:
    class Broken(ScriptedWorker):
        async def segment(self, window: Samples, priority: Priority) -> NDArray[np.float32]:
            raise WorkerFailed("ValueError")

    voices = LiveVoices(Broken(), recording)
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(voices.follow())
        speak(recording, 15)
        assert await voices.parts(SAID) == [(None, SAID)]
    assert voices.voices is None


async def test_voices_taken_up_in_the_middle_are_not_all(recording: Recording) -> None:
    speak(recording, 15)
    recording.seal()
    voices = LiveVoices(ScriptedWorker(), recording, start_ms=5_000)
    await voices.follow()
    assert voices.voices is None
    assert await voices.parts(Utterance("u0-6", 0, 6_000, 8_000, "", SAID.words)) != []


async def test_a_final_that_turns_out_to_be_anothers_is_told_once(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    voices = LiveVoices(ScriptedWorker(), recording)
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(voices.follow())
        speak(recording, 15)
        assert await voices.parts(SAID) == [("S1", SAID)]
        assert voices.relabelled() == []
        recording.seal()
    talk = [Activity(0, 400, 0), Activity(400, 2_500, 1)]
    revision = Revision(talk, np.zeros((2, EMBEDDING_SIZE)))
    monkeypatch.setattr(SpeakerTracker, "revision", revision)
    assert voices.relabelled() == [("u0-0", "S2")]
    assert voices.relabelled() == []
    assert (await voices.parts(SAID))[0][1] == SAID
