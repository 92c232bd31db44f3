"""A real vLLM server on the CPU, started by the test run and ended with it."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
SETUP_S = 1_500
START_S = 420


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
                pytest.fail(f"vLLM ended: {self.log_tail()}")
        pytest.fail(f"vLLM was not ready after {START_S} s: {self.log_tail()}")

    def metric(self, name: str) -> float:
        """Sum of a counter over its labels."""
        lines = httpx.get(f"{self.address}/metrics", timeout=10).text.splitlines()
        return sum(
            float(line.rsplit(" ", 1)[1])
            for line in lines
            if line.startswith((f"{name}{{", f"{name} "))
        )

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


@pytest.fixture(scope="session")
def vllm_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VllmServer]:
    setup = subprocess.run(
        [str(ROOT / "deploy/vllm/setup_cpu.sh")],
        capture_output=True,
        text=True,
        timeout=SETUP_S,
        check=False,
    )
    if setup.returncode != 0:
        pytest.skip(f"the vLLM package cannot be installed here: {setup.stderr.strip()[-300:]}")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = VllmServer(port, tmp_path_factory.mktemp("vllm") / "server.log")
    try:
        server.wait_ready()
        yield server
    finally:
        server.end()
