import pytest

from gpu import Admission, OverCapacity


def test_places_are_taken_and_given_back():
    admission = Admission(places=1, retry_after_s=7)
    with admission.admit("a"):
        admission.admit("a")
        with pytest.raises(OverCapacity) as refused:
            admission.admit("b")
        assert refused.value.retry_after_s == 7
    assert admission.free == 1


def test_while_finals_wait_too_long_nobody_new_is_taken():
    wait_s = 0.0
    admission = Admission(places=2, wait_s=lambda: wait_s, longest_wait_s=4.0)
    with admission.admit("a"):
        wait_s = 4.1
        admission.admit("a")
        with pytest.raises(OverCapacity):
            admission.admit("b")
        wait_s = 3.9
        admission.admit("b")
    assert admission.refused == 1
