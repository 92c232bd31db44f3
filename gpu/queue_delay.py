"""How long work waits for the models, as it was lately."""

from math import exp

from gpu.worker import Priority

_SHARE = 0.3
"""Of the newest wait in the figure."""
_MEMORY_S = 3.0
"""A figure that nothing renews falls to a third in this time."""


class QueueDelay:
    """Exponentially smoothed waits by priority; times are of a monotonic clock, in seconds."""

    def __init__(self) -> None:
        self._smoothed = dict.fromkeys(Priority, (0.0, 0.0))

    def add(self, priority: Priority, waited_s: float, now_s: float) -> None:
        before_s = self._now(priority, now_s)
        self._smoothed[priority] = (before_s + _SHARE * (waited_s - before_s), now_s)

    def of(self, priority: Priority, now_s: float) -> float:
        """The longest among that priority and the more urgent ones, which go in front of it."""
        return max(self._now(ahead, now_s) for ahead in Priority if ahead <= priority)

    def _now(self, priority: Priority, now_s: float) -> float:
        smoothed_s, at_s = self._smoothed[priority]
        return smoothed_s * exp((at_s - now_s) / _MEMORY_S)
