"""Which pieces go into the next batch, and what comes of it at a given load.

The rule is `gpu.lane.Lane`'s, on a clock of its own: so one can look for the number of streams
in seconds, and give the real lane that number in real time (`live`).
"""

import heapq
import itertools
import math
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from capacity.load import Piece

from gpu import Priority
from gpu.fairness import FairQueue


@dataclass(frozen=True, slots=True)
class BatchRule:
    """When a batch is closed."""

    largest: int = 64
    gather_s: float = 0.005
    """A batch that is not full waits this long for companions."""


def alike(piece: Piece) -> Hashable:
    """Pieces of one encoder window and one beam share a batch."""
    return piece.window_s, piece.beam


@dataclass(slots=True)
class Outcome:
    """What a run of the schedule came to. Delays count from the newest sound in the piece."""

    streams: int
    seconds: float
    """Of the load; its first tenth is left out of the delays."""
    finals_s: list[float] = field(default_factory=list)
    captions_s: list[float] = field(default_factory=list)
    captions_asked: int = 0
    captions_dropped: int = 0
    batch_sizes: list[int] = field(default_factory=list)
    busy_s: float = 0.0
    """Sum over all batches."""

    def counts(self, piece: Piece) -> bool:
        return piece.asked_s >= self.seconds / 10

    def settle(self, piece: Piece, delay_s: float) -> None:
        if self.counts(piece):
            (self.finals_s if piece.final else self.captions_s).append(delay_s)

    @property
    def captions_kept(self) -> float:
        """Share of the captions asked for that was not dropped."""
        if not self.captions_asked:
            return 1.0
        return 1.0 - self.captions_dropped / self.captions_asked

    def holds(self, limit_s: float) -> bool:
        """Finals in time; and nine in ten captions came, and in time, where any were asked for."""
        if not self.finals_s or percentile(self.finals_s, 95) > limit_s:
            return False
        return self.captions_kept >= 0.9 and percentile(self.captions_s, 95) <= limit_s


class Captions:
    """Captions give way: one is dropped where the one before it is still on its way, or where
    its utterance ends while it waits."""

    def __init__(self) -> None:
        self._under_way: set[tuple[int, int]] = set()
        self._waiting: dict[tuple[int, int], Piece] = {}

    def admit(self, piece: Piece) -> bool:
        if piece.utterance in self._under_way:
            return False
        self._under_way.add(piece.utterance)
        self._waiting[piece.utterance] = piece
        return True

    def ended(self, final: Piece) -> Piece | None:
        """The caption that its utterance's end makes stale, where one waits."""
        stale = self._waiting.pop(final.utterance, None)
        self._under_way.discard(final.utterance)
        return stale

    def began(self, piece: Piece) -> None:
        self._waiting.pop(piece.utterance, None)

    def done(self, piece: Piece) -> None:
        self._under_way.discard(piece.utterance)


class _Queue:
    """The lane's queue without its threads."""

    def __init__(self, rule: BatchRule) -> None:
        self._rule = rule
        self._waiting = {priority: FairQueue[Piece]() for priority in Priority}
        self._captions = Captions()
        self.dropped = 0

    def __len__(self) -> int:
        return sum(len(queue) for queue in self._waiting.values())

    def add(self, piece: Piece) -> None:
        if piece.final:
            if stale := self._captions.ended(piece):
                self._waiting[stale.priority].discard(stale)
                self.dropped += 1
        elif not self._captions.admit(piece):
            self.dropped += 1
            return
        self._waiting[piece.priority].push(str(piece.utterance[0]), piece)

    def first(self) -> list[Piece]:
        queue = next(queue for queue in self._waiting.values() if len(queue))
        return self._taken([queue.pop()])

    def join(self, batch: list[Piece]) -> bool:
        """Add what is alike; whether the batch is full."""
        queue = self._waiting[batch[0].priority]
        companions = [piece for piece in queue.items() if alike(piece) == alike(batch[0])]
        for piece in self._taken(companions[: self._rule.largest - len(batch)]):
            queue.discard(piece)
            batch.append(piece)
        return len(batch) >= self._rule.largest

    def done(self, batch: Sequence[Piece]) -> None:
        for piece in batch:
            self._captions.done(piece)

    def _taken(self, pieces: list[Piece]) -> list[Piece]:
        for piece in pieces:
            self._captions.began(piece)
        return pieces


