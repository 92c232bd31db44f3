"""SIGKILL at random instants, over and over, under several clients who stream and come back.

What must hold: nothing acknowledged is missing or doubled (what the server gives back is, sample
for sample, what was sent), each session ends with exactly one draft, and the audit chain is whole.
"""

import asyncio
import random
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inglenook.client import StreamClient, StreamFailed, Track
from tests.faults.house import Server
from tests.faults.report import Outcome
from tests.faults.talk import talk
from vault import Vault, VaultOptions

CLIENTS = 4
SETTLE_S = 120.0
_STEPS = ("hearing", "settling speakers", "drafting or filing", "closing the session")
_CUES = ("ready", "ack", "final", "finishing", "ended", "stored")
"""What a client is told, or (last) that all it sent is acknowledged."""


@dataclass(slots=True)
class Told:
    """One session as its client saw it."""

    session_id: str
    track: Track
    client: StreamClient | None = None
    acknowledged: int = 0
    phase: str = "opened"
    connections: int = 0
    lost: list[str] = field(default_factory=list)
    """Promises that were broken, in words."""


@dataclass(slots=True)
class Killing:
    """One run: `kills` lives, and one that is left alive to finish everything."""

    server: Server
    kills: int
    seed: int = 0
    at_most_s: float = float("inf")
    """No life begins later than this; the figures say how many there were."""
    draw: random.Random = field(init=False)
    sessions: list[Told] = field(default_factory=list)
    phases: Counter[str] = field(default_factory=Counter)
    """Where the sessions stood when they were killed."""
    moments: Counter[str] = field(default_factory=Counter)
    """What the kill waited for."""
    _cues: dict[str, asyncio.Event] = field(default_factory=dict)
    _on: bool = True

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)

    async def run(self) -> Outcome:
        await self.server.start()
        deadline = time.monotonic() + self.at_most_s
        async with asyncio.TaskGroup() as tasks:
            for number in range(CLIENTS):
                tasks.create_task(self._keep_streaming(number), name=f"client {number}")
            while self.server.lives <= self.kills and time.monotonic() < deadline:
                await self._live_and_die()
            self._on = False
        return await self._judge()

    async def _live_and_die(self) -> None:
        """From a living server to the next, with a kill between them."""
        await self._fatal_moment()
        self._note_phases()
        self.server.kill()
        for told in self.sessions:
            if told.client is not None:
                told.acknowledged = max(told.acknowledged, told.client.acknowledged)
        self.server.launch()
        if self.server.lives <= self.kills and self.draw.random() < 0.12:
            self.moments["while starting"] += 1
            await asyncio.sleep(self.draw.uniform(0.0, 1.2))
            self.server.kill()
            self.server.launch()
        await self.server.ready()

    async def _fatal_moment(self) -> None:
        """Half of them after a while, half a moment after something that a client was told."""
        if self.draw.random() < 0.5:
            self.moments["after a while"] += 1
            await asyncio.sleep(self.draw.uniform(0.0, 1.2))
            return
        cue = self.draw.choice(_CUES)
        event = self._cues[cue] = asyncio.Event()
        with suppress(TimeoutError):
            await asyncio.wait_for(event.wait(), 2.0)
        self.moments[f"after {cue}"] += 1
        await asyncio.sleep(
            self.draw.choice((0.0, self.draw.uniform(0, 0.02), self.draw.random() / 4))
        )

    async def _keep_streaming(self, number: int) -> None:
        """One session after the other, each with its own audio, until no more are wanted."""
        while self._on:
            session_id = await self._opened()
            if session_id is None:
                continue
            seed = len(self.sessions)
            track = talk(seed, self.draw.uniform(0.4, 2.5), channels=1 + seed % 2)
            told = Told(session_id, track)
            self.sessions.append(told)
            await self._streamed(told)

    async def _opened(self) -> str | None:
        """None where the server was killed meanwhile."""
        try:
            return await self.server.session()
        except Exception:
            await asyncio.sleep(0.05)
            return None

    async def _streamed(self, told: Told) -> None:
        real_time = self.draw.random() < 0.5
        leaves_early = self.draw.random() < 0.25
        gone = asyncio.Event()

        def see(event: Mapping[str, Any]) -> None:
            self._see(told, event)
            if leaves_early and event.get("state") == "finishing":
                gone.set()

        told.client = StreamClient(
            self.server.audio_url(told.session_id),
            self.server.token(),
            told.track,
            see,
            real_time,
            ("clinician", "client")[: told.track.samples.shape[1]],
            attempts=3,
        )
        streaming = asyncio.create_task(self._until_ended(told), name=f"stream {told.session_id}")
        leaving = asyncio.create_task(gone.wait(), name=f"leave {told.session_id}")
        done, _ = await asyncio.wait((streaming, leaving), return_when=asyncio.FIRST_COMPLETED)
        for task in (streaming, leaving):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        told.phase = "client gone after stop" if streaming not in done else "ended"
        told.client = None

    async def _until_ended(self, told: Told) -> None:
        """A client whose pauses grow would hardly meet so short lives; this one begins anew."""
        assert told.client is not None
        while True:
            try:
                return await told.client.run()
            except StreamFailed as failed:
                if "closed with" in str(failed):
                    told.lost.append(str(failed))
                    return None

    def _see(self, told: Told, event: Mapping[str, Any]) -> None:
        kind = event.get("state") if event["type"] == "status" else event["type"]
        whole = len(told.track.samples)
        if kind == "ready":
            told.connections += 1
            if event["next_offset"] < told.acknowledged:
                told.lost.append(
                    f"{told.acknowledged} acknowledged, {event['next_offset']} after a kill"
                )
        if kind in ("ready", "ack"):
            told.acknowledged = max(told.acknowledged, event["next_offset"])
            stored = told.acknowledged == whole
            told.phase = "all acknowledged" if stored else f"after {kind}"
            if stored:
                self._ring("stored")
        elif kind in ("finishing", "ended"):
            told.phase = str(kind)
        self._ring(str(kind))

    def _ring(self, cue: str) -> None:
        event = self._cues.pop(cue, None)
        if event is not None:
            event.set()

    def _note_phases(self) -> None:
        for told in self.sessions:
            if told.client is not None:
                self.phases[f"client: {told.phase}"] += 1
        for steps in _unfinished(self.server.data):
            self.phases[f"workflow: {_STEPS[min(steps, len(_STEPS) - 1)]}"] += 1

    async def _judge(self) -> Outcome:
        """Once everything is finished, what is there against what was sent."""
        faults = [f"{told.session_id}: {lost}" for told in self.sessions for lost in told.lost]
        async with self.server.rest() as rest:
            async with asyncio.timeout(SETTLE_S):
                for told in self.sessions:
                    while (state := (await self.server.state(rest, told.session_id))["state"]) in (
                        "streaming",
                        "finishing",
                    ):
                        await asyncio.sleep(0.05)
                    if state != "drafted":
                        faults.append(f"{told.session_id}: {state}, not drafted")
            for told in self.sessions:
                held = await self.server.audio(rest, told.session_id)
                if held != told.track.samples.tobytes():
                    faults.append(f"{told.session_id}: {len(held)} bytes held are not those sent")
                faults += await self._words(rest, told)
            drafts = await _all_pending(rest)
        by_session = Counter(draft["session_id"] for draft in drafts)
        faults += [
            f"{told.session_id}: {by_session[told.session_id]} drafts"
            for told in self.sessions
            if by_session[told.session_id] != 1
        ]
        pending = len(_unfinished(self.server.data))
        if pending:
            faults.append(f"{pending} workflows are not done")
        faults += [f"log: {line}" for line in _surprises(self.server.log)]
        self.server.stop()
        entries = _audited(self.server.data)
        samples = sum(told.track.samples.size for told in self.sessions)
        return Outcome(
            "SIGKILL over streaming and finishing",
            faults,
            {
                "kills": self.server.lives - 1,
                "sessions": len(self.sessions),
                "sessions that met a kill while streaming": sum(
                    told.connections > 1 for told in self.sessions
                ),
                "samples compared": samples,
                "drafts": len(drafts),
                "audit entries verified": entries,
                "server CPU s": round(self.server.cpu_s, 1),
                "kill came": dict(sorted(self.moments.items())),
                "where sessions stood at a kill": dict(sorted(self.phases.items())),
            },
        )

    async def _words(self, rest: Any, told: Told) -> list[str]:
        """No words said twice: on a channel, turns follow each other."""
        answer = await rest.get(f"/v1/sessions/{told.session_id}/transcript")
        if answer.status_code != 200:
            return [f"{told.session_id}: transcript {answer.status_code}"]
        ends: dict[str, float] = {}
        for turn in answer.json()["turns"]:
            for word in turn["words"]:
                if word["start"] < ends.get(turn["speaker"], 0.0) - 0.001:
                    return [f"{told.session_id}: words said twice at {word['start']}"]
                ends[turn["speaker"]] = word["end"]
        return []


