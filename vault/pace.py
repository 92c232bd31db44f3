"""How often one principal may ask."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import Final

from vault.errors import TooManyRequests
from vault.principal import Principal

_REMEMBERED: Final = 10_000
"""Of more principals than these the one heard of longest ago is forgotten: it begins anew."""


class Pace:
    """A bucket for each principal that fills evenly and holds one minute's worth (token bucket).

    Safe between threads.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._most = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._lock = threading.Lock()
        self._held: OrderedDict[Principal, tuple[float, float]] = OrderedDict()

    def take(self, principal: Principal) -> None:
        """Count one request. Raises TooManyRequests where the bucket is empty."""
        with self._lock:
            at = self._clock()
            left, since = self._held.pop(principal, (self._most, at))
            left = min(self._most, left + (at - since) * self._per_second)
            refused = left < 1
            self._held[principal] = (left if refused else left - 1, at)
            if len(self._held) > _REMEMBERED:
                self._held.popitem(last=False)
        if refused:
            raise TooManyRequests(ceil((1 - left) / self._per_second))
