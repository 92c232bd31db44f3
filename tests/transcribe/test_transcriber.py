import asyncio
from dataclasses import replace

import numpy as np
import pytest
from whole import transcribe

from gpu import Priority, WorkerBusy, WorkerFailed
from gpu.scripted import ScriptedWorker
from transcribe import (
    Caption,
    StreamEnded,
    TranscribeOptions,
    Transcriber,
    Utterance,
)

FINALS_ONLY = TranscribeOptions(captions=False, busy_retry_ms=0)


async def live(worker, samples, options=FINALS_ONLY, size=16_000, start_ms=0):
    transcriber = Transcriber(worker, options, channel=1, start_ms=start_ms)
    events = []

    async def read():
        async for event in transcriber.events():
            events.append(event)

    async with asyncio.TaskGroup() as group:
        group.create_task(read())
        for at in range(0, len(samples), size):
            await transcriber.push(samples[at : at + size])
            for _ in range(20):
                await asyncio.sleep(0)
        await transcriber.flush()
    return events


async def test_speech_becomes_utterances_on_the_sessions_clock(speech):
    samples = speech(-1, 2, -2, 3, -2)
    first, second = await live(ScriptedWorker(), samples, start_ms=10_000)
    assert first.utterance_id == f"u1-{first.start_ms}"
    assert 10_600 <= first.start_ms <= 11_000
    assert 13_000 <= first.end_ms <= 13_600
    assert 14_500 <= second.start_ms <= 15_000
    assert all(first.start_ms <= w.start_ms <= w.end_ms <= first.end_ms for w in first.words)


async def test_silence_asks_the_recognizer_nothing(speech):
    worker = ScriptedWorker()
    assert await live(worker, speech(-60)) == []
    assert worker.requests == []


@pytest.mark.parametrize("size", [160, 4_097, 50_000])
async def test_the_pieces_do_not_matter(speech, size):
    samples = speech(-0.7, 2.3, -1.5, 4.1, -0.4, 1.2, -3)
    assert await live(ScriptedWorker(), samples, size=size) == await live(ScriptedWorker(), samples)


async def test_finals_are_the_same_with_captions_and_recorded(speech):
    samples = speech(-1, 4, -2, 3, -2)
    with_captions = await live(ScriptedWorker(), samples, TranscribeOptions(), size=4_096)
    finals = [event for event in with_captions if isinstance(event, Utterance)]
    assert any(isinstance(event, Caption) for event in with_captions)
    assert finals == await live(ScriptedWorker(), samples)
    assert finals == await transcribe(ScriptedWorker(), samples, channel=1)


async def test_captions_come_before_their_final_and_share_its_id(speech):
    events = await live(ScriptedWorker(), speech(-1, 6, -2), TranscribeOptions(), size=4_096)
    *captions, final = events
    assert len(captions) >= 2
    assert {caption.utterance_id for caption in captions} == {final.utterance_id}
    assert len(captions[0].text) < len(captions[-1].text)


async def test_recorded_work_yields_and_captions_are_greedy(speech):
    worker = ScriptedWorker()
    await transcribe(worker, speech(1, -2))
    await live(worker, speech(3, -2), TranscribeOptions(), size=4_096)
    asked = [(request.priority, request.word_times) for request in worker.requests]
    assert asked[0] == (Priority.RECORDED, True)
    assert (Priority.CAPTION, False) in asked
    assert asked[-1] == (Priority.FINAL, True)


async def test_a_busy_worker_delays_a_final_and_loses_none(speech):
    busy = WorkerBusy("full")
    worker = ScriptedWorker(failures=(busy, busy, None, busy))
    events = await live(worker, speech(1, -2, 2, -2))
    assert events == await live(ScriptedWorker(), speech(1, -2, 2, -2))


async def test_a_busy_worker_costs_captions_only(speech):
    class NoCaptions(ScriptedWorker):
        async def decode(self, request):
            if request.priority is Priority.CAPTION:
                raise WorkerBusy("full")
            return await super().decode(request)

    events = await live(NoCaptions(), speech(4, -2), TranscribeOptions(), size=4_096)
    assert events == await live(ScriptedWorker(), speech(4, -2))


async def test_a_failing_recognizer_reaches_the_reader_and_frees_the_writer(speech):
    worker = ScriptedWorker(failures=(WorkerFailed("A model raised."),))
    with pytest.raises(ExceptionGroup) as failures:
        await live(worker, speech(1, -2, 1, -2))
    assert any(isinstance(error, WorkerFailed) for error in failures.value.exceptions)


async def test_a_writer_without_a_reader_waits_and_closing_frees_it(speech):
    options = replace(FINALS_ONLY, backlog_s=5)
    transcriber = Transcriber(ScriptedWorker(), options)

    async def write():
        for _ in range(10):
            await transcriber.push(speech(2, -2))

    writer = asyncio.create_task(write())
    done, _ = await asyncio.wait([writer], timeout=0.2)
    assert not done
    await transcriber.aclose()
    with pytest.raises(StreamEnded):
        await writer


async def test_nothing_is_taken_after_the_end(speech):
    transcriber = Transcriber(ScriptedWorker(), FINALS_ONLY)
    await transcriber.aclose()
    with pytest.raises(StreamEnded):
        await transcriber.push(speech(1))
    assert [event async for event in transcriber.events()] == []
    await transcriber.flush()


async def test_long_silence_and_long_sessions_keep_little_audio(speech):
    transcriber = Transcriber(ScriptedWorker(), FINALS_ONLY)

    async def read():
        return [event async for event in transcriber.events()]

    async with asyncio.TaskGroup() as group:
        reader = group.create_task(read())
        for _ in range(30):
            await transcriber.push(speech(2, -4))
            await asyncio.sleep(0)
            assert transcriber.held_ms < 30_000
        await transcriber.push(np.zeros(16_000 * 60, np.float32))
        await transcriber.push(speech(-1))
        assert transcriber.held_ms < 30_000
        await transcriber.flush()
    assert len(reader.result()) == 30
