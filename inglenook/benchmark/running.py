"""One run: a server, so many real-time streams into it, and what that cost."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Self

import numpy as np

from inglenook.benchmark.figures import BenchResult, Refusal
from inglenook.benchmark.machine import machine, versions
from inglenook.benchmark.processes import ProcessTree, machine_cpu_s
from inglenook.benchmark.scoring import measure_agreement, measure_latencies, measure_words
from inglenook.benchmark.stream import Stream
from inglenook.client import Track, read_track
from inglenook.embedded import EmbeddedServer
from inglenook.evaluation.reference import Reference, read_reference

SPREAD_S = 10.0
"""Streams of the same audio start spread over this, so that their pauses do not fall together."""
TAIL_S = 5.0
"""Of silence after the last stream's track; then all stop at once. So the last words come as words
in a session do, and what is done after a session weighs on no session that still runs."""
QUIET_S = 30.0
"""A stream that has stopped and got nothing for so long has got its words; telling speakers apart
over many whole sessions may take much longer and is not waited for."""
LOOK_INTERVAL_S = 0.5
KNOCKS = 3
KNOCK_INTERVAL_S = 2.0
KNOCK_TIMEOUT_S = 15.0


@dataclass(frozen=True, slots=True)
class Load:
    """What is streamed."""

    name: str
    track: Track
    reference: Reference | None
    speakers: bool = True
    """Follow voices live; where each person has a channel there are none to follow."""
    knocks: bool = False
    """Let further clients knock while every place is taken."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is."""

    streams: int
    elapsed_s: float
    total_s: float
    """As long as the streams take at their pace; settling the sessions follows."""
    finals: int
    failed: int


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU-seconds spent up to a moment, or between two."""

    wall_s: float
    server_cpu_s: float
    client_cpu_s: float
    machine_cpu_s: float

    @classmethod
    def now(cls, tree: ProcessTree) -> Self:
        return cls(time.monotonic(), tree.look(), time.process_time(), machine_cpu_s())

    def __sub__(self, before: Self) -> "Spent":
        return Spent(
            self.wall_s - before.wall_s,
            self.server_cpu_s - before.server_cpu_s,
            self.client_cpu_s - before.client_cpu_s,
            self.machine_cpu_s - before.machine_cpu_s,
        )

    @property
    def others_cpu_s(self) -> float:
        """Of whatever else ran on the machine."""
        return max(0.0, self.machine_cpu_s - self.server_cpu_s - self.client_cpu_s)


def load_audio(audio: Path | None, *, split_channels: bool) -> tuple[str, Track, Reference | None]:
    """The file, or the bundled session, with the reference beside it. Raises `Undecodable`,
    `ReferenceUnusable`."""
    if audio is None:
        folder = files("inglenook.demo_session")
        with as_file(folder / "session.opus") as path, as_file(folder / "ref.json") as beside:
            return "bundled session", read_track(path, split_channels=False), read_reference(beside)
    beside = audio.parent / "ref.json"
    reference = read_reference(beside) if beside.is_file() else None
    name = f"{audio.parent.name}/{audio.name}"
    return name, read_track(audio, split_channels=split_channels), reference


async def run_benchmark(load: Load, streams: int, on_progress: OnProgress) -> BenchResult:
    """As many places as streams. Raises `CommandFailed` where the server does not start."""
    data = Path(tempfile.mkdtemp(prefix="inglenook-bench-"))
    settings = {"INGLENOOK_PLACES": str(streams)}
    if not load.speakers:
        settings["INGLENOOK_LIVE_SPEAKERS"] = "false"
    server = EmbeddedServer(data, settings)
    try:
        await asyncio.to_thread(server.start)
        return await _measure(server, load, streams, settings, on_progress)
    finally:
        await asyncio.to_thread(server.stop)
        shutil.rmtree(data, ignore_errors=True)


async def _measure(
    server: EmbeddedServer,
    load: Load,
    streams: int,
    settings: Mapping[str, str],
    on_progress: OnProgress,
) -> BenchResult:
    seen = [Stream() for _ in range(streams)]
    tree = ProcessTree(server.pid)
    before = Spent.now(tree)
    async with asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(_watch(tree, seen, load.track, on_progress), name="watch")
        knocking = tasks.create_task(_knock(server, load, streams), name="knock")
        running = [
            tasks.create_task(
                _start(server, load.track, stream, after_s, starts(streams)[-1]), name="stream"
            )
            for stream, after_s in zip(seen, starts(streams), strict=True)
        ]
        settled = await ended(running, seen)
        spent = Spent.now(tree) - before
        stops_s = [stream.stopped_s for stream in seen if stream.stopped_s is not None]
        live_cpu_s = tree.cpu_at(min(stops_s, default=time.monotonic())) - before.server_cpu_s
        watching.cancel()
        if not knocking.done():
            knocking.cancel()
    refusal = None if knocking.cancelled() else knocking.result()
    channels = load.track.samples.shape[1]
    whole = [stream for stream in seen if not stream.failure]
    return BenchResult(
        streams=streams,
        failures=tuple(stream.failure for stream in seen if stream.failure),
        audio=load.name,
        channels=channels,
        speakers=load.speakers and channels == 1,
        audio_s=sum(held_s(stream, load.track) for stream in seen),
        cpu_s=live_cpu_s,
        settling_cpu_s=spent.server_cpu_s - live_cpu_s if settled else None,
        client_cpu_s=spent.client_cpu_s,
        others_cores=spent.others_cpu_s / spent.wall_s,
        peak_rss_bytes=tree.peak_rss_bytes,
        latencies=measure_latencies(seen, load.track, load.reference),
        send_late_s=[late for stream in seen for late in lateness(stream, load.track)],
        agreement=measure_agreement(whole, channels),
        word_errors=measure_words(whole, channels, load.reference),
        refusal=refusal,
        settings=settings,
        machine=machine(),
        versions=versions(),
        date=datetime.now(UTC).date().isoformat(),
    )


def starts(streams: int) -> list[float]:
    """Seconds after which each stream begins."""
    return [SPREAD_S * number / streams for number in range(streams)]


def silence_behind(after_s: float, last_after_s: float) -> float:
    """All streams end together, whenever they begin."""
    return TAIL_S + last_after_s - after_s


async def ended(running: Sequence[asyncio.Task[None]], seen: Sequence[Stream]) -> bool:
    """Returns when every stream has its words; whether every session was settled by then."""
    while not all(task.done() for task in running):
        await asyncio.wait(running, timeout=1.0)
        for task, stream in zip(running, seen, strict=True):
            last_s = stream.last_word_s
            if last_s is not None and time.monotonic() - last_s > QUIET_S:
                task.cancel()
    return not any(task.cancelled() for task in running)


def held_s(stream: Stream, track: Track) -> float:
    """How much of the track the server holds."""
    return min(stream.acknowledged, len(track.samples)) / track.sample_rate


def lateness(stream: Stream, track: Track) -> list[float]:
    """How far behind a microphone each frame left; the most punctual one is the measure."""
    if not stream.departures:
        return []
    ends, left_s = np.array(stream.departures).T
    behind = left_s - ends / track.sample_rate
    late: list[float] = (behind - behind.min()).tolist()
    return late


async def _start(
    server: EmbeddedServer, track: Track, stream: Stream, after_s: float, last_after_s: float
) -> None:
    await asyncio.sleep(after_s)
    await stream.run(server, track, silence_s=silence_behind(after_s, last_after_s))


async def _watch(
    tree: ProcessTree, seen: Sequence[Stream], track: Track, on_progress: OnProgress
) -> None:
    began_s = time.monotonic()
    total_s = track.seconds + starts(len(seen))[-1] + TAIL_S
    while True:
        tree.look()
        on_progress(
            Progress(
                streams=len(seen),
                elapsed_s=time.monotonic() - began_s,
                total_s=total_s,
                finals=sum(stream.finals for stream in seen),
                failed=sum(bool(stream.failure) for stream in seen),
            )
        )
        await asyncio.sleep(LOOK_INTERVAL_S)


async def _knock(server: EmbeddedServer, load: Load, streams: int) -> Refusal | None:
    """Once all are inside and have gone half of their way, some more ask to come in."""
    if not load.knocks:
        return None
    inside_s = starts(streams)[-1]
    await asyncio.sleep(inside_s + max(0.0, load.track.seconds - inside_s) / 2)
    first_s = time.monotonic()
    codes: list[int] = []
    retries: list[int | None] = []
    for _ in range(KNOCKS):
        knocker = Stream()
        with suppress(TimeoutError):
            async with asyncio.timeout(KNOCK_TIMEOUT_S):
                await knocker.run(server, load.track, attempts=1)
        error = next((event for _, event in knocker.arrivals if event["type"] == "error"), {})
        codes.append(error.get("code", 0))
        retries.append(error.get("retry_after"))
        await asyncio.sleep(KNOCK_INTERVAL_S)
    return Refusal(first_s, tuple(codes), tuple(retries))
