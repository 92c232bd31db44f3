"""`inglenook bench`: real-time streams against a server of its own, measured from outside."""

import asyncio
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from inglenook.client import StreamClient, StreamFailed, Track, read_track
from inglenook.demonstration import CLINICIAN, post, record_consent
from inglenook.embedded import EmbeddedServer
from inglenook.evaluation.reference import Reference, read_reference
from inglenook.evaluation.speech import word_errors
from vault import Issuer


@dataclass(slots=True)
class Stream:
    """What one client saw. Latencies in seconds behind the audio they tell of."""

    began_s: float = 0.0
    caption_latency_s: list[float] = field(default_factory=list)
    final_latency_s: list[float] = field(default_factory=list)
    finals: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    failure: str = ""

    def see(self, event: Mapping[str, Any]) -> None:
        now_s = time.monotonic() - self.began_s
        match event["type"]:
            case "ready":
                self.began_s = time.monotonic()
            case "partial":
                self.caption_latency_s.append(now_s - event["end"])
            case "final":
                self.final_latency_s.append(now_s - event["end"])
                self.finals[event["utterance_id"]] = event

    @property
    def text(self) -> str:
        ordered = sorted(self.finals.values(), key=lambda final: final["start"])
        return " ".join(final["text"] for final in ordered)


@dataclass(frozen=True, slots=True)
class BenchResult:
    """Figures of one run."""

    streams: int
    failed: int
    audio_s: float
    """Of all streams together."""
    cpu_s: float
    """Of the server from the first stream's start to the last one's end."""
    caption_latency_s: tuple[float, float]
    """Median and 95th percentile."""
    final_latency_s: tuple[float, float]
    wer: float | None
    """Mean over streams, as a share; None without a reference beside the audio."""
    machine: str

    def to_json(self) -> dict[str, object]:
        return {
            "streams": self.streams,
            "failed": self.failed,
            "audio_s": round(self.audio_s, 1),
            "cpu_s": round(self.cpu_s, 2),
            "cpu_s_per_audio_s": round(self.cpu_s / self.audio_s, 4) if self.audio_s else None,
            "caption_latency_p50_s": round(self.caption_latency_s[0], 2),
            "caption_latency_p95_s": round(self.caption_latency_s[1], 2),
            "final_latency_p50_s": round(self.final_latency_s[0], 2),
            "final_latency_p95_s": round(self.final_latency_s[1], 2),
            "wer": None if self.wer is None else round(self.wer, 4),
            "machine": self.machine,
        }

    def table(self) -> str:
        rows = self.to_json()
        width = max(len(name) for name in rows)
        return "\n".join(f"{name:<{width}}  {value}" for name, value in rows.items())


async def run_benchmark(streams: int, audio: Path | None) -> BenchResult:
    """Streams start within one second of each other and run in real time."""
    track, reference = _load(audio)
    data = Path(tempfile.mkdtemp(prefix="inglenook-bench-"))
    server = EmbeddedServer(data, {"INGLENOOK_PLACES": str(streams)})
    seen = [Stream() for _ in range(streams)]
    try:
        await asyncio.to_thread(server.start)
        before_s = cpu_seconds(server.pid)
        async with asyncio.TaskGroup() as tasks:
            for number, stream in enumerate(seen):
                tasks.create_task(
                    _run_stream(server, track, stream, number / streams), name=f"stream-{number}"
                )
        cpu_s = cpu_seconds(server.pid) - before_s
    finally:
        await asyncio.to_thread(server.stop)
        shutil.rmtree(data, ignore_errors=True)
    return _result(seen, track, cpu_s, reference)


def _load(audio: Path | None) -> tuple[Track, Reference | None]:
    if audio is None:
        folder = files("inglenook.demo_session")
        with as_file(folder / "session.opus") as path, as_file(folder / "ref.json") as reference:
            return read_track(path, split_channels=False), read_reference(reference)
    reference = audio.parent / "ref.json"
    known = read_reference(reference) if reference.is_file() else None
    return read_track(audio, split_channels=False), known


async def _run_stream(server: EmbeddedServer, track: Track, stream: Stream, after_s: float) -> None:
    await asyncio.sleep(after_s)
    token = Issuer(server.data).mint(CLINICIAN, 24 * 3600)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60) as rest:
        consent_id = await record_consent(rest)
        body = {"consent_id": consent_id, "source": "bridge"}
        session_id = (await post(rest, "/v1/sessions", body))["session_id"]
    url = f"{server.url.replace('http', 'ws', 1)}/v1/sessions/{session_id}/audio"
    try:
        await StreamClient(url, token, track, stream.see, real_time=True).run()
    except StreamFailed as error:
        stream.failure = str(error)


def _result(
    seen: list[Stream], track: Track, cpu_s: float, reference: Reference | None
) -> BenchResult:
    whole = [stream for stream in seen if not stream.failure]
    said = " ".join(turn.text for turn in reference.turns) if reference else ""
    wers = [word_errors(said, stream.text).value or 0.0 for stream in whole] if said else []
    return BenchResult(
        streams=len(seen),
        failed=len(seen) - len(whole),
        audio_s=track.seconds * len(whole),
        cpu_s=cpu_s,
        caption_latency_s=_percentiles([s for one in whole for s in one.caption_latency_s]),
        final_latency_s=_percentiles([s for one in whole for s in one.final_latency_s]),
        wer=float(np.mean(wers)) if wers else None,
        machine=f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    )


def _percentiles(values: list[float]) -> tuple[float, float]:
    if not values:
        return (float("nan"), float("nan"))
    return (float(np.percentile(values, 50)), float(np.percentile(values, 95)))


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its ended children, from /proc (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")
