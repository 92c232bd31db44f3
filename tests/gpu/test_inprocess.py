import asyncio
import threading

import numpy as np
import pytest

from gpu import Decoded, DecodeRequest, Priority, WorkerFailed
from gpu.inprocess import InProcessWorker, WorkerOptions, _Resident


@pytest.fixture
def worker(tmp_path):
    worker = InProcessWorker(WorkerOptions(cache_folder=tmp_path))
    yield worker
    worker.close()


async def test_after_closing_nothing_is_taken(worker):
    worker.close()
    with pytest.raises(WorkerFailed):
        await worker.decode(DecodeRequest(np.zeros(16000, np.float32), Priority.FINAL))


def test_models_are_named_without_the_path_of_a_local_one(tmp_path):
    worker = InProcessWorker(WorkerOptions(asr_model=str(tmp_path / "ours"), cache_folder=tmp_path))
    assert worker.models()["recognizer"] == "Whisper ours"
    worker.close()


class Recording:
    """A recognizer that remembers its calls."""

    def __init__(self):
        self.calls = []

    def decode_batch(self, requests):
        self.calls.append([request.session for request in requests])
        if any(not len(request.samples) for request in requests):
            raise ValueError("nothing to hear")
        return [Decoded(request.session, (), "en", 0.0, 0.0, 1.0) for request in requests]


async def test_alike_decodes_of_several_sessions_are_one_call(worker):
    recognizer = Recording()
    worker._recognizer = _Resident("recognizer", lambda: recognizer)
    worker._models.widen(1, 16)
    gate = threading.Event()
    worker._models.submit(Priority.FINAL, lambda: gate.wait(10))
    asked = [
        asyncio.ensure_future(
            worker.decode(
                DecodeRequest(np.zeros(int(seconds * 16000), np.float32), priority, session=name)
            )
        )
        for name, seconds, priority in (
            ("a", 3.0, Priority.FINAL),
            ("b", 3.2, Priority.FINAL),
            ("c", 19.0, Priority.FINAL),
            ("d", 3.1, Priority.RECORDED),
            ("e", 0.0, Priority.FINAL),
        )
    ]
    await asyncio.sleep(0)
    gate.set()
    heard = await asyncio.gather(*asked, return_exceptions=True)
    assert [one.text for one in heard[:4]] == ["a", "b", "c", "d"]
    assert isinstance(heard[4], WorkerFailed)
    assert recognizer.calls == [["a", "b", "e"], ["a"], ["b"], ["e"], ["c"], ["d"]]


@pytest.mark.models
async def test_speech_does_not_depend_on_how_it_was_cut(worker):
    samples = (np.random.default_rng(3).standard_normal(512 * 40) * 0.05).astype(np.float32)
    whole, _ = await worker.speech(samples, None)
    state, pieces = None, []
    for at in range(0, len(samples), 512 * 8):
        heard, state = await worker.speech(samples[at : at + 512 * 8], state)
        pieces.append(heard)
    assert np.allclose(np.concatenate(pieces), whole, atol=1e-5)


@pytest.mark.models
async def test_one_worker_serves_any_event_loop(worker):
    silence = np.zeros(512 * 4, np.float32)
    here, _ = await worker.speech(silence, None)
    there, _ = await asyncio.to_thread(lambda: asyncio.run(worker.speech(silence, None)))
    assert here.tolist() == there.tolist()


@pytest.mark.models
async def test_a_window_longer_than_whisper_hears_is_refused(worker):
    request = DecodeRequest(np.zeros(16000 * 31, np.float32), Priority.FINAL)
    with pytest.raises(ValueError, match="30 s"):
        await worker.decode(request)


@pytest.mark.models
async def test_models_called_from_several_threads_answer_as_from_one(tmp_path):
    """On noise, which every model has an answer to."""
    random = np.random.default_rng(5)
    windows = [(random.standard_normal(32_000) * 0.05).astype(np.float32) for _ in range(3)]
    heard = []
    for threads in (1, 4):
        worker = InProcessWorker(WorkerOptions(cache_folder=tmp_path, decode_threads=threads))
        asked = [
            ask
            for window in windows
            for ask in (
                worker.segment(window, Priority.SPEAKER),
                worker.embed(window, Priority.SPEAKER),
                worker.decode(DecodeRequest(window, Priority.FINAL, word_times=False)),
            )
        ]
        heard.append(await asyncio.gather(*asked))
        worker.close()
    for alone, together in zip(*heard, strict=True):
        if isinstance(alone, np.ndarray):
            assert np.allclose(alone, together, atol=1e-5)
        else:
            assert alone.text == together.text
