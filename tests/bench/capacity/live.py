"""The schedule in real time: the project's own lane forms the batches, the device runs them."""

import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from capacity.load import Piece
from capacity.schedule import BatchRule, Captions, Outcome, alike

from gpu.lane import Lane

_DRAIN_S = 30.0
"""What is not done this long after the last piece was asked for never was."""


class Live:
    """One run: pieces are handed to a `Lane` at their time, as sessions would."""

    def __init__(
        self,
        serve: Callable[[Sequence[Piece]], object],
        rule: BatchRule,
        *,
        streams: int,
        seconds: float,
        threads: int,
    ) -> None:
        """`serve` runs a batch and returns when the device has finished."""
        self._serve = serve
        self._rule = rule
        self._threads = threads
        self._lock = threading.Lock()
        self._captions = Captions()
        self._waiting: dict[Piece, Future[None]] = {}
        self._error: BaseException | None = None
        self._outcome = Outcome(streams, seconds)
        self._start = 0.0

    def run(self, asked: Sequence[Piece]) -> Outcome:
        """Raises what the first failing batch raised."""
        # Room for all: overload is to show as delay, not as refusals.
        lane = Lane(
            "capacity",
            2 * len(asked) + 2,
            threads=self._threads,
            batch=self._rule.largest,
            gather_s=self._rule.gather_s,
        )
        self._outcome.captions_asked = sum(not piece.final for piece in asked)
        self._start = time.perf_counter()
        try:
            for piece in asked:
                time.sleep(max(0.0, piece.asked_s - self._now()))
                self._hand_over(lane, piece)
            self._drain()
        finally:
            lane.close()
        if self._error is not None:
            raise self._error
        return self._outcome

    def _hand_over(self, lane: Lane, piece: Piece) -> None:
        with self._lock:
            stale = self._captions.ended(piece) if piece.final else None
            overtaken = self._waiting.pop(stale, None) if stale else None
            if not piece.final and not self._captions.admit(piece):
                self._outcome.captions_dropped += 1
                return
        if overtaken is not None and overtaken.cancel():
            self._outcome.captions_dropped += 1
        future = lane.submit_alike(
            piece.priority, piece, self._batch, alike(piece), str(piece.utterance[0])
        )
        with self._lock:
            self._waiting[piece] = future
        future.add_done_callback(lambda done: self._settle(piece, done))

    def _batch(self, batch: Sequence[Piece]) -> list[None]:
        with self._lock:
            for piece in batch:
                self._captions.began(piece)
        began = time.perf_counter()
        try:
            self._serve(batch)
        except Exception as error:
            # The lane names only the kind of an error; here its text holds nothing private.
            self._error = self._error or error
            raise
        taken = time.perf_counter() - began
        with self._lock:
            self._outcome.busy_s += taken
            self._outcome.batch_sizes.append(len(batch))
        return [None] * len(batch)

    def _settle(self, piece: Piece, done: Future[None]) -> None:
        with self._lock:
            self._captions.done(piece)
            self._waiting.pop(piece, None)
            if done.cancelled():
                return
            self._outcome.settle(piece, self._now() - piece.said_s)

    def _drain(self) -> None:
        until = self._now() + _DRAIN_S
        while self._waiting and self._now() < until:
            time.sleep(0.05)
        with self._lock:
            for piece in self._waiting:
                self._outcome.settle(piece, math.inf)

    def _now(self) -> float:
        return time.perf_counter() - self._start
