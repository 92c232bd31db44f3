"""What many wait for, done in one go."""

import asyncio
import threading
from collections.abc import Sequence
from time import monotonic

import pytest

from ingest.rounds import Rounds


class Work:
    """Doubles numbers, refuses odd ones, and remembers its rounds."""

    def __init__(self) -> None:
        self.rounds: list[list[int]] = []
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        self.gate.wait(10)
        self.rounds.append(list(items))
        return [ValueError(str(item)) if item % 2 else item * 2 for item in items]


async def test_all_that_wait_share_a_round() -> None:
    work = Work()
    rounds = Rounds("test", 0, work)
    assert await asyncio.gather(*(rounds.of(item) for item in (2, 4, 6))) == [4, 8, 12]
    assert work.rounds == [[2, 4, 6]]


async def test_what_comes_during_a_round_waits_for_the_next() -> None:
    work = Work()
    rounds = Rounds("test", 0, work)
    work.gate.clear()
    first = asyncio.create_task(rounds.of(2))
    await asyncio.sleep(0.02)
    later = [asyncio.create_task(rounds.of(item)) for item in (4, 6)]
    await asyncio.sleep(0.02)
    work.gate.set()
    assert await asyncio.gather(first, *later) == [4, 8, 12]
    assert work.rounds == [[2], [4, 6]]


async def test_an_error_is_its_own_items() -> None:
    rounds = Rounds("test", 0, Work())
    good, bad = await asyncio.gather(rounds.of(2), rounds.of(3), return_exceptions=True)
    assert good == 4
    assert isinstance(bad, ValueError)
    assert await rounds.of(4) == 8


async def test_work_that_breaks_breaks_its_round_alone() -> None:
    def work(items: Sequence[int]) -> list[int | Exception]:
        if 13 in items:
            raise RuntimeError("bad luck")
        return list(items)

    rounds = Rounds("test", 0, work)
    with pytest.raises(RuntimeError):
        await rounds.of(13)
    assert await rounds.of(7) == 7


async def test_rounds_keep_their_distance() -> None:
    rounds = Rounds("test", 0.1, Work())
    began = monotonic()
    await rounds.of(2)
    assert monotonic() - began < 0.1, "the first begins at once"
    await rounds.of(2)
    assert monotonic() - began >= 0.1


async def test_who_leaves_holds_up_nobody() -> None:
    work = Work()
    rounds = Rounds("test", 0, work)
    work.gate.clear()
    leaving = asyncio.create_task(rounds.of(2))
    staying = asyncio.create_task(rounds.of(4))
    await asyncio.sleep(0.02)
    leaving.cancel()
    work.gate.set()
    assert await staying == 8
    assert leaving.cancelled() or leaving.cancelling()
    assert await rounds.of(6) == 12
