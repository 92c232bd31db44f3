"""A real vLLM server on the CPU, in the environment that `deploy/vllm/setup_cpu.sh` makes."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
START_S = 420


class NotReady(Exception):
    """The server did not come up; with the end of its log."""


@dataclass(frozen=True, slots=True)
class PrefixCache:
    """What the server counted, in tokens of prompts, since it was started."""

    queried: float
    hit: float

    def since(self, before: "PrefixCache") -> "PrefixCache":
        return PrefixCache(self.queried - before.queried, self.hit - before.hit)

    @property
    def share(self) -> float:
        return self.hit / self.queried if self.queried else 0.0


class VllmServer:
    """Where the server listens; `process` leads a group of its own, with vLLM's engine in it."""

    model = "smollm2"

    def __init__(self, port: int, log: Path) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.base_url = f"{self.address}/v1"
        self._log = log
        with log.open("wb") as sink:
            self.process = subprocess.Popen(
                [
                    str(ROOT / ".venv-vllm/bin/python"),
                    *("-m", "vllm.entrypoints.openai.api_server"),
                    *("--model", str(ROOT / ".cache/models/smollm2")),
                    *("--served-model-name", self.model),
                    *("--host", "127.0.0.1", "--port", str(port)),
                    *("--dtype", "bfloat16", "--max-model-len", "4096", "--enforce-eager"),
                    *("--max-num-seqs", "8", "--seed", "1"),
                ],
                cwd=log.parent,
                stdout=sink,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": str(log.parent),
                    "VLLM_CPU_KVCACHE_SPACE": "2",
                    "VLLM_NO_USAGE_STATS": "1",
                    "HF_HUB_OFFLINE": "1",
                    # Lets the prefix cache be emptied; never so where others reach the server.
                    "VLLM_SERVER_DEV_MODE": "1",
                },
            )

    def wait_ready(self) -> None:
        """Until `/health` answers; fails at once where the process ends."""
        for _ in range(START_S):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.address}/health", timeout=2).is_success:
                    return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(1)
                raise NotReady(f"vLLM ended: {self.log_tail()}")
        raise NotReady(f"vLLM was not ready after {START_S} s: {self.log_tail()}")

    def metric(self, name: str) -> float:
        """Sum of a counter over its labels."""
        lines = httpx.get(f"{self.address}/metrics", timeout=10).text.splitlines()
        return sum(
            float(line.rsplit(" ", 1)[1])
            for line in lines
            if line.startswith((f"{name}{{", f"{name} "))
        )

    @property
    def prefix_cache(self) -> "PrefixCache":
        return PrefixCache(
            self.metric("vllm:prefix_cache_queries_total"),
            self.metric("vllm:prefix_cache_hits_total"),
        )

    def forget_prefixes(self) -> None:
        httpx.post(f"{self.address}/reset_prefix_cache", timeout=30).raise_for_status()

    def becomes_idle(self, within_s: float) -> bool:
        """Whether no request runs or waits any more; asks until then."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            running = self.metric("vllm:num_requests_running")
            if running + self.metric("vllm:num_requests_waiting") == 0:
                return True
        return False

    def log_tail(self) -> str:
        return self._log.read_text(errors="replace")[-2_000:]

    def end(self) -> None:
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        # The engine is a process of its own in the same group; nothing of it may stay.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[VllmServer]:
    """Ready on a free port; its log in `folder`. Raises `NotReady`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = VllmServer(port, folder / "server.log")
    try:
        server.wait_ready()
        yield server
    finally:
        server.end()
