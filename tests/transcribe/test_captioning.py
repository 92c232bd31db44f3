import asyncio

import numpy as np

from gpu import Decoded
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


async def test_what_two_captions_agreed_on_is_given_to_the_third():
    said = ["I slept", "I slept badly, and", "I slept badly, and then"]
    worker = ScriptedWorker()
    worker.decode = Answers(worker, said).decode
    captions = captioner(worker)
    shown = [await captions.caption(talking((0, seconds * SECOND))) for seconds in (2, 4, 6)]
    assert shown == said
    known = [" ".join(part.text for part in request.known) for request in worker.requests]
    assert known == ["", "", "I"]
    assert [request.guess for request in worker.requests] == ["", "I slept", "slept badly, and"]


async def test_a_mark_that_follows_belongs_to_the_word_before_it():
    worker = ScriptedWorker()
    worker.decode = Answers(
        worker, ["yes it was", "yes it was", "yes it was", "yes it, was"]
    ).decode
    captions = captioner(worker)
    for seconds in (1, 2, 3, 4):
        shown = await captions.caption(talking((0, seconds * 2 * SECOND)))
    assert shown == "yes it was"
    assert captions.newest(talking((0, 8 * SECOND))) == "yes it, was"


class Answers:
    """A worker that hears what is written, less what it was told is known."""

    def __init__(self, worker, texts):
        self._requests, self._texts = worker.requests, iter(texts)

    async def decode(self, request):
        self._requests.append(request)
        text = next(self._texts)
        known = sum(len(part.text.replace(" ", "")) for part in request.known)
        while known:
            known -= text[0] != " "
            text = text[1:]
        return Decoded(text.strip(), (), "en", -0.1, 0.0, 1.0)


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
