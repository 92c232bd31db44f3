from hypothesis import given
from hypothesis import strategies as st

from gpu import DecodedWord
from transcribe.timing import placed

DECODED = st.lists(
    st.tuples(st.integers(0, 9000), st.integers(0, 3000), st.floats(0, 1)), max_size=20
).map(lambda raw: [DecodedWord("w", s, s + length, c) for s, length, c in sorted(raw)])


def test_a_word_after_a_pause_starts_with_the_speech():
    words = [DecodedWord("Well,", 0, 900, 0.9), DecodedWord("yes.", 900, 1200, 0.9)]
    first, second = placed(words, [(5300, 6300)], 5000)
    assert (first.start_ms, first.end_ms) == (5300, 5900)
    assert (second.start_ms, second.end_ms) == (5900, 6200)


@given(DECODED, st.integers(0, 10**7))
def test_times_never_run_backwards(decoded, offset):
    words = placed(decoded, [(offset + 100, offset + 4000), (offset + 5000, offset + 9000)], offset)
    assert len(words) == len(decoded)
    assert all(offset <= word.start_ms <= word.end_ms for word in words)
    starts = [word.start_ms for word in words]
    assert starts == sorted(starts)
