import pytest

from gpu import Priority
from gpu.queue_delay import QueueDelay


def test_it_follows_the_waits_and_forgets_them():
    delay = QueueDelay()
    for second in range(20):
        delay.add(Priority.FINAL, 2.0, float(second))
    assert delay.of(Priority.FINAL, 19.0) > 1.0
    assert delay.of(Priority.FINAL, 39.0) == pytest.approx(0, abs=0.01)


def test_what_goes_in_front_counts_and_what_comes_behind_does_not():
    delay = QueueDelay()
    delay.add(Priority.SPEAKER, 1.0, 0.0)
    assert delay.of(Priority.CAPTION, 0.0) > 0
    assert delay.of(Priority.FINAL, 0.0) == 0
