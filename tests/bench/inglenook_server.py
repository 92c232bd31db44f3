"""This project's server, spoken to and read as the others are."""

import asyncio
import json
import shutil
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screen import State
from servers import Client, Server

from inglenook.benchmark.latency import tokens_of
from inglenook.benchmark.machine import versions
from inglenook.benchmark.running import ended
from inglenook.benchmark.stream import Stream
from inglenook.client import Track
from inglenook.embedded import EmbeddedServer


@dataclass(frozen=True, slots=True)
class Inglenook:
    """This project, of this working tree; voices not followed, since the others follow none."""

    name: str = "Inglenook"
    command: str = "INGLENOOK_LIVE_SPEAKERS=false inglenook serve"

    def install(self, folder: Path) -> Mapping[str, str]:
        return versions()

    @asynccontextmanager
    async def run(self, folder: Path, model: Path, streams: int) -> AsyncIterator[Server]:
        data = folder / f"inglenook-{time.monotonic_ns()}"
        settings = {
            "INGLENOOK_ASR_MODEL": str(model),
            "INGLENOOK_PLACES": str(streams),
            "INGLENOOK_LIVE_SPEAKERS": "false",
        }
        server = EmbeddedServer(data, settings)
        try:
            await asyncio.to_thread(server.start)
            yield _InglenookServer(server)
        finally:
            await asyncio.to_thread(server.stop)
            shutil.rmtree(data, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _InglenookServer:
    server: EmbeddedServer

    @property
    def pid(self) -> int:
        return self.server.pid

    async def stream(self, track: Track, silence_s: float) -> Client:
        stream = Stream()
        running = asyncio.create_task(
            stream.run(self.server, track, silence_s=silence_s), name="run-stream"
        )
        await ended([running], [stream])
        messages = [(arrived_s, json.dumps(event)) for arrived_s, event in stream.arrivals]
        return Client(stream.departures, messages, stream.failure)

    def read(self, client: Client) -> list[State]:
        """Finals in order of their start, then the captions of what is not final yet."""
        states: list[State] = []
        finals: list[dict[str, Any]] = []
        captions: dict[str, dict[str, Any]] = {}
        for arrived_s, text in client.messages:
            event = json.loads(text)
            if event["type"] == "final":
                finals.append(event)
                captions = {
                    name: one for name, one in captions.items() if one["end"] > event["end"]
                }
            elif event["type"] == "partial":
                captions[event["utterance_id"]] = event
            else:
                continue
            finals.sort(key=lambda one: one["start"])
            waiting = sorted(captions.values(), key=lambda one: one["start"])
            states.append(
                State(
                    arrived_s,
                    tuple(token for one in finals for token in tokens_of(one["text"])),
                    tuple(token for one in waiting for token in tokens_of(one["text"])),
                )
            )
        return states
