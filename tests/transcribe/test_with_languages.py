"""With the real multilingual recognizer: Japanese and Spanish, told once and kept."""

from pathlib import Path

import numpy as np
import pytest
from material import MODEL_HZ, at_model_rate
from whole import transcribe

from gpu.inprocess import InProcessWorker, WorkerOptions
from inglenook.client import read_track
from inglenook.recorded import hear_track
from transcribe import TranscribeOptions
from transcribe.language import SessionLanguage

pytestmark = pytest.mark.models

RECORDINGS = Path(__file__).parents[1] / "recordings" / "languages"


@pytest.fixture(scope="module")
def worker():
    worker = InProcessWorker(WorkerOptions(asr_model="base"))
    yield worker
    worker.close()


def spoken(language):
    return at_model_rate(read_track(RECORDINGS / f"{language}.opus", split_channels=False))


def mono(track):
    return track.samples[:, 0].astype(np.float32) / 32768


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", ("今週はどうでしたか", "夜中に何度も目が覚めます", "ほとんど毎日です")),
        ("es", ("no puedo dormir por la noche", "todos los días", "tengo ganas de trabajar")),
    ],
)
async def test_a_session_is_heard_in_its_language(worker, language, said):
    transcript = await hear_track(
        spoken(language), worker, TranscribeOptions(), name=language, speakers=2
    )
    assert transcript.language == language
    assert {turn.language for turn in transcript.turns} == {language}
    text = " ".join(turn.text for turn in transcript.turns).casefold()
    for phrase in said:
        assert phrase.casefold() in text


async def test_the_language_is_settled_by_the_first_speech_and_kept(worker):
    """Spanish after Japanese, as a film in the background would be."""
    both = np.concatenate([mono(spoken("ja")), mono(spoken("es"))])
    heard = await transcribe(worker, both)
    assert {utterance.language for utterance in heard} == {"ja"}


async def test_a_language_that_was_set_is_not_asked_for(worker):
    heard = await transcribe(worker, mono(spoken("es")), TranscribeOptions(language="es"))
    assert {utterance.language for utterance in heard} == {"es"}
    assert SessionLanguage("es").settled == "es"
    assert len(mono(spoken("es"))) > 15 * MODEL_HZ
