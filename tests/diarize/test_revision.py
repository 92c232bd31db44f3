"""Speakers decided anew while the session runs."""

from collections.abc import Callable

import numpy as np

from diarize import DiarizeOptions, SpeakerTracker, VoiceSegment
from diarize.revision import GROWTH, next_revision_ms, revise
from gpu import Samples, Worker
from transcribe import Utterance

Sound = Callable[[list[tuple[int, int, int]], int], Samples]
Voice = Callable[..., VoiceSegment]


def basis(place: int) -> np.ndarray:
    return np.eye(192, dtype=np.float32)[place]


def test_speakers_are_numbered_by_first_appearance_and_their_voices_summed(
    make_voice: Voice,
) -> None:
    said = [(0, 4_000, 5), (4_500, 8_500, 2), (9_000, 12_000, 5)]
    revision = revise([make_voice(a, b, basis(k), k) for a, b, k in said])
    assert revision is not None
    assert [(a.start_ms, a.person) for a in revision.activity] == [(0, 0), (4_500, 1), (9_000, 0)]
    assert list(revision.voices) == ["S1", "S2"]
    assert int(np.argmax(revision.voices["S1"])) == 5


def test_whoever_talks_most_between_two_times(make_voice: Voice) -> None:
    said = [(0, 4_000, 0), (4_000, 9_000, 1)]
    revision = revise([make_voice(a, b, basis(k), k) for a, b, k in said])
    assert revision is not None
    assert revision.speaker(500, 3_000) == "S1"
    assert revision.speaker(3_000, 6_000) == "S2"
    assert revision.speaker(8_000, 9_500) is None, "not all of it was heard yet"


def test_nothing_clean_decides_nothing(make_voice: Voice) -> None:
    assert revise([]) is None
    assert revise([make_voice(0, 4_000, None)]) is None


def test_what_it_costs_grows_no_faster_than_the_session() -> None:
    at, times = 0, 0
    while at < 3_600_000:
        at = next_revision_ms(at)
        times += 1
    assert times < 45
    assert next_revision_ms(100_000) == round(100_000 * GROWTH)


async def test_the_tracker_takes_over_what_was_decided(
    room: Worker, make_sound: Sound, make_utterance: Callable[..., Utterance]
) -> None:
    """The first voice is known by then, and who comes after keeps the numbers."""
    talk = [(500, 6_000, 1), (6_500, 12_000, 0), (12_500, 16_000, 1), (16_500, 30_000, 0)]
    tracker = SpeakerTracker(room, DiarizeOptions(), 50_000)
    await tracker.push(make_sound(talk, 30_000))
    revision = tracker.revision
    assert revision is not None
    assert revision.speaker(51_000, 55_000) == "S1"
    assert revision.speaker(57_000, 61_000) == "S2"
    assert set(tracker.speakers_voices) == {"S1", "S2"}
    assert await tracker.label(make_utterance("and on Tuesday", 73_000)) == "S2"
    assert await tracker.label(make_utterance("did you", 63_500)) == "S1"
