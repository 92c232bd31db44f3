import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inglenook.demo_session.script import Line
from inglenook.demo_session.speech import RATE, SpokenLine
from inglenook.demo_session.timeline import by_speaker, overlaps, place

lengths_ms = st.integers(min_value=200, max_value=1500)
earlinesses_ms = st.sampled_from([0, 0, 0, 150, 700])


def spoken(lengths: list[tuple[int, int]]) -> list[SpokenLine]:
    """Speakers take turns; (length, early) in milliseconds."""
    return [
        SpokenLine(
            Line("client" if number % 2 else "clinician", "said", early if number else 0),
            np.ones(length * RATE // 1000, np.float32),
        )
        for number, (length, early) in enumerate(lengths)
    ]


dialogues = st.lists(st.tuples(lengths_ms, earlinesses_ms), min_size=1, max_size=12).map(spoken)


@given(dialogues, st.integers(0, 2**32))
def test_lines_start_in_order_and_meet_only_where_told(
    dialogue: list[SpokenLine], seed: int
) -> None:
    placed = place(dialogue, np.random.default_rng(seed))
    for number, line in enumerate(placed[1:], start=1):
        assert line.start >= placed[number - 1].start
        if not line.spoken.line.early_ms:
            assert line.start > max(earlier.end for earlier in placed[:number])
    if not any(line.spoken.line.early_ms for line in placed):
        assert not any(overlaps(line, placed) for line in placed)


@given(dialogues, st.integers(0, 2**32))
def test_an_early_line_does_overlap(dialogue: list[SpokenLine], seed: int) -> None:
    placed = place(dialogue, np.random.default_rng(seed))
    for line in placed:
        if line.spoken.line.early_ms:
            assert overlaps(line, placed)


@given(dialogues, st.integers(0, 2**32))
def test_no_sound_is_lost_between_the_lines_and_the_tracks(
    dialogue: list[SpokenLine], seed: int
) -> None:
    tracks = by_speaker(place(dialogue, np.random.default_rng(seed)))
    assert tracks.sum() == sum(len(one.samples) for one in dialogue)
    assert not tracks[:, : RATE // 2].any()
