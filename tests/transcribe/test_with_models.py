"""With the real recognizer and voice detector: what is said, and nothing where nobody speaks."""

import asyncio
import json
from pathlib import Path

import av
import jiwer
import numpy as np
import pytest
from noises import KINDS, noise
from whisper_normalizer.english import EnglishTextNormalizer
from whole import transcribe

import inglenook.demo_session
from gpu import DecodeRequest, Priority
from gpu.inprocess import InProcessWorker, WorkerOptions
from transcribe import TranscribeOptions, Transcriber, Utterance
from transcribe.invention import invented

pytestmark = pytest.mark.models

SESSION = Path(inglenook.demo_session.__file__).parent
SECONDS = 30
NOISE_SECONDS = 60
PAUSE_SECONDS = 20
DECEIVED = 0.6
"""Mean probability of what deceives the voice detector; words are above it."""
WORDLESS = 1
"""A sob may be written "Ah"."""


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


@pytest.mark.parametrize("kind", KINDS)
async def test_where_nobody_speaks_there_is_no_text(worker, kind):
    """Neither a final nor a caption."""
    transcriber = Transcriber(worker, TranscribeOptions())
    told = []

    async def read():
        told.extend([event async for event in transcriber.events()])

    samples = noise(kind, NOISE_SECONDS)
    async with asyncio.TaskGroup() as group:
        group.create_task(read())
        for at in range(0, len(samples), 16_000):
            await transcriber.push(samples[at : at + 16_000])
        await transcriber.flush()
    assert told == []


@pytest.mark.parametrize("kind", KINDS)
async def test_what_is_decoded_out_of_noise_is_known_for_invention(worker, kind):
    """As if the voice detector had been deceived, with the doubt it has then."""
    samples = noise(kind, NOISE_SECONDS, seed=2)
    kept = []
    for at_s, length_s in ((2, 1), (9, 3), (20, 9)):
        window = samples[at_s * 16_000 : (at_s + length_s) * 16_000]
        decoded = await worker.decode(DecodeRequest(window, Priority.FINAL, beam_size=5))
        if not invented(decoded, length_s * 1_000, DECEIVED):
            kept.append(decoded.text)
    assert [text for text in kept if len(text.split()) > WORDLESS] == []


@pytest.mark.parametrize("kind", ["silence", "room", "keyboard"])
async def test_a_long_pause_after_speech_invents_nothing(worker, session, kind):
    speech = session[: 10 * 16_000]
    pause = noise(kind, PAUSE_SECONDS)
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
