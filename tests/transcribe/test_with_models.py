"""With the real recognizer and voice detector: what is said, and nothing where nobody speaks."""

import asyncio
import json
from pathlib import Path

import av
import jiwer
import numpy as np
import pytest
from whisper_normalizer.english import EnglishTextNormalizer
from whole import transcribe

import inglenook.demo_session
from gpu.inprocess import InProcessWorker, WorkerOptions
from transcribe import TranscribeOptions, Transcriber, Utterance

pytestmark = pytest.mark.models

SESSION = Path(inglenook.demo_session.__file__).parent
SECONDS = 30
NOISE_SECONDS = 20


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    worker = InProcessWorker(WorkerOptions(cache_folder=tmp_path_factory.mktemp("models")))
    yield worker
    worker.close()


@pytest.fixture(scope="module")
def session():
    """The bundled session's first half minute."""
    pieces = []
    with av.open(str(SESSION / "session.opus")) as opened:
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=16_000)
        for frame in opened.decode(audio=0):
            pieces += [piece.to_ndarray()[0] for piece in resampler.resample(frame)]
            if frame.time > SECONDS:
                break
    return np.concatenate(pieces)[: SECONDS * 16_000].astype(np.float32)


def noises():
    random = np.random.default_rng(5)
    length = NOISE_SECONDS * 16_000
    time = np.arange(length) / 16_000
    spectrum = np.fft.rfft(random.standard_normal(length))
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1)), length)
    pink /= pink.std()
    keys = np.zeros(length)
    for at in random.integers(0, length - 800, NOISE_SECONDS * 5):
        keys[at : at + 800] += random.standard_normal(800) * np.exp(-np.arange(800) / 120)
    chords = sum(np.sin(2 * np.pi * hertz * time) for hertz in (220, 277, 330)) / 3
    return {
        "silence": 0 * time,
        "hiss": 0.01 * random.standard_normal(length),
        "room": 0.01 * pink,
        "breath": 0.03 * pink * np.clip(np.sin(2 * np.pi * time / 4), 0, 1) ** 2,
        "keyboard": 0.05 * keys + 0.003 * pink,
        "music": 0.1 * chords * (1 - time % 0.5),
    }


@pytest.mark.parametrize("noise", noises())
async def test_where_nobody_speaks_there_is_no_text(worker, noise):
    assert await transcribe(worker, noises()[noise].astype(np.float32)) == []


@pytest.mark.parametrize("noise", ["silence", "room"])
async def test_a_long_pause_after_speech_invents_nothing(worker, session, noise):
    speech = session[: 10 * 16_000]
    pause = noises()[noise].astype(np.float32)
    heard = await transcribe(worker, np.concatenate([speech, pause]))
    assert heard
    assert all(utterance.words[-1].end_ms <= 11_000 for utterance in heard)


async def test_live_and_recorded_give_the_words_that_were_said(worker, session):
    recorded = await transcribe(worker, session)
    transcriber = Transcriber(worker, TranscribeOptions())
    live = []

    async def read():
        async for event in transcriber.events():
            if isinstance(event, Utterance):
                live.append(event)

    async with asyncio.TaskGroup() as group:
        group.create_task(read())
        for at in range(0, len(session), 3_200):
            await transcriber.push(session[at : at + 3_200])
        await transcriber.flush()
    assert live == recorded
    turns = json.loads((SESSION / "ref.json").read_text())["turns"]
    said = " ".join(turn["text"] for turn in turns if turn["end"] < SECONDS - 1)
    heard = " ".join(utterance.text for utterance in recorded)
    normal = EnglishTextNormalizer()
    # The cut may leave some words of an unfinished turn.
    outcome = jiwer.process_words(normal(said), normal(heard))
    assert (outcome.substitutions + outcome.deletions) / len(normal(said).split()) < 0.15
