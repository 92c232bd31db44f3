"""The models in this process and the models on Ray Serve: one set of tests, the same answers."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
import soundfile

from gpu import DecodeRequest, Priority
from gpu.inprocess import InProcessWorker, WorkerOptions

pytestmark = pytest.mark.models

SESSION = Path(__file__).parents[2] / "recordings" / "short" / "session_2ch.opus"


@pytest.fixture(scope="module")
def speech():
    """The first 8 s of somebody who speaks, mono, 16 kHz."""
    samples, rate = soundfile.read(SESSION, dtype="float32", frames=16_000 * 8)
    assert rate == 16_000
    return samples.mean(axis=1)


@pytest.fixture(scope="module")
def in_process(tmp_path_factory):
    worker = InProcessWorker(WorkerOptions(cache_folder=tmp_path_factory.mktemp("cache")))
    yield worker
    worker.close()


@pytest.fixture(scope="module", params=["in process", "ray"])
def worker(request, in_process):
    if request.param == "in process":
        yield in_process
        return
    from ray_on_loopback import models_on_ray

    with models_on_ray() as remote:
        yield remote


async def test_the_same_words_at_the_same_times(worker, in_process, speech):
    requests = [
        DecodeRequest(speech[at : at + 80_000], Priority.FINAL, session=f"s_{at}")
        for at in (0, 16_000, 32_000)
    ]
    heard = await asyncio.gather(*(worker.decode(request) for request in requests))
    assert all(one.words for one in heard)
    for one, request in zip(heard, requests, strict=True):
        here = await in_process.decode(request)
        assert [word.text for word in one.words] == [word.text for word in here.words]
        for word, same in zip(one.words, here.words, strict=True):
            # what else is in a batch moves the alignment by one of Whisper's 20 ms steps
            assert abs(word.start_ms - same.start_ms) <= 40


async def test_the_same_speakers_and_voices(worker, in_process, speech):
    for ask in (
        lambda one: one.segment(speech, Priority.SPEAKER),
        lambda one: one.embed(speech, Priority.SPEAKER),
        lambda one: one.embed_spans(speech, [(0, 40_000), (40_000, 90_000)], Priority.SPEAKER),
    ):
        assert np.allclose(await ask(worker), await ask(in_process), atol=1e-5)


async def test_speech_does_not_depend_on_how_it_was_cut(worker):
    samples = (np.random.default_rng(3).standard_normal(512 * 40) * 0.05).astype(np.float32)
    whole, _ = await worker.speech(samples, None)
    state, pieces = None, []
    for at in range(0, len(samples), 512 * 8):
        heard, state = await worker.speech(samples[at : at + 512 * 8], state)
        pieces.append(heard)
    assert np.allclose(np.concatenate(pieces), whole, atol=1e-5)


async def test_one_worker_serves_any_event_loop(worker):
    silence = np.zeros(512 * 4, np.float32)
    here, _ = await worker.speech(silence, None)
    there, _ = await asyncio.to_thread(lambda: asyncio.run(worker.speech(silence, None)))
    assert here.tolist() == there.tolist()


async def test_a_window_longer_than_whisper_hears_is_refused(worker):
    request = DecodeRequest(np.zeros(16000 * 31, np.float32), Priority.FINAL)
    with pytest.raises(ValueError, match="30 s"):
        await worker.decode(request)


async def test_the_models_are_named_alike(worker, in_process):
    assert worker.models() == in_process.models()
