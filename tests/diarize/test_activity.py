from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diarize.activity import WINDOW_FRAMES, Activity, active_runs, frame_at

STEP_MS = 2_500


def windows(talk: np.ndarray, orders: Sequence[Sequence[int]]) -> Activity:
    """Stitch windows cut from `talk` (frames, 3), their columns in the given orders."""
    activity = Activity()
    for place, order in enumerate(orders):
        start = frame_at(place * STEP_MS)
        activity.add(start, talk[start : start + WINDOW_FRAMES][:, list(order)])
    return activity


def two_people(frames: int) -> np.ndarray:
    """They take turns of about 3 s."""
    talk = np.zeros((frames, 3), dtype=np.float32)
    for frame in range(frames):
        if frame % 180 > 10:
            talk[frame, (frame // 180) % 2] = 0.9
    return talk


@settings(deadline=None, max_examples=40)
@given(st.lists(st.permutations([0, 1, 2]), min_size=1, max_size=6))
def test_tracks_do_not_depend_on_the_order_of_columns(orders: list[list[int]]) -> None:
    talk = two_people(frame_at(len(orders) * STEP_MS) + WINDOW_FRAMES)
    activity = windows(talk, orders)
    assert len(activity.tracks) == 2
    for track in activity.tracks:
        scores = activity.scores(track, activity.end)
        person = int(np.argmax(scores @ talk[: len(scores), :2]))
        np.testing.assert_allclose(scores, talk[: len(scores), person], atol=1e-4)


def test_a_voice_back_after_a_long_silence_is_a_new_track() -> None:
    talk = np.zeros((frame_at(30_000), 3), dtype=np.float32)
    talk[100:200, 0] = 0.9
    talk[1500:1600, 0] = 0.9
    activity = windows(talk, [(0, 1, 2)] * 8)
    assert len(activity.tracks) == 2


def test_forgetting_keeps_what_comes_after() -> None:
    activity = windows(two_people(1500), [(0, 1, 2)] * 3)
    before = {track: activity.scores(track, activity.end)[400:] for track in activity.tracks}
    activity.forget(400)
    assert activity.base == 400
    for track, scores in before.items():
        np.testing.assert_allclose(activity.scores(track, activity.end), scores)


def test_a_gap_between_windows_is_refused() -> None:
    activity = windows(two_people(700), [(0, 1, 2)])
    with pytest.raises(ValueError, match="follow"):
        activity.add(activity.end + 1, np.zeros((WINDOW_FRAMES, 3), dtype=np.float32))


@settings(deadline=None)
@given(
    st.lists(st.booleans(), max_size=200),
    st.integers(0, 1000),
    st.integers(0, 10),
    st.integers(1, 10),
)
def test_runs_are_apart_long_enough_and_cover_speech(
    talk: list[bool], base: int, closing: int, shortest: int
) -> None:
    scores = np.array(talk, dtype=np.float32)
    runs = active_runs(scores, base, closing=closing, shortest=shortest)
    for run in runs:
        assert run.end - run.start >= shortest
        assert talk[run.start - base]
        assert talk[run.end - base - 1]
    for one, other in pairwise(runs):
        assert other.start - one.end > closing
    if shortest == 1:
        covered = {f for run in runs for f in range(run.start, run.end)}
        assert {base + f for f, active in enumerate(talk) if active} <= covered


def test_windows_that_put_one_voice_on_two_tracks_count_it_once() -> None:
    talk = two_people(WINDOW_FRAMES)
    activity = Activity()
    activity.add(0, talk)
    second = activity.tracks[1].copy()
    activity.tracks[0] += 0.6 * second
    activity.tracks[1] = 0.6 * second
    told = activity.counted(activity.end)
    both = (told[0] > 0) & (told[1] > 0)
    assert not both.any()
    assert ((told[0] > 0.5) | (told[1] > 0.5))[second > 0].mean() > 0.9
    for track in told:
        assert (told[track] <= activity.scores(track, activity.end)).all()


def test_voices_that_talk_at_once_are_both_counted() -> None:
    talk = np.zeros((WINDOW_FRAMES, 3), dtype=np.float32)
    talk[50:400, 0] = 0.9
    talk[200:300, 1] = 0.8
    activity = Activity()
    activity.add(0, talk)
    assert all((scores[210:290] > 0.5).all() for scores in activity.counted(activity.end).values())
