"""With the real recognizer: a practice's terms are written where they are said, and only there."""

import json
from pathlib import Path

import av
import numpy as np
import pytest
from whole import transcribe

from gpu.inprocess import InProcessWorker, WorkerOptions
from transcribe import TranscribeOptions
from transcribe.vocabulary import read_vocabulary

pytestmark = pytest.mark.models

FOLDER = Path(__file__).parents[1] / "recordings" / "vocabulary"
SENTENCES = json.loads((FOLDER / "sentences.json").read_text(encoding="utf-8"))["sentences"]
PRACTICE = read_vocabulary((FOLDER / "vocabulary.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    worker = InProcessWorker(WorkerOptions(cache_folder=tmp_path_factory.mktemp("models")))
    yield worker
    worker.close()


def sound(name):
    with av.open(str(FOLDER / f"{name}.opus")) as opened:
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=16_000)
        pieces = [
            piece.to_ndarray()[0]
            for frame in opened.decode(audio=0)
            for piece in resampler.resample(frame)
        ]
    return np.concatenate(pieces).astype(np.float32)


async def heard(worker, name, vocabulary=None):
    options = TranscribeOptions(vocabulary=vocabulary) if vocabulary else TranscribeOptions()
    utterances = await transcribe(worker, sound(name), options)
    return " ".join(utterance.text for utterance in utterances)


def named(sentences):
    return [pytest.param(sentence, id=sentence["name"]) for sentence in sentences]


@pytest.mark.parametrize("sentence", named(one for one in SENTENCES if one["said"]))
async def test_a_term_that_is_said_is_written(worker, sentence):
    text = await heard(worker, sentence["name"], PRACTICE)
    assert sentence["term"].casefold() in text.casefold()


@pytest.mark.parametrize("sentence", named(one for one in SENTENCES if not one["said"]))
async def test_what_sounds_like_a_term_stays_as_it_is_heard_without_the_vocabulary(
    worker, sentence
):
    text = await heard(worker, sentence["name"], PRACTICE)
    assert text == await heard(worker, sentence["name"])
    assert not any(term.text.casefold() in text.casefold() for term in PRACTICE.terms)


async def test_without_the_vocabulary_most_terms_are_missed(worker):
    """Or the recordings would show nothing."""
    said = [one for one in SENTENCES if one["said"]]
    texts = [(one["term"], await heard(worker, one["name"])) for one in said]
    missed = [term for term, text in texts if term.casefold() not in text.casefold()]
    assert len(missed) > len(said) / 2