async def _all_pending(rest: Any) -> list[dict[str, Any]]:
    answer = await rest.get("/v1/drafts", params={"state": "pending"})
    answer.raise_for_status()
    held = answer.json()
    found: list[dict[str, Any]] = held["drafts"] if isinstance(held, dict) else held
    return found


def _unfinished(data: Path) -> list[int]:
    """Steps done of each workflow that is not; read from a copy, so that what is left by a kill
    stays as it was left."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("workflows.db", "workflows.db-wal"):
            with suppress(FileNotFoundError):
                shutil.copy(data / name, folder)
        try:
            with closing(sqlite3.connect(Path(folder) / "workflows.db")) as held:
                rows = held.execute(
                    "select count(o.workflow_uuid) from workflow_status w left join"
                    " operation_outputs o on o.workflow_uuid = w.workflow_uuid where w.status in"
                    " ('PENDING', 'ENQUEUED') group by w.workflow_uuid"
                ).fetchall()
        except sqlite3.Error:
            return []  # copied in the middle of a checkpoint
    return [int(row[0]) for row in rows]


def _audited(data: Path) -> int:
    """Raises `AuditBroken`."""
    vault = Vault.open(VaultOptions(data))
    try:
        return vault.verify_audit()
    finally:
        vault.close()


def _surprises(log: str) -> list[str]:
    """What the server called an error, each kind once."""
    return sorted({line[40:] for line in log.splitlines() if '"level": "ERROR"' in line})[:20]
