"""The bundled session made hard by rule, heard by the real speaker models: nobody is invented, and
who speaks is still told."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

import inglenook.demo_session
from diarize import DiarizeOptions, SpeakerTracker
from diarize.attribution import Activity
from diarize.settle import voice_activity
from gpu import Samples
from gpu.inprocess import InProcessWorker
from inglenook.client import read_track
from inglenook.evaluation.reference import ReferenceTurn, read_reference
from inglenook.evaluation.speech import Span, diarization_errors

pytestmark = [
    pytest.mark.models,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # pyannote imports its own
]
RATE = 16_000
SECONDS = 60


@pytest.fixture(scope="module")
def worker() -> Iterator[InProcessWorker]:
    worker = InProcessWorker()
    yield worker
    worker.close()


def minute() -> Samples:
    track = read_track(inglenook.demo_session.RECORDING, split_channels=False)
    scaled = resample_poly(track.samples[:, 0] / 32768, RATE, track.sample_rate)
    return np.asarray(scaled[: SECONDS * RATE], dtype=np.float32)


def turns() -> list[ReferenceTurn]:
    reference = read_reference(inglenook.demo_session.REFERENCE)
    return [turn for turn in reference.turns if turn.end <= SECONDS]


async def heard(worker: InProcessWorker, samples: Samples) -> list[Activity]:
    tracker = SpeakerTracker(worker, DiarizeOptions())
    for start in range(0, len(samples), RATE):
        await tracker.push(samples[start : start + RATE])
    return voice_activity(await tracker.finish())


def errors(activity: Sequence[Activity], delay_s: float = 0.0) -> float:
    said = [Span(turn.speaker, turn.start + delay_s, turn.end + delay_s) for turn in turns()]
    until = max(span.end for span in said)
    told = [
        Span(str(a.person), a.start_ms / 1000, a.end_ms / 1000)
        for a in activity
        if a.start_ms < until * 1000
    ]
    value = diarization_errors(said, told)[0].value
    assert value is not None
    return value


def as_it_is(samples: Samples) -> Samples:
    return samples


def turned_down(samples: Samples) -> Samples:
    """By 18 dB in the middle, as where somebody moves the tablet."""
    gain = np.where(np.arange(len(samples)) < len(samples) // 2, 1.0, 0.125)
    return np.asarray(samples * gain, dtype=np.float32)


def telephoned(samples: Samples) -> Samples:
    """300 to 3400 Hz at 8 kHz."""
    band = butter(4, (300, 3_400), "band", fs=RATE, output="sos")
    narrow = resample_poly(sosfilt(band, samples), 1, 2)
    return np.asarray(resample_poly(narrow, 2, 1), dtype=np.float32)


def with_doors(samples: Samples) -> Samples:
    """A bang each eight seconds, louder than anybody."""
    noise: NDArray[np.float64] = np.random.default_rng(4).normal(size=RATE // 3)
    bang = sosfilt(butter(2, 400, "low", fs=RATE, output="sos"), noise)
    bang *= np.exp(-np.arange(len(bang)) / (0.06 * RATE))
    bang *= 0.8 / np.abs(bang).max()
    out = samples.astype(np.float64)
    for start in range(4 * RATE, len(out) - len(bang), 8 * RATE):
        out[start : start + len(bang)] += bang
    return np.clip(out, -1, 1).astype(np.float32)


@pytest.mark.parametrize("made", [as_it_is, turned_down, telephoned, with_doors])
async def test_two_people_are_told_apart(
    worker: InProcessWorker, made: Callable[[Samples], Samples]
) -> None:
    activity = await heard(worker, made(minute()))
    assert len({a.person for a in activity}) == 2
    assert errors(activity) < 0.12


async def test_a_minute_of_silence_first(worker: InProcessWorker) -> None:
    silence = np.random.default_rng(2).normal(size=60 * RATE).astype(np.float32) * 1e-4
    activity = await heard(worker, np.concatenate([silence, minute()]))
    assert min(a.start_ms for a in activity) > 59_500
    assert len({a.person for a in activity}) == 2
    assert errors(activity, delay_s=60.0) < 0.12


async def test_one_person_alone_is_one(worker: InProcessWorker) -> None:
    samples, speaker = minute(), turns()[0].speaker
    pieces = [
        samples[int(turn.start * RATE) : int(turn.end * RATE)]
        for turn in turns()
        if turn.speaker == speaker
    ]
    alone = np.tile(np.concatenate(pieces), 4)[: 120 * RATE]
    assert {a.person for a in await heard(worker, alone)} == {0}
