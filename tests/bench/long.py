"""Three hours in one session through a real server: memory, cost, delay and times hour by hour.

    .venv/bin/python tests/bench/long.py --hours 3 -o tests/bench/results/long.json

The bundled session again and again, with pauses of room noise of 10 to 60 s between, made while it
is sent. The client stays at most 120 s ahead of the words it gets back, as a busy but live server
would have it, so the delay of a final is the work in front of it and not the length of the file.
"""

import argparse
import asyncio
import difflib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from material import at_model_rate
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from noises import noise
from practice import Practice

import inglenook.demo_session
from inglenook.benchmark.machine import machine, versions
from inglenook.benchmark.processes import machine_cpu_s
from inglenook.client import StreamClient, Track, read_track
from inglenook.embedded import EmbeddedServer

SESSION = Path(inglenook.demo_session.__file__).parent / "session.opus"
AHEAD_S = 120
"""Longer than a pause, during which no words come."""
LOOK_S = 5.0
QUARTER_S = 900
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Repeated:
    """Samples that are made when they are asked for: shape (frames, 1)."""

    def __init__(self, session: Track, seconds: float) -> None:
        rate = session.sample_rate
        self._session = session.samples[:, :1]
        self._room = (noise("room", 60, seed=3) * 0.2 * 32767).astype(np.int16)[:, None]
        random = np.random.default_rng(3)
        self.starts = [0]
        """First frame of each repetition."""
        while self.starts[-1] < seconds * rate:
            pause = int(random.uniform(10, 60) * rate)
            self.starts.append(self.starts[-1] + len(self._session) + pause)
        self._length = round(seconds * rate)

    @property
    def shape(self) -> tuple[int, int]:
        return self._length, 1

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, wanted: slice) -> NDArray[np.int16]:
        at, end = wanted.start, min(wanted.stop, self._length)
        pieces = []
        while at < end:
            repetition = int(np.searchsorted(self.starts, at, "right")) - 1
            since = at - self.starts[repetition]
            if since < len(self._session):
                piece = self._session[since : since + end - at]
            else:
                in_pause = since - len(self._session)
                until = min(end, self.starts[repetition + 1]) - at
                piece = self._room[in_pause : in_pause + until]
            pieces.append(piece)
            at += len(piece)
        return np.concatenate(pieces) if pieces else self._room[:0]


