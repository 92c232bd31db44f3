from hypothesis import given
from hypothesis import strategies as st

from transcribe.endpoint import Endpointer, Run
from transcribe.options import EndpointOptions

OPTIONS = EndpointOptions(
    lead_ms=64,
    tail_ms=64,
    longest_pause_ms=640,
    shortest_pause_ms=320,
    max_utterance_ms=3_200,
    overlap_ms=320,
)
PROBABILITIES = st.lists(
    st.tuples(st.sampled_from([0.0, 0.1, 0.4, 0.6, 0.95]), st.integers(1, 60)), max_size=30
).map(lambda runs: [p for p, length in runs for _ in range(length)])


def stretches(probabilities, options=OPTIONS):
    endpointer = Endpointer(options)
    return endpointer.push(probabilities) + endpointer.flush()


def test_speech_with_its_lead_and_tail():
    (stretch,) = stretches([0.0] * 10 + [0.9] * 20 + [0.0] * 40)
    assert (stretch.start, stretch.end) == (8, 32)
    assert stretch.runs == (Run(10, 30),)


def test_a_click_is_no_speech():
    assert stretches([0.0] * 10 + [0.9] * 2 + [0.0] * 40) == []


def test_a_short_pause_does_not_end_a_stretch_and_a_long_one_does():
    assert len(stretches([0.9] * 20 + [0.0] * 12 + [0.9] * 20)) == 1
    assert len(stretches([0.9] * 20 + [0.0] * 25 + [0.9] * 20)) == 2


def test_the_longer_the_stretch_the_shorter_the_pause_that_ends_it():
    pause = [0.0] * 14
    assert len(stretches([0.9] * 10 + pause + [0.9] * 10)) == 1
    assert len(stretches([0.9] * 80 + pause + [0.9] * 10)) == 2


def test_endless_speech_is_cut_and_the_next_stretch_begins_before_the_cut():
    first, second = stretches([0.9] * 150)
    assert (first.start, first.end, first.cut_from) == (0, 100, 90)
    assert (second.start, second.end, second.cut_from) == (90, 150, None)
    assert second.runs == (Run(90, 150),)


def test_a_stretch_knows_how_sure_its_speech_is():
    (stretch,) = stretches([0.0] * 10 + [0.9] * 20 + [0.5] * 20 + [0.0] * 40)
    assert abs(stretch.voice - 0.7) < 1e-9


@given(PROBABILITIES)
def test_stretches_are_in_order_and_overlap_only_where_one_was_cut(probabilities):
    found = stretches(probabilities)
    limit = OPTIONS.max_utterance_ms // 32
    before = 0
    for stretch in found:
        assert before <= stretch.start < stretch.end <= len(probabilities)
        assert stretch.end - stretch.start <= limit
        assert all(stretch.start <= r.start < r.end <= stretch.end for r in stretch.runs)
        before = stretch.end if stretch.cut_from is None else stretch.cut_from


@given(PROBABILITIES)
def test_what_is_behind_a_cut_comes_with_the_next_stretch(probabilities):
    found = stretches(probabilities)
    for number, stretch in enumerate(found):
        if stretch.cut_from is not None:
            assert found[number + 1].start == stretch.cut_from


@given(PROBABILITIES)
def test_no_speech_is_lost(probabilities):
    """Every certain frame that belongs to a long enough run is in some stretch."""
    covered = {frame for s in stretches(probabilities) for frame in range(s.start, s.end)}
    run = []
    for frame, probability in enumerate([*probabilities, 0.0]):
        if probability >= 0.6:
            run.append(frame)
            continue
        if len(run) >= 3:
            assert covered.issuperset(run)
        run = []


@given(PROBABILITIES, st.integers(1, 50))
def test_the_pieces_do_not_matter_and_the_future_needs_only_what_it_says(probabilities, size):
    endpointer = Endpointer(OPTIONS)
    found = []
    for at in range(0, len(probabilities), size):
        needed = endpointer.needed_from
        new = endpointer.push(probabilities[at : at + size])
        assert all(stretch.start >= needed for stretch in new)
        found += new
    needed = endpointer.needed_from
    last = endpointer.flush()
    assert all(stretch.start >= needed for stretch in last)
    assert found + last == stretches(probabilities)
