import asyncio

import numpy as np

from gpu.scripted import ScriptedWorker
from transcribe.captioning import Captioner
from transcribe.endpoint import Run, Stretch
from transcribe.options import TranscribeOptions

SECOND = 31


def tone(start, end):
    return np.full((end - start) * 512, 0.1, np.float32)


def captioner(worker=None, **options):
    return Captioner(worker or ScriptedWorker(), TranscribeOptions(**options), tone)


def talking(*runs):
    return Stretch(runs[0][0], runs[-1][1], tuple(Run(*run) for run in runs))


async def test_it_waits_for_enough_new_speech():
    captions = captioner()
    assert not captions.wanted(None)
    assert not captions.wanted(talking((0, SECOND - 5)))
    assert captions.wanted(talking((0, SECOND + 5)))
    await captions.caption(talking((0, SECOND + 5)))
    assert not captions.wanted(talking((0, SECOND + 20)))
    assert captions.wanted(talking((0, 3 * SECOND)))
    assert captions.wanted(talking((500, 500 + 2 * SECOND)))
    assert not captioner(captions=False).wanted(talking((0, 90)))


async def test_a_long_stretch_is_captioned_whole_and_decoded_in_windows():
    worker = ScriptedWorker()
    captions = captioner(worker)
    runs = [(0, 5 * SECOND), (5 * SECOND + 10, 12 * SECOND)]
    text = await captions.caption(talking(*runs))
    assert len(text.split()) >= 23
    await captions.caption(talking(*runs, (13 * SECOND, 14 * SECOND)))
    assert all(len(request.samples) <= 10.5 * 16_000 for request in worker.requests)


async def test_a_decode_in_flight_gives_way():
    class Slow(ScriptedWorker):
        async def decode(self, request):
            await asyncio.Event().wait()

    captions = captioner(Slow())
    async with asyncio.TaskGroup() as group:
        caption = group.create_task(captions.caption(talking((0, 90))))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        captions.give_way()
    assert caption.result() is None
