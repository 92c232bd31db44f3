"""What the servers that are compared have in common: installed, started, spoken to, read.

Each takes 16 kHz mono PCM at real-time pace and answers with text. Messages are only kept while a
run lasts; reading them comes after it.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from screen import State
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from inglenook.client import FRAME_MS, Track

START_TIMEOUT_S = 180.0
DRAIN_S = 45.0
"""How long after the last frame a server may still send words."""
QUIET_S = 12.0
"""A server that does not say when it is done is done after so long without a new message."""
STOP_S = 10.0


@dataclass(slots=True)
class Client:
    """What one client sent and got; messages are kept as they came."""

    departures: list[tuple[int, float]] = field(default_factory=list)
    messages: list[tuple[float, str]] = field(default_factory=list)
    failure: str = ""


class Server(Protocol):
    """A running server."""

    @property
    def pid(self) -> int: ...

    async def stream(self, track: Track, silence_s: float) -> Client:
        """Send the track at its pace, and silence behind it to a server that does more work once
        a client stops; returns when the words are there or had their time."""
        ...

    def read(self, client: Client) -> list[State]: ...


class Kind(Protocol):
    """A server that can be started."""

    @property
    def name(self) -> str: ...

    @property
    def command(self) -> str:
        """As it is shown beside the figures."""
        ...

    def install(self, folder: Path) -> Mapping[str, str]:
        """Into an environment of its own in `folder`, once; the versions it has."""
        ...

    def run(self, folder: Path, model: Path, streams: int) -> AbstractAsyncContextManager[Server]:
        """Around a server that accepts streams."""
        ...


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment for one package; torch goes first, by exact version."""

    package: str
    requirements: Sequence[Sequence[str]]
    """What each call of pip is given."""

    def python(self, folder: Path) -> Path:
        return folder / self.package.split("==", 1)[0] / "bin" / "python"

    def install(self, folder: Path) -> Mapping[str, str]:
        python = self.python(folder)
        done = python.parent.parent / ".installed"
        if not done.is_file():
            subprocess.run([sys.executable, "-m", "venv", str(done.parent)], check=True)
            pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
            for requirement in self.requirements:
                subprocess.run([*pip, *requirement], check=True)
            done.touch()
        listed = subprocess.run(
            [str(python), "-m", "pip", "list", "--format", "json"],
            check=True,
            capture_output=True,
        )
        shown = {self.package.split("==", 1)[0], "faster-whisper", "ctranslate2", "torch"}
        packages = {
            one["name"].replace("_", "-"): one["version"] for one in json.loads(listed.stdout)
        }
        return {name: packages[name] for name in sorted(shown & packages.keys())}


class Started:
    """A server process, its log beside it, ended with all its children."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "PYTHONUNBUFFERED": "1"}
        self.log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command, stdout=output, stderr=output, env=environment, start_new_session=True
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    async def answers(self, port: int) -> None:
        """Raises `RuntimeError` with the end of the log where it never does."""
        deadline_s = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline_s and self._process.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return
            await asyncio.sleep(0.5)
        raise RuntimeError(f"It did not start: {self.log.read_text(errors='replace')[-600:]}")

    def stop(self) -> None:
        for how in (signal.SIGINT, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, how)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_S)
                return


@asynccontextmanager
async def started(command: Sequence[str], log: Path, port: int) -> AsyncIterator[int]:
    """The process of a server that answers, ended at the end. Raises `RuntimeError` where it does
    not start."""
    server = Started(command, log)
    try:
        await server.answers(port)
        yield server.pid
    finally:
        server.stop()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def send_paced(connection: ClientConnection, client: Client, track: Track) -> None:
    """Each frame leaves when its last sample is due, as `inglenook.client` does it."""
    samples = track.samples[:, 0]
    step = track.sample_rate * FRAME_MS // 1000
    began_s = time.monotonic()
    for start in range(0, len(samples), step):
        frame = samples[start : start + step]
        end = start + len(frame)
        await asyncio.sleep(max(0.0, began_s + end / track.sample_rate - time.monotonic()))
        client.departures.append((end, time.monotonic()))
        await connection.send(frame.tobytes())


async def converse(
    url: str, track: Track, opening: str | None, ready: str, ending: bytes, done: str | None
) -> Client:
    """Speak to a peer: `opening` first, audio once a message holds `ready`, then `ending`, where
    its words come only after that; done when a message holds `done`, or when it is quiet."""
    client = Client()
    try:
        async with connect(url, max_size=None, open_timeout=60, ping_interval=None) as connection:
            if opening is not None:
                await connection.send(opening)
            while ready not in str(await connection.recv()):
                continue
            receiving = asyncio.create_task(_receive(connection, client, done), name="receive")
            await send_paced(connection, client, track)
            if done is not None:
                await connection.send(ending)
            await _drained(receiving, client, done)
            if done is None:
                await connection.send(ending)
    except (OSError, InvalidHandshake, ConnectionClosed, TimeoutError) as error:
        client.failure = f"{type(error).__name__}: {error}"
    return client


async def _receive(connection: ClientConnection, client: Client, done: str | None) -> None:
    async for message in connection:
        client.messages.append((time.monotonic(), str(message)))
        if done is not None and done in str(message):
            return


async def _drained(receiving: asyncio.Task[None], client: Client, done: str | None) -> None:
    deadline_s = time.monotonic() + DRAIN_S
    while not receiving.done() and time.monotonic() < deadline_s:
        last_s = client.messages[-1][0] if client.messages else client.departures[-1][1]
        if done is None and time.monotonic() - max(last_s, client.departures[-1][1]) > QUIET_S:
            break
        await asyncio.sleep(0.2)
    receiving.cancel()
    with suppress(asyncio.CancelledError):
        await receiving
