"""Which connection feeds a session, on a clock that stands still until it is turned."""

import asyncio

import pytest

from ingest import ConsentRevoked, IngestLimits, Restarting, StreamsElsewhere
from ingest.streams import Streams
from vault import Principal, Role, SessionId

NAME = SessionId("ses-1")
OWNER = Principal(Role.CLINICIAN, "dr-a")
LIMITS = IngestLimits(stale_after_s=4, quiet_stale_after_s=30, handover_s=0.02)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def streams(clock: Clock) -> Streams:
    return Streams(LIMITS, clock=clock)


async def test_one_at_a_time(streams: Streams) -> None:
    async with streams.claim(NAME, OWNER) as first:
        with pytest.raises(StreamsElsewhere):
            async with streams.claim(NAME, OWNER):
                pass
        assert streams.holding(NAME) is first
    async with streams.claim(NAME, OWNER) as second:
        assert streams.holding(NAME) is second
    assert streams.holding(NAME) is None


async def test_one_that_leaves_is_waited_for() -> None:
    streams = Streams(IngestLimits(handover_s=5))
    leaving, waiting = asyncio.Event(), asyncio.Event()

    async def old() -> None:
        async with streams.claim(NAME, OWNER):
            waiting.set()
            await leaving.wait()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(old())
        await waiting.wait()
        asyncio.get_running_loop().call_later(0.01, leaving.set)
        async with streams.claim(NAME, OWNER) as claim:
            assert leaving.is_set()
            assert streams.holding(NAME) is claim


async def refused(streams: Streams, principal: Principal = OWNER) -> None:
    with pytest.raises(StreamsElsewhere):
        async with streams.claim(NAME, principal):
            pass


@pytest.mark.parametrize(("flowing", "bound_s"), [(True, 4), (False, 30)])
async def test_the_silent_gives_way_to_its_owner(
    streams: Streams, clock: Clock, flowing: bool, bound_s: float
) -> None:
    async with streams.claim(NAME, OWNER) as first:
        first.heard(flowing=flowing)
        clock.now += bound_s - 0.1
        await refused(streams)
        first.heard(flowing=flowing)
        clock.now += bound_s
        await refused(streams, Principal(Role.BRIDGE, "bridge"))
        ended = asyncio.ensure_future(first.ended())
        assert not ended.done()
        await refused(streams)  # the old one was told, but does not leave in time
        assert isinstance(await ended, StreamsElsewhere)


async def test_revoked_and_restarted(streams: Streams) -> None:
    streams.revoke(NAME)
    async with streams.claim(NAME, OWNER) as claim:
        streams.revoke(NAME)
        streams.restart()
        assert isinstance(await claim.ended(), ConsentRevoked)
    async with streams.claim(NAME, OWNER) as claim:
        await asyncio.to_thread(streams.restart)
        assert isinstance(await claim.ended(), Restarting)
