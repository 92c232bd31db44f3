"""Every fault and abuse in full, and the report of it.

.venv/bin/python -m tests.faults            all parts
.venv/bin/python -m tests.faults kill       one part: kill, weather, abuse, fuzz or rest
"""

import argparse
import asyncio
import resource
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.faults import abuse, weather
from tests.faults.fuzzing import read_by_the_doors, sent_over_sockets
from tests.faults.house import Server
from tests.faults.killing import Killing
from tests.faults.nursery import Nursery
from tests.faults.report import Outcome, keep
from tests.faults.rest import attacked


async def kill(nursery: Nursery, folder: Path, wanted: argparse.Namespace) -> list[Outcome]:
    server = Server(nursery, folder / "data")
    return [await Killing(server, wanted.kills, wanted.seed, wanted.minutes * 60).run()]


async def bad_weather(nursery: Nursery, folder: Path, _wanted: argparse.Namespace) -> list[Outcome]:
    return [outcome async for outcome in weather.all_weathers(nursery, folder)]


async def abused(nursery: Nursery, folder: Path, _wanted: argparse.Namespace) -> list[Outcome]:
    server = Server(nursery, folder / "data", {"idle_timeout_s": 20})
    await server.start()
    outcomes = [outcome async for outcome in abuse.all_abuses(server)]
    server.stop()
    return outcomes


async def fuzz(nursery: Nursery, folder: Path, wanted: argparse.Namespace) -> list[Outcome]:
    server = Server(nursery, folder / "data", {"idle_timeout_s": 10})
    await server.start()
    over_sockets = await sent_over_sockets(server, wanted.frames, wanted.seed)
    server.stop()
    return [read_by_the_doors(wanted.messages, wanted.seed), over_sockets]


async def rest(nursery: Nursery, folder: Path, wanted: argparse.Namespace) -> list[Outcome]:
    server = Server(nursery, folder / "data")
    await server.start()
    outcome = await attacked(server, folder, wanted.examples)
    server.stop()
    return [outcome]


PARTS: dict[str, Callable[[Nursery, Path, argparse.Namespace], Awaitable[list[Outcome]]]] = {
    "kill": kill,
    "weather": bad_weather,
    "abuse": abused,
    "fuzz": fuzz,
    "rest": rest,
}


def cpu_s() -> float:
    """Of this process and of those of its children that have ended."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(who)[:2]) for who in whose)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("parts", nargs="*", default=[], metavar="part", choices=[[], *PARTS])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=60.0, help="no life begins later")
    parser.add_argument("--messages", type=int, default=100_000, help="read by the doors")
    parser.add_argument("--frames", type=int, default=3000, help="sent over sockets")
    parser.add_argument("--examples", type=int, default=20, help="of each REST operation")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    stood = True
    for part in wanted.parts or PARTS:
        with tempfile.TemporaryDirectory(prefix="inglenook-faults-") as folder:
            began = cpu_s()
            with Nursery() as nursery:
                outcomes = asyncio.run(PARTS[part](nursery, Path(folder), wanted))
            command = " ".join(["python -m tests.faults", *sys.argv[1:]])
            keep(part, command, outcomes, cpu_s() - began)
        for outcome in outcomes:
            stood &= outcome.stood
            print(f"{'stood' if outcome.stood else 'FELL SHORT'}: {part}: {outcome.name}")
            for fault in outcome.faults:
                print(f"    {fault}")
    return 0 if stood else 1


if __name__ == "__main__":
    sys.exit(main())
