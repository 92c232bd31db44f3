"""A worker that refuses now and then."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from gpu import (
    Decoded,
    DecodeRequest,
    Priority,
    Samples,
    SpeechState,
    WorkerBusy,
    WorkerFailed,
)
from gpu.scripted import ScriptedWorker
from ingest import AudioChunk
from inglenook.listening import Listener, listen
from inglenook.patience import Patient
from inglenook.speakers.voices import follow_voices
from transcribe.options import TranscribeOptions

RATE = 16_000


class Crowded(ScriptedWorker):
    """Refuses every piece of work once."""

    refused: bool = False

    def _refuse(self) -> None:
        self.refused = not self.refused
        if self.refused:
            raise WorkerBusy("full")

    async def decode(self, request: DecodeRequest) -> Decoded:
        self._refuse()
        return await super().decode(request)

    async def speech(
        self, samples: Samples, state: SpeechState | None
    ) -> tuple[NDArray[np.float32], SpeechState]:
        self._refuse()
        return await super().speech(samples, state)

    async def segment(self, window: Samples, priority: Priority) -> NDArray[np.float32]:
        self._refuse()
        return await super().segment(window, priority)

    async def embed(self, samples: Samples, priority: Priority) -> NDArray[np.float32]:
        self._refuse()
        return await super().embed(samples, priority)

    async def embed_spans(
        self, samples: Samples, spans: Sequence[tuple[int, int]], priority: Priority
    ) -> NDArray[np.float32]:
        self._refuse()
        return await super().embed_spans(samples, spans, priority)


def spoken() -> list[AudioChunk]:
    time = np.arange(2 * RATE) / RATE
    tone = (8000 * np.sin(2 * np.pi * 300 * time)).astype(np.int16)
    heard = np.concatenate([tone, np.zeros(3 * RATE, np.int16)])
    return [AudioChunk(0, heard[:, None], RATE)]


async def test_ears_and_followers_ask_again() -> None:
    patient = Patient(Crowded(), pause_s=0)
    heard, _ = await patient.speech(np.ones(1024, np.float32), None)
    assert heard.tolist() == [1, 1]
    assert (await patient.segment(np.ones(160_000, np.float32), Priority.SPEAKER)).any()
    assert (await patient.embed(np.ones(16_000, np.float32), Priority.SPEAKER)).any()
    spans = [(0, 8_000), (8_000, 16_000)]
    prints = await patient.embed_spans(np.ones(16_000, np.float32), spans, Priority.SPEAKER)
    assert prints.shape == (2, 192)


async def test_a_caption_refused_is_not_asked_for_again() -> None:
    request = DecodeRequest(np.ones(1024, np.float32), Priority.CAPTION)
    with pytest.raises(WorkerBusy):
        await Patient(Crowded()).decode(request)


async def test_a_model_that_fails_is_not_asked_again() -> None:
    class Broken(ScriptedWorker):
        async def segment(self, window: Samples, priority: Priority) -> NDArray[np.float32]:
            raise WorkerFailed("ValueError")

    with pytest.raises(WorkerFailed):
        await Patient(Broken()).segment(np.ones(160_000, np.float32), Priority.SPEAKER)


async def test_a_crowded_worker_costs_a_session_no_word_and_no_voice() -> None:
    options = TranscribeOptions(busy_retry_ms=1)
    finals = await listen(spoken(), Listener(Crowded(), options, sample_rate=RATE, channels=1))
    assert [final.text for final in finals] == ["one two three four"]
    calm = await follow_voices(spoken(), ScriptedWorker(), RATE)
    crowded = await follow_voices(spoken(), Crowded(), RATE)
    assert crowded.to_bytes() == calm.to_bytes()
