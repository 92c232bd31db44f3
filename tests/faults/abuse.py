"""Clients who mean harm, or might as well: an honest one beside them must not notice, memory stays
bounded, and they are told why they are let go."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.faults.honest import Honest, door_ms, share, spread
from tests.faults.house import Server
from tests.faults.report import Outcome
from tests.faults.talk import RATE, talk
from tests.faults.wire import BINARY, PING, TEXT, TINY_BUFFER, Wire, bare, frame, hung_up

SECONDS = 8.0
ACK_BOUND_MS = 1500.0
"""An honest client's 95th percentile beside any abuse (on two cores that others use too)."""
MEMORY_BOUND_MIB = 256.0
"""What an abuse may add to the server. A client at 200 times real time has 180 MiB on their way to
the disk, after 8 s as after 20."""
QUIET_LOOKS, QUIET_CPU_S = 4, 0.06


@dataclass(slots=True)
class Beside:
    """What was measured while an abuse went on."""

    honest: Honest
    door: list[float]
    grown_mib: float
    handles: int
    cpu_s: float
    told: Counter[str] = field(default_factory=Counter)
    """What the abusers were told, and how often."""


Abuser = Callable[[Server, Counter[str]], Awaitable[None]]


async def beside(server: Server, abuser: Abuser | None, seconds: float = SECONDS) -> Beside:
    """An honest client while `abuser` runs; ends when both have."""
    honest = await Honest.of(server, seconds)
    handles, before, cpu = server.handles(), server.rss_mib(), _cpu_s(server)
    server.forget_peak()
    told: Counter[str] = Counter()
    quiet = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        door = tasks.create_task(door_ms(server, quiet))
        streaming = tasks.create_task(honest.run())
        if abuser is not None:
            await abuser(server, told)
        await streaming
        quiet.set()
    await asyncio.sleep(0.5)
    grown = server.peak_mib() - before
    return Beside(
        honest, door.result(), grown, server.handles() - handles, _cpu_s(server) - cpu, told
    )


async def judged(name: str, server: Server, abuser: Abuser, seconds: float = SECONDS) -> Outcome:
    alone = await beside(server, None, min(seconds, 4.0))
    await at_rest(server)
    met = await beside(server, abuser, seconds)
    faults = await met.honest.faults(server)
    acks = sorted(met.honest.ack_ms())
    if share(acks, 0.95) > ACK_BOUND_MS:
        faults.append(f"an honest client waited {share(acks, 0.95):.0f} ms for its acks")
    if met.grown_mib > MEMORY_BOUND_MIB:
        faults.append(f"the server grew by {met.grown_mib:.0f} MiB")
    if met.handles > 8:
        faults.append(f"{met.handles} file descriptors are still open")
    faults += [f"the abuser was told: {what}" for what in met.told if what.startswith("nothing")]
    figures: dict[str, object] = {
        "honest alone": alone.honest.figures(),
        "honest beside it": met.honest.figures(),
        "door alone p50/p95/max ms": spread(alone.door),
        "door beside it p50/p95/max ms": spread(met.door),
        "server grew by MiB": round(met.grown_mib, 1),
        "file descriptors left": met.handles,
        "server CPU s": round(met.cpu_s, 1),
        "abusers were told": dict(met.told),
    }
    return Outcome(name, faults, figures)


async def at_rest(server: Server, within_s: float = 90.0) -> None:
    """Until what follows sessions is done: what is measured next is nobody's earlier work."""
    deadline = time.monotonic() + within_s
    quiet = 0
    while quiet < QUIET_LOOKS and time.monotonic() < deadline:
        before = _cpu_s(server)
        await asyncio.sleep(0.5)
        quiet = quiet + 1 if _cpu_s(server) - before < QUIET_CPU_S else 0


def _cpu_s(server: Server) -> float:
    with open(f"/proc/{server.pid}/stat") as file:  # noqa: PTH123
        fields = file.read().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _start(channels: int = 1, rate: int = RATE) -> bytes:
    declared = {"encoding": "pcm_s16le", "sample_rate": rate, "channels": channels}
    start = {"type": "start", "format": declared, "framing": "raw"}
    return frame(TEXT, json.dumps(start).encode())


@asynccontextmanager
async def wire_to(server: Server, *, receive_bytes: int | None = None) -> AsyncIterator[Wire]:
    session_id = await server.session()
    path = f"/v1/sessions/{session_id}/audio"
    wire = await Wire.to(server.port, path, server.token(), receive_bytes=receive_bytes)
    try:
        yield wire
    finally:
        wire.close()


