import pytest

from gpu.cluster.pulse import Pulse, beat


def test_nobody_asked_is_not_stuck():
    assert not Pulse(10).stuck(1e9)


def test_busy_is_not_stuck_while_something_is_answered():
    pulse = Pulse(10)
    for now_s in (0.0, 1.0):
        pulse.begin(now_s)
    pulse.end(9.0)
    assert not pulse.stuck(18.0)
    assert pulse.stuck(19.5)


def test_a_failed_question_is_over():
    pulse = Pulse(10)
    with pytest.raises(KeyError), beat(pulse, lambda: 0.0):
        raise KeyError
    assert pulse.asked == 0
