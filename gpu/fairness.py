"""Whose turn it is: sessions share the models evenly, however much each brings."""

import heapq
import itertools
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class FairQueue(Generic[T]):
    """Start-time fair queueing (Goyal, Vin and Chen, 1996), every item counting the same.

    An item's turn is the turn being served when it comes, or the one after its session's last
    item, whichever is later; the earliest turn goes first, and of equal turns the item that waits
    longest. So items of one session leave in the order they came, sessions with one item each
    leave first come first served, and a session that brings many takes a turn like everybody.
    """

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, T]] = []
        self._numbers = itertools.count()
        self._turn = 0
        self._next_turn: dict[str, int] = {}
        """Of sessions that have had the current turn or wait for a later one."""

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[T]:
        """What waits, in no particular order."""
        return (item for _, _, item in self._waiting)

    def push(self, session: str, item: T) -> None:
        turn = max(self._turn, self._next_turn.get(session, 0))
        self._next_turn[session] = turn + 1
        heapq.heappush(self._waiting, (turn, next(self._numbers), item))

    def pop(self) -> T:
        """Raises IndexError where nothing waits."""
        turn, _, item = heapq.heappop(self._waiting)
        if turn > self._turn:
            self._turn = turn
            self._next_turn = {
                session: following
                for session, following in self._next_turn.items()
                if following > turn
            }
        return item

    def items(self) -> list[T]:
        """In the order in which they will be served, as far as is known now."""
        return [item for _, _, item in sorted(self._waiting, key=lambda entry: entry[:2])]

    def discard(self, item: T) -> None:
        """Take out an item ahead of its turn, where it still waits."""
        kept = [entry for entry in self._waiting if entry[2] is not item]
        if len(kept) < len(self._waiting):
            heapq.heapify(kept)
            self._waiting = kept
