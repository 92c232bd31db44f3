"""Talk of several people, similar voices, and speech that is nobody's here, made by rule and heard
by the real speaker models. `tests/bench/people.py` measures more of it."""

from collections.abc import Iterator

import numpy as np
import pytest
from conversation import Conversation, Person, behind, lines_of, talk

from diarize import DiarizeOptions, SpeakerTracker
from diarize.settle import voice_activity
from gpu.inprocess import InProcessWorker
from inglenook.evaluation.speech import Span, diarization_errors

pytestmark = [
    pytest.mark.models,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # pyannote imports its own
]
RATE = 16_000


@pytest.fixture(scope="module")
def worker() -> Iterator[InProcessWorker]:
    worker = InProcessWorker()
    yield worker
    worker.close()


async def heard(worker: InProcessWorker, made: Conversation) -> tuple[int, float]:
    """People counted, DER."""
    tracker = SpeakerTracker(worker, DiarizeOptions())
    for start in range(0, len(made.samples), RATE):
        await tracker.push(made.samples[start : start + RATE])
    activity = voice_activity(await tracker.finish())
    told = [Span(str(a.person), a.start_ms / 1000, a.end_ms / 1000) for a in activity]
    value = diarization_errors(list(made.said), told)[0].value
    assert value is not None
    return len({a.person for a in activity}), value


async def test_a_couple_and_their_therapist(worker: InProcessWorker) -> None:
    made = talk([Person("heart", 1.3), Person("jm_kumo"), Person("jf_alpha")], 60, 1)
    people, der = await heard(worker, made)
    assert people == 3
    assert der < 0.15


async def test_a_family_of_four(worker: InProcessWorker) -> None:
    child = Person("jf_gongitsune", 0.6, 1.22)
    made = talk([Person("heart", 1.3), Person("jm_kumo"), Person("jf_alpha"), child], 120, 1)
    people, der = await heard(worker, made)
    assert people == 4
    assert der < 0.15


async def test_a_couple_of_women_and_their_interpreter(worker: InProcessWorker) -> None:
    made = talk([Person("jf_alpha"), Person("jf_tebukuro"), Person("jm_kumo")], 120, 2)
    people, der = await heard(worker, made)
    assert people == 3
    assert der < 0.15


async def test_two_voices_of_the_same_sex(worker: InProcessWorker) -> None:
    people, der = await heard(worker, talk([Person("heart"), Person("jf_nezumi")], 50, 1))
    assert people == 2
    assert der < 0.15


async def test_a_television_next_door_is_nobody(worker: InProcessWorker) -> None:
    said = np.concatenate(lines_of("jm_kumo", 1.06))
    made = behind(talk([Person("heart"), Person("jf_alpha")], 50, 1), said, -18.0)
    people, der = await heard(worker, made)
    assert people == 2
    assert der < 0.2


async def test_a_child_now_and_then_is_nobody(worker: InProcessWorker) -> None:
    words = np.concatenate(
        [np.pad(line, (4 * RATE, 6 * RATE)) for line in lines_of("jf_alpha", 1.28)[:6]]
    )
    made = behind(talk([Person("heart"), Person("jm_kumo")], 60, 1), words, -14.0)
    people, der = await heard(worker, made)
    assert people == 2
    assert der < 0.15
