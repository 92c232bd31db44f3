"""WhisperLiveKit from PyPI."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from screen import State
from servers import Client, Environment, Server, converse, free_port, started

from inglenook.benchmark.latency import tokens_of
from inglenook.client import Track


@dataclass(frozen=True, slots=True)
class WhisperLiveKit:
    """faster-whisper backend, LocalAgreement; `vac` is its voice activity controller."""

    vac: bool
    version: str = "0.2.26"

    @property
    def name(self) -> str:
        return f"WhisperLiveKit {self.version}, VAC {'on' if self.vac else 'off'}"

    @property
    def command(self) -> str:
        return " ".join(["whisperlivekit-server", *self._options("MODEL", "PORT")])

    def _options(self, model: str, port: str) -> list[str]:
        options = ["--backend", "faster-whisper", "--backend-policy", "localagreement"]
        options += ["--model_dir", model, "--lan", "en", "--pcm-input", "--warmup-file", ""]
        options += ["--host", "127.0.0.1", "--port", port, "--log-level", "WARNING"]
        return options if self.vac else [*options, "--no-vac"]

    def install(self, folder: Path) -> Mapping[str, str]:
        return self._environment.install(folder)

    @property
    def _environment(self) -> Environment:
        package = f"whisperlivekit=={self.version}"
        return Environment(package, [["torch==2.13.0"], [package]])

    @asynccontextmanager
    async def run(self, folder: Path, model: Path, streams: int) -> AsyncIterator[Server]:
        port = free_port()
        python = self._environment.python(folder)
        program = str(python.parent / "whisperlivekit-server")
        command = [str(python), program, *self._options(str(model), str(port))]
        async with started(command, folder / "whisperlivekit.log", port) as pid:
            yield _WhisperLiveKitServer(pid, port)


@dataclass(frozen=True, slots=True)
class _WhisperLiveKitServer:
    pid: int
    port: int

    async def stream(self, track: Track, silence_s: float) -> Client:
        url = f"ws://127.0.0.1:{self.port}/asr"
        return await converse(url, track, None, "config", b"", "ready_to_stop")

    def read(self, client: Client) -> list[State]:
        """Each message holds the whole transcript; its buffer may still change."""
        states = []
        for arrived_s, text in client.messages:
            message = json.loads(text)
            if "lines" in message:
                lines = " ".join(line["text"] or "" for line in message["lines"])
                tail = tokens_of(message.get("buffer_transcription") or "")
                states.append(State(arrived_s, tokens_of(lines), tail))
        return states
