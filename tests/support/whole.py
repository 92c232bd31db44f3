"""One channel given whole to the engine, for tests of what it makes of it."""

import asyncio
from dataclasses import replace

from gpu import MODEL_RATE_HZ, Samples, Worker
from transcribe.options import TranscribeOptions
from transcribe.transcriber import Transcriber
from transcribe.utterance import Utterance


async def transcribe(
    worker: Worker,
    samples: Samples,
    options: TranscribeOptions | None = None,
    channel: int = 0,
    start_ms: int = 0,
) -> list[Utterance]:
    """Every utterance of one channel, as a recording is heard."""
    options = replace(options or TranscribeOptions(), captions=False, recorded=True)
    transcriber = Transcriber(worker, options, channel, start_ms)
    utterances: list[Utterance] = []

    async def read() -> None:
        async for event in transcriber.events():
            if isinstance(event, Utterance):
                utterances.append(event)

    async with asyncio.TaskGroup() as group:
        group.create_task(read(), name="read")
        for start in range(0, len(samples), MODEL_RATE_HZ):
            await transcriber.push(samples[start : start + MODEL_RATE_HZ])
        await transcriber.flush()
    return utterances
