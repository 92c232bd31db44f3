import numpy as np

from diarize.ownership import owners
from diarize.voice import VoiceSegment

VOICES = np.linalg.qr(np.random.default_rng(5).normal(size=(192, 3)))[0].T


def heard(start_ms: int, people: list[int], *, track: int = 0, spread: float = 0.5) -> VoiceSegment:
    """A segment with a print each quarter of a second."""
    generator = np.random.default_rng(start_ms)
    rows = VOICES[people] + spread * generator.normal(size=(len(people), 192)) / np.sqrt(192)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    mean = rows.mean(axis=0)
    end = start_ms + 250 * len(people)
    return VoiceSegment(
        start_ms,
        end,
        track,
        end - start_ms,
        (mean / np.linalg.norm(mean)).astype(np.float32),
        rows.astype(np.float16),
    )


def covered(start_ms: int, end_ms: int, track: int) -> VoiceSegment:
    return VoiceSegment(start_ms, end_ms, track, 0, None)


def told(segments: list[VoiceSegment], people: int = 2) -> list[tuple[int, int, int]]:
    return [(a.start_ms, a.end_ms, a.person) for a in owners(segments, VOICES[:people])]


def test_two_people_in_one_segment_are_told_apart() -> None:
    assert told([heard(0, [0] * 8 + [1] * 6 + [0] * 4)]) == [
        (0, 2_000, 0),
        (2_000, 3_500, 1),
        (3_500, 4_500, 0),
    ]


def test_one_odd_print_is_no_change_of_person() -> None:
    mixed = heard(0, [0] * 12)
    assert mixed.prints is not None
    odd = 0.45 * VOICES[0] + 0.55 * VOICES[1]
    mixed.prints[5] = odd / np.linalg.norm(odd)
    assert told([mixed]) == [(0, 3_000, 0)]


def test_a_covered_stretch_goes_on_in_its_track() -> None:
    segments = [
        heard(0, [0] * 8),
        covered(2_000, 2_300, 0),
        covered(2_000, 2_300, 1),
        heard(2_300, [1] * 6, track=1),
    ]
    assert told(segments) == [
        (0, 2_000, 0),
        (2_000, 2_300, 0),
        (2_000, 2_300, 1),
        (2_300, 3_800, 1),
    ]


def test_who_is_only_heard_under_somebody_is_somebody_else() -> None:
    segments = [heard(0, [0] * 12), covered(1_000, 1_400, 1), heard(4_000, [1] * 4, track=2)]
    assert told(segments) == [(0, 3_000, 0), (1_000, 1_400, 1), (4_000, 5_000, 1)]


def test_of_three_people_the_track_tells_who_interjects() -> None:
    segments = [
        heard(0, [0] * 12),
        heard(3_500, [1] * 8, track=1),
        heard(6_000, [2] * 8, track=2),
        heard(8_500, [0] * 8),
        covered(9_000, 9_400, 2),
    ]
    assert told(segments, 3)[-1] == (9_000, 9_400, 2)
    assert len(told(segments, 3)) == 5