async def _until_refused(wire: Wire, data: bytes, every_s: float, bound_s: float) -> bool:
    """Send again and again without reading; whether the server hung up within `bound_s`."""
    deadline = time.monotonic() + bound_s
    while time.monotonic() < deadline:
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                await wire.send(data)
        except TimeoutError:
            break
        except OSError:
            return True
        if every_s:
            await asyncio.sleep(every_s)
    # it may be held up at the server's door: hung up is when the kernel says so
    return await _gone(wire, 20.0)


async def _gone(wire: Wire, bound_s: float) -> bool:
    """Whether the connection is gone, without reading what waits on it."""
    deadline = time.monotonic() + bound_s
    while time.monotonic() < deadline:
        info = wire.handle.getsockopt(6, 11, 1)  # IPPROTO_TCP, TCP_INFO: the state
        if info[0] != 1:
            return True
        await asyncio.sleep(0.1)
    return False


async def never_reads(server: Server, told: Counter[str]) -> None:
    """Three who stream, ask for a pong with each frame, and read nothing."""

    async def one() -> None:
        async with wire_to(server, receive_bytes=TINY_BUFFER) as wire:
            await wire.send(_start())
            second = talk(9, 0.1).samples.tobytes()
            ping = frame(TEXT, b'{"type":"ping"}')
            gone = await _until_refused(wire, frame(BINARY, second) + ping * 20, 0.05, 20.0)
            told["let go" if gone else "nothing within 40 s"] += 1
            code = None
            with suppress(TimeoutError):
                async with asyncio.timeout(3):
                    code = await wire.farewell()
            told[f"close {code}"] += 1

    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(one())


async def floods_with_pings(server: Server, told: Counter[str]) -> None:
    """One that sends WebSocket pings as fast as they are taken, and reads no pong."""
    async with wire_to(server, receive_bytes=TINY_BUFFER) as wire:
        pings = frame(PING, bytes(125)) * 500
        gone = await _until_refused(wire, pings, 0.0, 20.0)
        told["let go" if gone else "nothing within 40 s"] += 1


async def outruns_time(server: Server, told: Counter[str]) -> None:
    """One that sends hours of audio as fast as it is taken, and reads its acks."""
    async with wire_to(server) as wire:
        await wire.send(_start(2, 48_000))
        block = frame(BINARY, talk(5, 2.5, channels=2, rate=48_000).samples.tobytes())
        taken = 0
        deadline = time.monotonic() + SECONDS
        reading = asyncio.create_task(_drain(wire))
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(SECONDS):
                while time.monotonic() < deadline:
                    await wire.send(block)
                    taken += 1
        reading.cancel()
        told[f"{taken * 2.5 / SECONDS:.0f} times real time were taken"] += 1


async def _drain(wire: Wire) -> None:
    with suppress(asyncio.CancelledError):
        while await wire.next() is not None:
            pass


async def idles(
    server: Server, told: Counter[str], sockets: int = 250, bare_ones: int = 250
) -> None:
    """Those who open a WebSocket and never say start, and those who open a connection and never
    say anything; each waits until it is let go."""

    async def idle_socket() -> None:
        async with wire_to(server) as wire:
            began = time.monotonic()
            try:
                async with asyncio.timeout(40):
                    code = await wire.farewell()
                told[f"close {code} after {_about(time.monotonic() - began)}"] += 1
            except TimeoutError:
                told["nothing within 40 s, on a WebSocket"] += 1

    async def idle_connection() -> None:
        handle = await bare(server.port)
        began = time.monotonic()
        try:
            async with asyncio.timeout(40):
                await hung_up(handle)
            told[f"hung up after {_about(time.monotonic() - began)}"] += 1
        except TimeoutError:
            told["nothing within 40 s, on a bare connection"] += 1
        finally:
            handle.close()

    async with asyncio.TaskGroup() as tasks:
        for number in range(max(sockets, bare_ones)):
            if number < bare_ones:
                tasks.create_task(idle_connection())
            if number < sockets:
                tasks.create_task(idle_socket())
                if number % 10 == 9:
                    await asyncio.sleep(0.2)


def _about(seconds: float) -> str:
    return f"{5 * round(seconds / 5)} s"


async def all_abuses(server: Server) -> AsyncIterator[Outcome]:
    """On one server, one after the other."""
    yield await judged("A client that streams and never reads", server, never_reads)
    yield await judged("A client that floods with pings and never reads", server, floods_with_pings)
    yield await judged("A client that sends faster than real time", server, outruns_time)
    yield await judged("500 idle connections", server, idles, 25.0)
