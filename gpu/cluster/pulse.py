"""Whether a replica still moves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(slots=True)
class Pulse:
    """Times are of a monotonic clock, in seconds. Busy is not stuck: each answer counts."""

    stuck_after_s: float
    _asked: int = 0
    _moved_s: float = 0.0

    @property
    def asked(self) -> int:
        """Questions under way."""
        return self._asked

    def begin(self, now_s: float) -> None:
        if not self._asked:
            self._moved_s = now_s
        self._asked += 1

    def end(self, now_s: float) -> None:
        self._asked -= 1
        self._moved_s = now_s

    def stuck(self, now_s: float) -> bool:
        """Something is asked, and for too long nothing was answered."""
        return bool(self._asked) and now_s - self._moved_s > self.stuck_after_s


@contextmanager
def beat(pulse: Pulse, clock: Callable[[], float]) -> Iterator[None]:
    """One question, from its coming to its answer."""
    pulse.begin(clock())
    try:
        yield
    finally:
        pulse.end(clock())
