import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.tape import Tape


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(0, 400), st.integers(0, 400))
def test_it_gives_back_what_it_was_given(lengths, start, length):
    whole = np.arange(sum(lengths), dtype=np.float32)
    tape, at = Tape(), 0
    for piece in lengths:
        tape.append(whole[at : at + piece])
        at += piece
    assert tape.end == len(whole)
    assert tape.cut(start, start + length).tolist() == whole[start : start + length].tolist()


def test_what_is_let_go_is_gone_and_the_rest_stays_in_place():
    tape = Tape()
    for start in range(0, 100, 10):
        tape.append(np.arange(start, start + 10, dtype=np.float32))
    tape.let_go(35)
    assert tape.held == 70
    assert tape.cut(35, 40).tolist() == [35, 36, 37, 38, 39]
    with pytest.raises(ValueError):
        tape.cut(20, 40)


def test_it_keeps_no_reference_to_the_callers_array():
    tape, samples = Tape(), np.ones(10, np.float32)
    tape.append(samples)
    samples[:] = 0
    assert tape.cut(0, 10).all()
