"""Threads that run models, and the bounded queue in front of them."""

import logging
import threading
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeAlias, TypeVar

from gpu.errors import GpuError, WorkerBusy, WorkerFailed
from gpu.fairness import FairQueue
from gpu.queue_delay import QueueDelay
from gpu.worker import Priority

log = logging.getLogger(__name__)

T = TypeVar("T")
Item = TypeVar("Item")
Together: TypeAlias = Callable[[Sequence[Item]], Sequence[T | GpuError]]
"""Runs alike items in one go: an outcome or an error for each, in their order."""


@dataclass(eq=False, slots=True)
class _Piece:
    """What waits: an item, and what runs it."""

    priority: Priority
    item: Any
    run: Together[Any, Any]
    alike: Hashable = None
    """Pieces with the same value may run in one go; None always runs alone."""
    future: Future[Any] = field(default_factory=Future)
    since_s: float = field(default_factory=monotonic)


class Lane:
    """Work for model threads: by priority, then evenly between sessions (`FairQueue`).

    At most `limit` pieces wait; what comes on top is refused with `WorkerBusy`. Captions are
    refused from half of that, so that finals always find room. Work whose future is cancelled
    while it waits leaves the queue. Where `batch` is more than 1, a thread takes up to so many
    alike pieces at once and waits `gather_s` for more of them to come.
    """

    def __init__(
        self, name: str, limit: int, *, threads: int = 1, batch: int = 1, gather_s: float = 0.005
    ) -> None:
        self._name = name
        self._limit = limit
        self._batch = batch
        self._gather_s = gather_s
        self._waiting = {priority: FairQueue[_Piece]() for priority in Priority}
        self._delay = QueueDelay()
        self._changed = threading.Condition()
        self._idle = 0
        self._closed = False
        self._threads: list[threading.Thread] = []
        self.widen(threads, batch)

    def widen(self, threads: int, batch: int) -> None:
        """At least so many threads, and so many pieces at once, from now on."""
        with self._changed:
            self._batch = batch
            fresh = [
                threading.Thread(target=self._run, name=f"{self._name}-{number}", daemon=True)
                for number in range(len(self._threads), 0 if self._closed else threads)
            ]
            self._threads += fresh
            for thread in fresh:
                thread.start()

    def submit(self, priority: Priority, work: Callable[[], T], session: str = "") -> Future[T]:
        """Raises `WorkerBusy` where the queue is full, `WorkerFailed` after `close`.

        The future raises what `work` raised if it is a `GpuError`, else `WorkerFailed` naming
        only the kind of error: its text may hold what was said.
        """
        return self._enqueue(_Piece(priority, work, _alone), session)

    def submit_alike(
        self,
        priority: Priority,
        item: Item,
        run: Together[Item, T],
        alike: Hashable,
        session: str = "",
    ) -> Future[T]:
        """As `submit`, for an item that `run` may take together with others whose `alike` is
        the same. Where that raises, each is run by itself: one's fault is not another's."""
        return self._enqueue(_Piece(priority, item, run, alike), session)

    @property
    def waiting(self) -> int:
        return sum(len(queue) for queue in self._waiting.values())

    def delay_s(self, priority: Priority) -> float:
        """How long a piece of that priority that came now would likely wait: as the latest that
        were started did, or as the oldest in front of it already does. 0 where a thread is free.
        """
        now_s = monotonic()
        with self._changed:
            ahead = [queue for p, queue in self._waiting.items() if p <= priority and len(queue)]
            if not ahead and self._idle:
                return 0.0
            oldest_s = max((now_s - piece.since_s for queue in ahead for piece in queue), default=0)
            return max(oldest_s, self._delay.of(priority, now_s))

    def close(self) -> None:
        """Cancel what waits, let the running pieces end, join the threads. Idempotent."""
        with self._changed:
            self._closed = True
            left = [piece for queue in self._waiting.values() for piece in queue]
            self._waiting = {priority: FairQueue() for priority in Priority}
            self._changed.notify_all()
        for piece in left:
            piece.future.cancel()
        for thread in self._threads:
            thread.join()

    def _enqueue(self, piece: _Piece, session: str) -> Future[Any]:
        with self._changed:
            if self._closed:
                raise WorkerFailed("The model worker is closed.")
            room = self._limit // 2 if piece.priority is Priority.CAPTION else self._limit
            if self.waiting >= room:
                raise WorkerBusy(f"{self.waiting} pieces of work wait for the models.")
            self._waiting[piece.priority].push(session, piece)
            self._changed.notify_all()
        piece.future.add_done_callback(lambda future: self._withdraw(piece, future))
        return piece.future

    def _withdraw(self, piece: _Piece, future: Future[Any]) -> None:
        """Called when a piece is settled; one cancelled while it waits makes room at once."""
        if future.cancelled():
            with self._changed:
                self._waiting[piece.priority].discard(piece)

    def _run(self) -> None:
        while pieces := self._take():
            running = [piece for piece in pieces if piece.future.set_running_or_notify_cancel()]
            if running:
                _settle(running)

    def _take(self) -> list[_Piece]:
        """The next piece with those that go with it; none once the lane is closed."""
        with self._changed:
            self._idle += 1
            self._changed.wait_for(lambda: self._closed or self.waiting)
            self._idle -= 1
            if self._closed:
                return []
            queue = next(queue for queue in self._waiting.values() if len(queue))
            pieces = [queue.pop()]
            if self._batch > 1 and pieces[0].alike is not None:
                self._gather(pieces)
            now_s = monotonic()
            for piece in pieces:
                self._delay.add(piece.priority, now_s - piece.since_s, now_s)
            return pieces

    def _gather(self, pieces: list[_Piece]) -> None:
        """Add what is alike, in its order, until the batch is full or the time is up."""
        until_s = monotonic() + self._gather_s
        while not self._closed:
            queue = self._waiting[pieces[0].priority]
            alike = [piece for piece in queue.items() if piece.alike == pieces[0].alike]
            for piece in alike[: self._batch - len(pieces)]:
                queue.discard(piece)
                pieces.append(piece)
            left_s = until_s - monotonic()
            if len(pieces) >= self._batch or left_s <= 0:
                return
            self._changed.wait(left_s)


def _alone(works: Sequence[Callable[[], T]]) -> list[T]:
    return [work() for work in works]


def _settle(pieces: Sequence[_Piece]) -> None:
    """Run alike pieces and tell each its outcome; nothing is raised."""
    outcomes = _outcomes(pieces)
    if outcomes is None:
        for piece in pieces:
            _settle([piece])
        return
    for piece, outcome in zip(pieces, outcomes, strict=True):
        if isinstance(outcome, GpuError):
            piece.future.set_exception(outcome)
        else:
            piece.future.set_result(outcome)


def _outcomes(pieces: Sequence[_Piece]) -> Sequence[Any] | None:
    """None where several pieces failed in one go, so that it is not known which of them did."""
    try:
        outcomes = pieces[0].run([piece.item for piece in pieces])
    except BaseException as error:
        return [_named(error)] if len(pieces) == 1 else None
    if len(outcomes) != len(pieces):
        return [WorkerFailed("Outcomes and pieces of work differ in number.")] * len(pieces)
    return outcomes


def _named(error: BaseException) -> GpuError:
    """Of an error that is not the package's own only the kind: its text may hold what was said."""
    if isinstance(error, GpuError):
        return error
    log.error("a model raised", extra={"error": type(error).__name__})
    return WorkerFailed(f"A model raised {type(error).__name__}.")
