"""WhisperLive from PyPI."""

import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from screen import State
from servers import Client, Environment, Server, converse, free_port, started

from inglenook.benchmark.latency import tokens_of
from inglenook.client import Track


@dataclass(frozen=True, slots=True)
class WhisperLive:
    """faster-whisper backend; one model for all clients, as its own launcher has it."""

    version: str = "0.10.0"

    @property
    def name(self) -> str:
        return f"WhisperLive {self.version}"

    @property
    def command(self) -> str:
        return f'python -c "{self._program("MODEL", "PORT", "STREAMS")}"'

    def _program(self, model: str, port: str, streams: str) -> str:
        return (
            "from whisper_live.server import TranscriptionServer; TranscriptionServer().run("
            f"'127.0.0.1', port={port}, backend='faster_whisper', "
            f"faster_whisper_custom_model_path='{model}', single_model=True, "
            f"max_clients={streams}, max_connection_time=7200, raw_pcm_input=True)"
        )

    def install(self, folder: Path) -> Mapping[str, str]:
        return self._environment.install(folder)

    @property
    def _environment(self) -> Environment:
        """Without what its faster-whisper server does not import: PyAudio (it would have to be
        compiled), OpenVINO, Optimum, CUDA."""
        package = f"whisper-live=={self.version}"
        server = ["faster-whisper==1.2.0", "tokenizers==0.20.3", "websockets", "scipy", "fastapi"]
        server += ["uvicorn", "python-multipart", "prometheus-client", "requests"]
        return Environment(package, [["torch==2.13.0"], ["--no-deps", package], server])

    @asynccontextmanager
    async def run(self, folder: Path, model: Path, streams: int) -> AsyncIterator[Server]:
        port = free_port()
        program = self._program(str(model), str(port), str(streams))
        command = [str(self._environment.python(folder)), "-c", program]
        async with started(command, folder / "whisper-live.log", port) as pid:
            yield _WhisperLiveServer(pid, port)


@dataclass(frozen=True, slots=True)
class _WhisperLiveServer:
    pid: int
    port: int

    async def stream(self, track: Track, silence_s: float) -> Client:
        """The options are those its own client sends by default. At the end its client waits until
        no more words come: END_OF_AUDIO would drop what is not decoded yet."""
        opening = {
            "uid": f"stream-{time.monotonic_ns()}",
            "language": "en",
            "task": "transcribe",
            "model": "tiny.en",
            "use_vad": True,
            "send_last_n_segments": 10,
            "no_speech_thresh": 0.45,
            "clip_audio": False,
            "same_output_threshold": 10,
        }
        url = f"ws://127.0.0.1:{self.port}"
        return await converse(
            url, track, json.dumps(opening), "SERVER_READY", b"END_OF_AUDIO", None
        )

    def read(self, client: Client) -> list[State]:
        """A message holds the last segments; the completed ones are kept as its client keeps them.
        What is not completed at the end counts as final when it last changed."""
        states: list[State] = []
        committed: tuple[str, ...] = ()
        end_s = 0.0
        for arrived_s, text in client.messages:
            segments = json.loads(text).get("segments", [])
            for segment in segments:
                if segment["completed"] and float(segment["start"]) >= end_s:
                    committed += tokens_of(segment["text"])
                    end_s = float(segment["end"])
            open_ones = [segment["text"] for segment in segments if not segment["completed"]]
            states.append(State(arrived_s, committed, tokens_of(" ".join(open_ones))))
        while len(states) > 1 and states[-1] == replace(states[-2], arrived_s=states[-1].arrived_s):
            states.pop()
        if states:
            states[-1] = replace(
                states[-1], committed=states[-1].committed + states[-1].tail, tail=()
            )
        return states
