import asyncio

import numpy as np

from gpu.scripted import ScriptedWorker
from transcribe.captioning import Captioner
from transcribe.endpoint import Run, Stretch
from transcribe.hearing import Hearing
from transcribe.language import SessionLanguage
from transcribe.options import TranscribeOptions

SECOND = 31


def tone(start_ms, end_ms):
    return np.full((end_ms - start_ms) * 16, 0.1, np.float32)


def captioner(worker=None, **options):
    return Captioner(
        Hearing(worker or ScriptedWorker(), TranscribeOptions(**options), tone, SessionLanguage())
    )


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


async def test_it_hears_the_stretch_so_far_and_nothing_else():
    worker = ScriptedWorker()
    text = await captioner(worker).caption(talking((10, 5 * SECOND), (6 * SECOND, 8 * SECOND)))
    assert len(text.split()) >= 14
    (request,) = worker.requests
    assert len(request.samples) == (8 * SECOND - 10) * 512
    assert not request.known


async def test_nothing_is_captioned_while_finals_wait():
    worker = ScriptedWorker()
    captions = captioner(worker)
    assert captions.wait_s == 0
    worker.delay_s = 2.0
    assert captions.wait_s > 0


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
