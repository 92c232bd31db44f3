from hypothesis import given
from hypothesis import strategies as st

from transcribe.parting import parted
from transcribe.word import Word


def words(*placed):
    return [Word(text, start, end, 0.9) for text, start, end in placed]


def texts(groups):
    return [" ".join(word.text for word in group) for _, group in groups]


def test_a_pause_after_a_sentence_parts():
    said = words(("Sleep?", 0, 400), ("Badly.", 800, 1200))
    groups = parted(said, [(0, 450), (780, 1300)])
    assert texts(groups) == ["Sleep?", "Badly."]
    assert groups[1][0] == 780


def test_a_short_pause_within_a_sentence_does_not_and_a_long_one_does():
    said = words(("I", 0, 300), ("slept", 800, 1200), ("badly", 2400, 2900))
    assert texts(parted(said, [(0, 400), (780, 1300), (2350, 3000)])) == ["I slept", "badly"]


def test_without_pauses_it_is_one():
    said = words(("Yes.", 0, 300), ("No.", 300, 700))
    assert texts(parted(said, [(0, 800)])) == ["Yes. No."]
    assert parted([], [(0, 800)]) == []


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 400)), max_size=20),
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 900)), min_size=1, max_size=10),
)
def test_every_word_is_in_one_group_in_order(steps, lengths):
    said, at = [], 0
    for gap, length in steps:
        said.append(Word("so.", at + gap, at + gap + length, 0.5))
        at += gap
    runs, at = [], 0
    for silence, speech in lengths:
        runs.append((at + silence, at + silence + speech))
        at += silence + speech
    groups = parted(said, runs)
    assert [word for _, group in groups for word in group] == said
    starts = [start for start, _ in groups]
    assert starts == sorted(starts)
