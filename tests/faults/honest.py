"""A client that does nothing wrong, and how long it waits."""

import asyncio
import time
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inglenook.client import StreamClient
from tests.faults.house import Server
from tests.faults.talk import talk


@dataclass(slots=True)
class Honest:
    """Streams in real time and notes when it was answered."""

    session_id: str
    client: StreamClient
    events: list[tuple[float, Mapping[str, Any]]] = field(default_factory=list)

    @classmethod
    async def of(cls, server: Server, seconds: float, *, seed: int = 1, port: int = 0) -> "Honest":
        session_id = await server.session()
        track = talk(seed, seconds)
        url = server.audio_url(session_id, port)
        honest = cls(session_id, StreamClient(url, server.token(), track, lambda event: None))
        honest.client.on_event = honest._see
        honest.client.attempts = 100
        return honest

    def _see(self, event: Mapping[str, Any]) -> None:
        self.events.append((time.monotonic(), event))

    async def run(self) -> "Honest":
        await self.client.run()
        return self

    def ack_ms(self) -> list[float]:
        """Of each frame, from when it was sent until an ack covered it."""
        waits: list[float] = []
        acks = [(event["next_offset"], at) for at, event in self.events if event["type"] == "ack"]
        ends = [end for end, _ in acks]
        for end, left_at in self.client.departures:
            place = bisect_left(ends, end)
            if place < len(acks):
                waits.append(1000 * (acks[place][1] - left_at))
        return waits

    def final_ms(self) -> list[float]:
        """Of each final, from when its last sample was sent until it came."""
        waits: list[float] = []
        ends = [end for end, _ in self.client.departures]
        rate = self.client.track.sample_rate
        for at, event in self.events:
            if event["type"] == "final":
                place = min(bisect_left(ends, event["end"] * rate), len(ends) - 1)
                waits.append(1000 * (at - self.client.departures[place][1]))
        return waits

    async def faults(self, server: Server, who: str = "the honest client") -> list[str]:
        """What it lost."""
        async with server.rest() as rest:
            held = await server.audio(rest, self.session_id)
        if held != self.client.track.samples.tobytes():
            return [f"{who}: {len(held)} bytes held are not those it sent"]
        return []

    def figures(self) -> dict[str, object]:
        return {
            "ack p50/p95/max ms": spread(self.ack_ms()),
            "final p50/max ms": spread(self.final_ms(), middle=False),
        }


def spread(values: list[float], *, middle: bool = True) -> str:
    if not values:
        return "none came"
    ordered = sorted(values)
    shown = [share(ordered, 0.5), *([share(ordered, 0.95)] if middle else []), ordered[-1]]
    return " / ".join(f"{value:.0f}" for value in shown)


def share(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


async def door_ms(server: Server, until: asyncio.Event) -> list[float]:
    """How long `/healthz` takes, again and again: whether the loop is held."""
    waits: list[float] = []
    async with server.rest() as rest:
        while not until.is_set():
            began = time.monotonic()
            (await rest.get("/healthz")).raise_for_status()
            waits.append(1000 * (time.monotonic() - began))
            await asyncio.sleep(0.1)
    return waits
