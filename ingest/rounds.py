"""What many streams ask for again and again, done for all of them in one go."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Generic, TypeAlias, TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")
Work: TypeAlias = Callable[[Sequence[Item]], Sequence[Outcome | Exception]]
"""One outcome, or the error to raise, for each item, in their order; blocks."""


class Rounds(Generic[Item, Outcome]):
    """Runs `work` in a thread of its own over all items asked for since the last round.

    A round begins at once where none has begun for `interval_s`, and never before the one in
    progress has ended: where the work takes long, rounds grow rather than queue. Used on one
    event loop.
    """

    def __init__(self, name: str, interval_s: float, work: Work[Item, Outcome]) -> None:
        self._interval_s = interval_s
        self._work = work
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: list[tuple[Item, asyncio.Future[Outcome]]] = []
        self._not_before_s = 0.0
        self._arranged = False
        """A round is in progress, or its time is set."""

    async def of(self, item: Item) -> Outcome:
        """The item's outcome in the next round; raises its error."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        self._arrange()
        return await future

    def _arrange(self) -> None:
        if not self._arranged and self._waiting:
            self._arranged = True
            loop = asyncio.get_running_loop()
            loop.call_later(max(0.0, self._not_before_s - loop.time()), self._begin)

    def _begin(self) -> None:
        waiting, self._waiting = self._waiting, []
        loop = asyncio.get_running_loop()
        self._not_before_s = loop.time() + self._interval_s
        items = [item for item, _ in waiting]
        running = loop.run_in_executor(self._thread, self._work, items)
        running.add_done_callback(partial(self._end, waiting))

    def _end(
        self,
        waiting: list[tuple[Item, asyncio.Future[Outcome]]],
        done: asyncio.Future[Sequence[Outcome | Exception]],
    ) -> None:
        failure = done.exception()
        outcomes = done.result() if failure is None else [failure] * len(waiting)
        for (_, future), outcome in zip(waiting, outcomes, strict=True):
            if future.done():
                continue  # who asked is gone
            if isinstance(outcome, BaseException):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)
        self._arranged = False
        self._arrange()