@dataclass(slots=True)
class Paced(StreamClient):
    """Goes on as its words come back."""

    heard_s: float = 0.0
    finals: list[tuple[float, Mapping[str, Any]]] = field(default_factory=list)
    """When each came, and what."""
    partials: int = 0

    def hear(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "final":
            self.finals.append((time.monotonic(), message))
            self.heard_s = max(self.heard_s, message["end"])
            self._progress.set()
        elif message["type"] == "partial":
            self.partials += 1

    async def _wait_for_turn(self, end: int) -> None:
        await StreamClient._wait_for_turn(self, end)
        while end / self.track.sample_rate - self.heard_s > AHEAD_S:
            self._progress.clear()
            await self._progress.wait()


@dataclass(frozen=True, slots=True)
class Look:
    at: float
    sent_s: float
    heard_s: float
    cpu_s: float
    machine_cpu_s: float
    rss_mib: float


def look(pid: int, client: Paced) -> Look:
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return Look(
        time.monotonic(),
        client.sent / client.track.sample_rate,
        client.heard_s,
        (int(stat[11]) + int(stat[12])) / _TICKS,
        machine_cpu_s(),
        pages * _PAGE / 2**20,
    )


async def watch(pid: int, client: Paced, looks: list[Look]) -> None:
    while True:
        looks.append(look(pid, client))
        await asyncio.sleep(LOOK_S)


async def stream(practice: Practice, session_id: str, track: Track) -> tuple[Paced, list[Look]]:
    client = Paced(
        practice.audio_url(session_id),
        practice.token(),
        track,
        lambda message: client.hear(message),  # noqa: PLW0108 (not made yet)
        real_time=False,
    )
    looks: list[Look] = []
    watching = asyncio.create_task(watch(practice.server.pid, client, looks), name="watch")
    try:
        await client.run()
    finally:
        watching.cancel()
    looks.append(look(practice.server.pid, client))
    return client, looks


def quantiles(values: Sequence[float]) -> dict[str, float]:
    if not len(values):
        return {}
    p50, p95 = np.quantile(values, [0.5, 0.95])
    return {"p50": round(float(p50), 3), "p95": round(float(p95), 3), "max": round(max(values), 3)}


def delays(client: Paced) -> list[tuple[float, float]]:
    """Of each final: its end, and how long after its last sample was sent it came."""
    frames = [frame for frame, _ in client.departures]
    found = []
    for came, final in client.finals:
        at = int(np.searchsorted(frames, final["end"] * client.track.sample_rate))
        found.append((final["end"], came - client.departures[min(at, len(frames) - 1)][1]))
    return found


def quarters(client: Paced, looks: Sequence[Look], seconds: float) -> list[dict[str, Any]]:
    rows = []
    came_after = delays(client)
    for start in range(0, int(seconds), QUARTER_S):
        end = min(start + QUARTER_S, seconds)
        within = [one for one in looks if start <= one.heard_s <= end]
        if len(within) < 2:
            continue
        first, last = within[0], within[-1]
        heard = last.heard_s - first.heard_s
        rows.append(
            {
                "minutes": [start // 60, round(end / 60)],
                "cpu_s_per_audio_s": round((last.cpu_s - first.cpu_s) / max(heard, 1e-9), 4),
                "final_delay_s": quantiles([late for at, late in came_after if start <= at < end]),
                "rss_mib": round(float(np.median([one.rss_mib for one in within])), 1),
                "finals": sum(start <= final["end"] < end for _, final in client.finals),
                "others_used_cores": round(
                    (last.machine_cpu_s - first.machine_cpu_s - last.cpu_s + first.cpu_s)
                    / max(last.at - first.at, 1e-9),
                    2,
                ),
            }
        )
    return rows


def words_by_repetition(
    client: Paced, starts_s: Sequence[float], session_s: float
) -> list[list[tuple[str, float]]]:
    """Words with their times since their repetition began; those in pauses left out."""
    held: list[list[tuple[str, float]]] = [[] for _ in starts_s]
    for _, final in client.finals:
        for word in final["words"]:
            at = int(np.searchsorted(starts_s, word["start"] + 0.5, "right")) - 1
            since = word["start"] - starts_s[at]
            if since <= session_s + 0.5:
                held[at].append((word["text"].casefold().strip(".,?!"), since))
    return held


def shifts(
    first: Sequence[tuple[str, float]], later: Sequence[tuple[str, float]]
) -> tuple[list[float], float]:
    """How far each word that both have moved, in seconds; and the share of words both have."""
    match = difflib.SequenceMatcher(
        None, [word for word, _ in first], [word for word, _ in later], autojunk=False
    )
    moved = [
        later[block.b + n][1] - first[block.a + n][1]
        for block in match.get_matching_blocks()
        for n in range(block.size)
    ]
    return moved, len(moved) / max(len(first), 1)


def times_by_hour(
    held: Sequence[Sequence[tuple[str, float]]], starts_s: Sequence[float]
) -> list[dict[str, Any]]:
    rows: dict[int, list[tuple[list[float], float]]] = {}
    whole = [n for n, words in enumerate(held) if len(words) > 0.8 * len(held[0])]
    for n in whole[1:]:
        rows.setdefault(int(starts_s[n] // 3600), []).append(shifts(held[0], held[n]))
    return [
        {
            "hour": hour + 1,
            "repetitions": len(found),
            "words_moved_s": quantiles([abs(by) for moved, _ in found for by in moved]),
            "mean_shift_s": round(float(np.mean([by for moved, _ in found for by in moved])), 4),
            "words_alike": round(float(np.mean([share for _, share in found])), 4),
        }
        for hour, found in sorted(rows.items())
    ]


def pauses_invented(
    client: Paced, starts_s: Sequence[float], session_s: float
) -> list[dict[str, Any]]:
    """Finals that begin well inside a pause."""
    found = []
    for _, final in client.finals:
        words = [word["start"] for word in final["words"]] or [final["start"]]
        at = int(np.searchsorted(starts_s, words[0], "right")) - 1
        if words[0] - starts_s[at] > session_s + 2 and words[0] < starts_s[at + 1] - 0.5:
            found.append({"start": final["start"], "text": final["text"]})
    return found


def wait_for(practice: Practice, path: str) -> float:
    """Until it answers 200; how long that took."""
    began = time.monotonic()
    with practice.rest() as rest:
        while True:
            answer: httpx.Response = rest.get(path)
            if answer.status_code == httpx.codes.OK:
                return round(time.monotonic() - began, 1)
            time.sleep(0.5)


def measure(hours: float, model: str) -> dict[str, Any]:
    session = at_model_rate(read_track(SESSION, split_channels=False))
    samples = Repeated(session, hours * 3600)
    track = Track(samples, session.sample_rate)  # type: ignore[arg-type]
    data = Path(tempfile.mkdtemp(prefix="inglenook-long-"))
    practice = Practice(EmbeddedServer(data, {"INGLENOOK_ASR_MODEL": model}))
    began = time.monotonic()
    try:
        practice.server.start()
        session_id = practice.session()
        client, looks = asyncio.run(stream(practice, session_id, track))
        streamed_s = time.monotonic() - began
        transcript_s = wait_for(practice, f"/v1/sessions/{session_id}/transcript")
        draft_s = wait_for(practice, f"/v1/sessions/{session_id}/draft")
        transcript = practice.transcript(session_id)
        with practice.rest() as rest:
            stored_s = rest.get(f"/v1/sessions/{session_id}").json()["duration"]
    finally:
        practice.server.stop()
        shutil.rmtree(data, ignore_errors=True)
    starts_s = [start / session.sample_rate for start in samples.starts]
    held = words_by_repetition(client, starts_s, session.seconds)
    return {
        "hours": hours,
        "model": model,
        "took_s": {
            "streaming": round(streamed_s),
            "transcript_after_end": transcript_s,
            "draft_after_transcript": draft_s,
        },
        "recording": {
            "frames_sent": len(samples),
            "seconds_sent": len(samples) / session.sample_rate,
            "seconds_stored": stored_s,
            "frames_acknowledged": client.acknowledged,
        },
        "rss_mib": {
            "first_third": rss_of(looks, 0, hours / 3),
            "last_third": rss_of(looks, hours * 2 / 3, hours),
            "peak": round(max(one.rss_mib for one in looks), 1),
            "by_minute": rss_by_minute(looks),
        },
        "quarters": quarters(client, looks, hours * 3600),
        "times": times_by_hour(held, starts_s),
        "finals": len(client.finals),
        "partials": client.partials,
        "turns": len(transcript["turns"]),
        "last_turn_end": transcript["turns"][-1]["end"],
        "said_in_pauses": pauses_invented(client, starts_s, session.seconds),
    }


def rss_of(looks: Sequence[Look], start_h: float, end_h: float) -> float:
    held = [one.rss_mib for one in looks if start_h * 3600 <= one.heard_s <= end_h * 3600]
    return round(float(np.median(held)), 1) if held else 0.0


def rss_by_minute(looks: Sequence[Look]) -> list[float]:
    """At the first look in each minute of audio heard; minutes without a look are left out."""
    first: dict[int, float] = {}
    for one in looks:
        first.setdefault(int(one.heard_s // 60), round(one.rss_mib, 1))
    return [first[minute] for minute in sorted(first)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--model", default="tiny.en")
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    measured = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": machine(),
        "versions": versions(),
        "command": f"tests/bench/long.py --hours {asked.hours:g} --model {asked.model}",
        **measure(asked.hours, asked.model),
    }
    text = json.dumps(measured, indent=2) + "\n"
    if asked.output:
        asked.output.parent.mkdir(parents=True, exist_ok=True)
        asked.output.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
