"""A thread that owns models, and the bounded queue in front of it."""

import heapq
import itertools
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from gpu.errors import GpuError, WorkerBusy, WorkerFailed
from gpu.worker import Priority

log = logging.getLogger(__name__)

T = TypeVar("T")


class Lane:
    """Work for one model thread: by priority, then first come first served.

    At most `limit` pieces wait; what comes on top is refused with `WorkerBusy`. Captions are
    refused from half of that, so that finals always find room. Work whose future was cancelled
    while it waited is skipped.
    """

    def __init__(self, name: str, limit: int) -> None:
        self._limit = limit
        self._numbers = itertools.count()
        self._waiting: list[tuple[int, int, Future[Any], Callable[[], Any]]] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, priority: Priority, work: Callable[[], T]) -> Future[T]:
        """Raises `WorkerBusy` where the queue is full, `WorkerFailed` after `close`.

        The future raises what `work` raised if it is a `GpuError`, else `WorkerFailed` naming
        only the kind of error: its text may hold what was said.
        """
        future: Future[T] = Future()
        with self._changed:
            if self._closed:
                raise WorkerFailed("The model worker is closed.")
            room = self._limit // 2 if priority is Priority.CAPTION else self._limit
            if len(self._waiting) >= room:
                raise WorkerBusy(f"{len(self._waiting)} pieces of work wait for the models.")
            heapq.heappush(self._waiting, (priority, next(self._numbers), future, work))
            self._changed.notify()
        return future

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def close(self) -> None:
        """Cancel what waits, let the running piece end, join the thread. Idempotent."""
        with self._changed:
            self._closed = True
            left = [future for _, _, future, _ in self._waiting]
            self._waiting.clear()
            self._changed.notify()
        for future in left:
            future.cancel()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                _, _, future, work = heapq.heappop(self._waiting)
            if future.set_running_or_notify_cancel():
                _settle(future, work)


def _settle(future: Future[Any], work: Callable[[], Any]) -> None:
    try:
        outcome = work()
    except GpuError as error:
        future.set_exception(error)
    except BaseException as error:
        log.error("a model raised", extra={"error": type(error).__name__})
        future.set_exception(WorkerFailed(f"A model raised {type(error).__name__}."))
    else:
        future.set_result(outcome)
