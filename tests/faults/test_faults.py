"""The short form of each fault and abuse; `make faults` runs them in full."""

from pathlib import Path

import pytest

from tests.faults import abuse, weather
from tests.faults.fuzzing import DOORS, Door, read_by_the_doors, sent_over_sockets
from tests.faults.house import Server
from tests.faults.killing import Killing
from tests.faults.nursery import Nursery
from tests.faults.report import Outcome
from tests.faults.rest import attacked

whole = pytest.mark.e2e
HOUR_S = 3600.0


def stands(outcome: Outcome) -> None:
    assert not outcome.faults, outcome


@whole
async def test_kills(server: Server) -> None:
    stands(await Killing(server, 6, seed=2).run())


@whole
async def test_full_disk(nursery: Nursery, tmp_path: Path) -> None:
    stands(await weather.full_disk(nursery, tmp_path))


@whole
@pytest.mark.parametrize("jump_s", [24 * HOUR_S, -24 * HOUR_S])
async def test_clock_jump(nursery: Nursery, tmp_path: Path, jump_s: float) -> None:
    stands(await weather.clock_jumps(nursery, tmp_path, jump_s))


@whole
async def test_mobile_network(nursery: Nursery, tmp_path: Path) -> None:
    stands(await weather.mobile_network(nursery, tmp_path, 5.0))


@whole
async def test_ping_flood(server: Server) -> None:
    await server.start()
    stands(await abuse.judged("pings", server, abuse.floods_with_pings, 3.0))


@whole
async def test_fuzzed_sockets(server: Server) -> None:
    await server.start()
    stands(await sent_over_sockets(server, 200, honest_s=3.0))


@whole
async def test_schemathesis(server: Server, tmp_path: Path) -> None:
    await server.start()
    stands(await attacked(server, tmp_path, 2))


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_fuzzed_messages(door: Door) -> None:
    stands(read_by_the_doors(1500, seed=3, doors=(door,)))
