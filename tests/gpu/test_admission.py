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
