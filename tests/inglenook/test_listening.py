"""The engine under a reader that stops early, and under a model that fails."""

from contextlib import aclosing

import numpy as np
import pytest
from numpy.typing import NDArray

from gpu import Samples, SpeechState, WorkerFailed
from gpu.scripted import ScriptedWorker
from ingest import AudioChunk
from inglenook.listening import Listener, listen
from transcribe.options import TranscribeOptions

RATE = 16_000


def spoken() -> AudioChunk:
    """A tone, then as much silence as ends an utterance."""
    time = np.arange(2 * RATE) / RATE
    tone = (8000 * np.sin(2 * np.pi * 300 * time)).astype(np.int16)
    heard = np.concatenate([tone, np.zeros(3 * RATE, np.int16)])
    return AudioChunk(0, heard[:, None], RATE)


def listener_of(worker: ScriptedWorker) -> Listener:
    return Listener(worker, TranscribeOptions(), sample_rate=RATE, channels=1)


async def test_a_reader_may_stop_early() -> None:
    listener = listener_of(ScriptedWorker())
    await listener.push(spoken())
    async with aclosing(listener.events()) as events:
        await anext(events)
    await listener.aclose()


async def test_a_failing_model_reaches_the_reader() -> None:
    listener = listener_of(ScriptedWorker(failures=(WorkerFailed("ValueError"),)))
    await listener.push(spoken())
    with pytest.raises(ExceptionGroup) as raised:
        async with aclosing(listener.events()) as events:
            async for _ in events:
                pass
    assert raised.group_contains(WorkerFailed)


async def test_a_failure_in_a_recording_is_the_workers_own_error() -> None:
    worker = ScriptedWorker(failures=(WorkerFailed("ValueError"),))
    with pytest.raises(WorkerFailed):
        await listen([spoken()], listener_of(worker))


class Ears(ScriptedWorker):
    """Takes a low tone for no speech."""

    async def speech(
        self, samples: Samples, state: SpeechState | None
    ) -> tuple[NDArray[np.float32], SpeechState]:
        frames = samples.reshape(-1, 512)
        high = (np.diff(np.signbit(frames)).sum(axis=1) > 25) & (np.abs(frames).max(axis=1) > 0.01)
        return np.where(high, 0.95, 0.1).astype(np.float32), state or SpeechState(())


@pytest.mark.parametrize("channels", [1, 2])
async def test_assent_is_heard_where_each_person_has_a_channel(channels: int) -> None:
    time = np.arange(2 * RATE) / RATE
    words = np.sin(2 * np.pi * 600 * time)
    hum = np.sin(2 * np.pi * 150 * time[: RATE // 2])
    quiet = np.zeros(2 * RATE)
    heard = np.zeros((int(6.5 * RATE), channels), np.int16)
    heard[:, 0] = np.concatenate([words, quiet, hum, quiet]) * 12_000
    worker = Ears(hear=lambda sound: "mm-hmm" if len(sound) < 1.5 * RATE else "hello")
    listener = Listener(worker, TranscribeOptions(), sample_rate=RATE, channels=channels)
    finals = await listen([AudioChunk(0, heard, RATE)], listener)
    assert [final.text for final in finals] == (["hello", "mm-hmm"] if channels == 2 else ["hello"])
