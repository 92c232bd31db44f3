"""Hours in one session: what is held, what it costs and when it was said do not drift."""

import asyncio
import time

import numpy as np
import pytest

from gpu.scripted import ScriptedWorker
from transcribe import TranscribeOptions, Transcriber, Utterance
from transcribe.level import FRAME_SAMPLES

MINUTE_SAMPLES = 60 * 16_000
SAID_AT_S = (3, 21, 40)
"""In each minute: two seconds of voice."""
FRAME_MS = FRAME_SAMPLES // 16


@pytest.fixture(scope="module")
def minute():
    time_s = np.arange(MINUTE_SAMPLES) / 16_000
    voice = np.sin(2 * np.pi * 180 * time_s) + 0.5 * np.sin(2 * np.pi * 720 * time_s)
    spoken = sum((at <= time_s) & (time_s < at + 2) for at in SAID_AT_S)
    return (0.2 * voice * spoken).astype(np.float32)


@pytest.mark.parametrize(
    ("minutes", "start_ms"),
    [(30, 9_000_000), pytest.param(180, 0, marks=pytest.mark.models)],
    ids=["the last half hour of three", "three hours"],
)
async def test_hours(minute, minutes, start_ms):
    worker = ScriptedWorker()
    options = TranscribeOptions(captions=False)
    transcriber = Transcriber(worker, options, start_ms=start_ms)
    heard, held_ms, took_s = [], [], []

    async def read():
        async for event in transcriber.events():
            if isinstance(event, Utterance):
                heard.append(event)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(read())
        for _ in range(minutes):
            began = time.process_time()
            await transcriber.push(minute)
            took_s.append(time.process_time() - began)
            held_ms.append(transcriber.held_ms)
            worker.requests.clear()
        await transcriber.flush()

    said_ms = [start_ms + 60_000 * n + 1_000 * at for n in range(minutes) for at in SAID_AT_S]
    assert len(heard) == len(said_ms)
    assert len({utterance.utterance_id for utterance in heard}) == len(heard)
    lead_ms = options.endpoint.lead_ms
    late_ms = [one.start_ms + lead_ms - at for one, at in zip(heard, said_ms, strict=True)]
    assert max(late_ms) - min(late_ms) <= FRAME_MS
    assert all(abs(late) <= FRAME_MS for late in late_ms)
    assert max(held_ms) < 60_000
    third = minutes // 3
    assert max(held_ms[-third:]) <= max(held_ms[:third])
    assert min(took_s[-third:]) < 1.5 * min(took_s[:third])
