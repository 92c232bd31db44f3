"""The engine under a reader that stops early, and under a model that fails."""

from contextlib import aclosing

import numpy as np
import pytest

from gpu import WorkerFailed
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