def simulate(
    asked: Sequence[Piece],
    served_s: Callable[[Sequence[Piece]], float],
    rule: BatchRule,
    *,
    streams: int,
    seconds: float,
    workers: int = 1,
    give_up_s: float = math.inf,
) -> Outcome:
    """Everything in `asked`; `workers` batches at once, each taking `served_s` of it.

    Ends early where it is certain that the outcome will not hold a limit of `give_up_s`.
    """
    captions = sum(not piece.final for piece in asked)
    outcome = Outcome(streams, seconds, captions_asked=captions)
    _Simulation(asked, served_s, rule, workers, outcome, give_up_s).run()
    return outcome


class _Simulation:
    """Moves from event to event: a piece comes, a batch stops gathering, a batch is done."""

    def __init__(
        self,
        asked: Sequence[Piece],
        served_s: Callable[[Sequence[Piece]], float],
        rule: BatchRule,
        workers: int,
        outcome: Outcome,
        give_up_s: float,
    ) -> None:
        self._outcome = outcome
        self._give_up_s = give_up_s
        self._late_allowed = 0.05 * (len(asked) - outcome.captions_asked)
        self._drops_allowed = 0.1 * outcome.captions_asked
        self._coming = deque(asked)
        self._served_s = served_s
        self._gather_s = rule.gather_s
        self._free = workers
        self._queue = _Queue(rule)
        self._gathering: list[tuple[float, list[Piece]]] = []
        """With the time at which each starts anyway, the earliest first."""
        self._running: list[tuple[float, int, list[Piece]]] = []
        """A heap by the time of its end."""
        self._numbers = itertools.count()
        self._late = 0

    def run(self) -> None:
        while (now := self._next_event()) is not None and not self._hopeless():
            while self._running and self._running[0][0] <= now:
                self._end(now)
            while self._coming and self._coming[0].asked_s <= now:
                self._queue.add(self._coming.popleft())
            self._start_gathered(now)
            while self._free and len(self._queue):
                self._free -= 1
                batch = self._queue.first()
                self._gathering.append((now + self._gather_s, batch))
                self._start_gathered(now)
        self._outcome.captions_dropped = self._queue.dropped

    def _hopeless(self) -> bool:
        if self._give_up_s == math.inf:
            return False
        too_many = self._queue.dropped > self._drops_allowed
        return too_many or self._late > self._late_allowed

    def _next_event(self) -> float | None:
        times = [
            *([self._coming[0].asked_s] if self._coming else []),
            *([self._gathering[0][0]] if self._gathering else []),
            *([self._running[0][0]] if self._running else []),
        ]
        return min(times, default=None)

    def _start_gathered(self, now: float) -> None:
        waiting = []
        for until, batch in self._gathering:
            if self._queue.join(batch) or until <= now:
                taken = self._served_s(batch)
                heapq.heappush(self._running, (now + taken, next(self._numbers), batch))
                self._outcome.busy_s += taken
                self._outcome.batch_sizes.append(len(batch))
            else:
                waiting.append((until, batch))
        self._gathering = waiting

    def _end(self, now: float) -> None:
        _, _, batch = heapq.heappop(self._running)
        self._free += 1
        self._queue.done(batch)
        for piece in batch:
            delay_s = now - piece.said_s
            self._outcome.settle(piece, delay_s)
            if piece.final and delay_s > self._give_up_s and self._outcome.counts(piece):
                self._late += 1


def largest(holds: Callable[[int], bool], most: int) -> int:
    """The largest number up to `most` that holds, to 5 %, given that whatever is less holds too;
    0 where one does not."""
    if not holds(1):
        return 0
    good, bad = 1, 2
    while bad <= most and holds(bad):
        good, bad = bad, 2 * bad
    bad = min(bad, most + 1)
    while bad - good > max(1, good // 20):
        middle = (good + bad) // 2
        good, bad = (middle, bad) if holds(middle) else (good, middle)
    return good


def percentile(values: Sequence[float], per_cent: float) -> float:
    """By rank: the smallest value that `per_cent` of all are not above; 0 of none."""
    if not values:
        return 0.0
    rank = -(-len(values) * per_cent // 100)
    return sorted(values)[max(0, int(rank) - 1)]
