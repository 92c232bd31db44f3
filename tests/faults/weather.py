"""A machine and a network that fail: what was acknowledged stays, the client is told, and when it
passes the session goes on to its draft."""

import asyncio
import ctypes
import os
import shutil
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from inglenook.client import StreamClient
from tests.faults.honest import Honest, door_ms, share, spread
from tests.faults.house import Server, consent_body, post, record_consent
from tests.faults.link import THIRD_GENERATION_DOWN, THIRD_GENERATION_UP, link_to
from tests.faults.nursery import Nursery, Upset
from tests.faults.report import Outcome
from tests.faults.talk import talk

DISK_MIB = 12
DAY_S = 24 * 3600.0


@contextmanager
def small_disk(folder: Path, mebibytes: int = DISK_MIB) -> Iterator[bool]:
    """A file system of that size at `folder`; False where this user may not mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"size={mebibytes}m,mode=700".encode()
    if libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, options):
        yield False
        return
    try:
        yield True
    finally:
        libc.umount2(os.fsencode(folder), 2)  # MNT_DETACH


async def full_disk(nursery: Nursery, folder: Path) -> Outcome:
    """A disk that fills while a session streams, and is given room again."""
    with small_disk(folder / "disk") as mounted:
        if not mounted:
            return await _full_file(nursery, folder)
        return await _filled(nursery, folder / "disk")


async def _filled(nursery: Nursery, disk: Path) -> Outcome:
    server = Server(nursery, disk / "data", {"log_level": "ERROR"})
    await server.start()
    honest = await Honest.of(server, 12.0)
    codes = _closes(honest.client)
    ballast = disk / "ballast"
    faults: list[str] = []
    streaming = asyncio.create_task(honest.run())
    await _until(lambda: honest.client.acknowledged > 0)
    fill(ballast, shutil.disk_usage(disk).free)
    await asyncio.sleep(3.0)
    held = honest.client.acknowledged
    refused = await _opening(server)
    alive = await _alive(server)
    if refused < 500:
        faults.append(f"a session was opened on a full disk ({refused})")
    if not alive:
        faults.append("the server does not answer on a full disk")
    if server.dead:
        faults.append("the server ended on a full disk")
        return Outcome("Disk full", faults)
    ballast.unlink()
    async with asyncio.timeout(60):
        await streaming
    faults += await honest.faults(server)
    faults += await drafted(server, honest.session_id)
    server.stop()
    return Outcome(
        "Disk full",
        faults,
        {
            "file system": f"tmpfs of {DISK_MIB} MiB, filled to the last byte for 3 s",
            "acknowledged when it was full": held,
            "closed with": dict(codes),
            "another session was answered": refused,
            "connections": sum(event["type"] == "ready" for _, event in honest.events),
        },
    )


async def _full_file(nursery: Nursery, folder: Path) -> Outcome:
    """Where no file system can be mounted: no file may grow beyond a bound, which the log of one
    session meets while the server goes on."""
    bound = 400_000
    server = Server(nursery, folder / "data", upset=Upset(file_bytes=bound))
    await server.start()
    honest = await Honest.of(server, 40.0)
    honest.client.real_time, honest.client.attempts = False, 2
    codes = _closes(honest.client)
    with suppress(Exception):
        await honest.run()
    faults = [] if await _alive(server) else ["the server does not answer on a full disk"]
    async with server.rest() as rest:
        audio = await server.audio(rest, honest.session_id)
    sent = honest.client.track.samples.tobytes()
    if not sent.startswith(audio) or len(audio) < 2 * honest.client.acknowledged:
        faults.append("what was acknowledged is not there")
    server.stop()
    return Outcome("Disk full", faults, {"file bound bytes": bound, "closed with": dict(codes)})


def fill(ballast: Path, size: int) -> None:
    """To the last byte: SQLite and the logs find no room."""
    with ballast.open("wb", buffering=0) as file:
        block = 1 << 16
        while block:
            try:
                file.write(bytes(block))
            except OSError:
                block //= 2


async def slow_disk(nursery: Nursery, folder: Path, fsync_s: float = 0.3) -> Outcome:
    """Every fsync of a log takes a while: acks come later, the loop is not held."""
    server = Server(nursery, folder / "data", upset=Upset(fsync_s=fsync_s))
    await server.start()
    quiet = asyncio.Event()
    clients = [await Honest.of(server, 10.0, seed=seed) for seed in range(4)]
    async with asyncio.TaskGroup() as tasks:
        door = tasks.create_task(door_ms(server, quiet))
        streams = [tasks.create_task(honest.run()) for honest in clients]
        await asyncio.gather(*streams)
        quiet.set()
    faults = [fault for honest in clients for fault in await honest.faults(server)]
    acks = sorted(wait for honest in clients for wait in honest.ack_ms())
    if share(acks, 0.5) > 1000 * (3 * fsync_s + 0.5):  # the round under way, and the next
        faults.append(f"acks took {share(acks, 0.5):.0f} ms")
    if share(sorted(door.result()), 0.95) > 500:
        faults.append("the event loop waits for the disk")
    for honest in clients:
        faults += await drafted(server, honest.session_id)
    server.stop()
    return Outcome(
        "Slow disk",
        faults,
        {
            "added to each fsync s": fsync_s,
            "streams": len(clients),
            "ack p50/p95/max ms": spread(acks),
            "door p50/p95/max ms": spread(door.result()),
        },
    )


async def clock_jumps(nursery: Nursery, folder: Path, jump_s: float) -> Outcome:
    """The wall clock moves while a session streams; the stream goes on, a consent that has
    run out by the new clock ends its own."""
    forward = jump_s > 0
    name = f"Clock jump of {'+' if forward else '-'}{abs(jump_s) / 3600:.0f} h"
    server = Server(nursery, folder / "data", upset=Upset(jump_s=jump_s))
    await server.start()
    honest = await Honest.of(server, 6.0)
    bounded = await _expiring(server, timedelta(hours=1))
    ending = Honest(
        bounded,
        StreamClient(server.audio_url(bounded), server.token(), talk(2, 6.0), lambda event: None),
    )
    ending.client.on_event = ending._see
    async with asyncio.TaskGroup() as tasks:
        streaming = tasks.create_task(honest.run())
        other = tasks.create_task(_ends(ending))
        await _until(lambda: honest.client.acknowledged > 0 and ending.client.acknowledged > 0)
        server.jump()
        await asyncio.wait((streaming, other))
    faults = await honest.faults(server)
    faults += await drafted(server, honest.session_id)
    said = other.result()
    if forward and "4403" not in said:
        faults.append(f"a consent that had run out was not heeded: {said}")
    if not forward and said != "ended":
        faults.append(f"a consent in force was not heeded: {said}")
    readies = sum(event["type"] == "ready" for _, event in honest.events)
    if readies > 1:
        faults.append("the stream was cut by the jump")
    server.stop()
    return Outcome(
        name,
        faults,
        {
            "stream under a consent without an end": f"{readies} connection(s), drafted",
            "stream under a consent of one hour": said,
            **honest.figures(),
        },
    )


async def _ends(honest: Honest) -> str:
    try:
        await honest.run()
    except Exception as error:
        return str(error)
    return "ended"


async def _expiring(server: Server, lasting: timedelta) -> str:
    async with server.rest() as rest:
        until = (datetime.now(UTC) + lasting).isoformat()
        consent_id = await record_consent(rest, expires_at=until)
        body = {"consent_id": consent_id, "source": "bridge"}
        return str((await post(rest, "/v1/sessions", body))["session_id"])


async def half_open(nursery: Nursery, folder: Path) -> Outcome:
    """The network dies without a word, and comes back on another connection."""
    server = Server(nursery, folder / "data")
    await server.start()
    async with link_to(server.port) as link:
        honest = await Honest.of(server, 6.0, port=link.port)
        streaming = asyncio.create_task(honest.run())
        await _until(lambda: honest.client.acknowledged > 0)
        link.freeze()
        await asyncio.sleep(1.0)  # what is under way is lost
        over = await Honest.of(server, 6.0)
        over.session_id = honest.session_id
        over.client.url = server.audio_url(honest.session_id)
        over.client.track = honest.client.track
        codes = _closes(over.client)
        held = honest.client.acknowledged
        began = time.monotonic()
        again = asyncio.create_task(over.run())
        await _until(lambda: any(e["type"] == "ready" for _, e in over.events), 40)
        back_s = time.monotonic() - began
        streaming.cancel()
        with suppress(asyncio.CancelledError):
            await streaming
        await again
    faults = await over.faults(server)
    offset = next(event["next_offset"] for _, event in over.events if event["type"] == "ready")
    if offset < held:
        faults.append(f"{held} acknowledged, {offset} when it came back")
    if back_s > 15:
        faults.append(f"it was let in after {back_s:.0f} s only")
    faults += await drafted(server, over.session_id)
    server.stop()
    return Outcome(
        "Half-open TCP",
        faults,
        {
            "let in on a new connection after s": round(back_s, 1),
            "refused meanwhile with": dict(codes),
        },
    )


async def mobile_network(nursery: Nursery, folder: Path, seconds: float = 12.0) -> Outcome:
    """A lossy, slow, jittery network that is cut now and then."""
    server = Server(nursery, folder / "data")
    await server.start()
    async with link_to(server.port, THIRD_GENERATION_UP, THIRD_GENERATION_DOWN, seed=7) as link:
        honest = await Honest.of(server, seconds, port=link.port)
        near = await Honest.of(server, seconds, seed=3)
        streaming = asyncio.gather(honest.run(), near.run())
        cuts = 0
        while not streaming.done():
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(streaming), seconds / 3)
            if not streaming.done() and cuts < 2:
                link.cut()
                cuts += 1
        await streaming
    faults = await honest.faults(server) + await near.faults(server, "the one beside it")
    for session_id in (honest.session_id, near.session_id):
        faults += await drafted(server, session_id)
    server.stop()
    return Outcome(
        "3G-like loss and delay",
        faults,
        {
            "link": "150 to 230 ms each way, 384 kbit/s up, 780 down, 2 % lost, cut twice",
            "segments lost": link.lost,
            "connections": sum(event["type"] == "ready" for _, event in honest.events),
            "over the link": honest.figures(),
            "beside it": near.figures(),
        },
    )


def _closes(client: StreamClient) -> Counter[str]:
    """What a client is told when it is let go, counted as it goes on."""
    codes: Counter[str] = Counter()
    see = client.on_event

    def seen(event: object) -> None:
        see(event)  # type: ignore[arg-type]
        if isinstance(event, dict) and event["type"] == "error":
            codes[f"{event['code']} {event['message']}"] += 1

    client.on_event = seen
    return codes


async def drafted(server: Server, session_id: str, within_s: float = 60.0) -> list[str]:
    """Nothing, once the session has its draft."""
    async with server.rest() as rest:
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            state = (await server.state(rest, session_id))["state"]
            if state == "drafted":
                return []
            await asyncio.sleep(0.1)
    return [f"{session_id} is {state} after {within_s:.0f} s"]


async def _opening(server: Server) -> int:
    """The status with which a new session is answered."""
    async with server.rest() as rest:
        return (await rest.post("/v1/consents", json=consent_body())).status_code


async def _alive(server: Server) -> bool:
    async with server.rest() as rest:
        with suppress(httpx.HTTPError):
            return (await rest.get("/healthz")).status_code == 200
    return False


async def _until(holds: object, within_s: float = 20.0) -> None:
    async with asyncio.timeout(within_s):
        while not holds():  # type: ignore[operator]
            await asyncio.sleep(0.02)


async def all_weathers(nursery: Nursery, folder: Path) -> AsyncIterator[Outcome]:
    yield await full_disk(nursery, folder / "full")
    yield await slow_disk(nursery, folder / "slow")
    yield await clock_jumps(nursery, folder / "forward", DAY_S)
    yield await clock_jumps(nursery, folder / "back", -DAY_S)
    yield await half_open(nursery, folder / "half")
    yield await mobile_network(nursery, folder / "mobile")
