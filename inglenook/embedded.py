"""The server as a child process, for commands that bring their own (`demo`, `bench`)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx

from inglenook.commands.failure import CommandFailed

START_TIMEOUT_S = 120.0
LOG_TAIL_BYTES = 4096
OF_THE_PRACTICE = {
    f"INGLENOOK_{name}" for name in ("DATABASE_URL", "EXPORT_FOLDER", "HOST", "PUBLIC_URL")
}
"""Settings of a real installation that a server of a command's own must not touch."""


class EmbeddedServer:
    """A server on a free loopback port over one data folder; its log is `server.log` there."""

    def __init__(self, data: Path, settings: Mapping[str, str] | None = None) -> None:
        self.data = data
        self.log = data / "server.log"
        kept = {name: value for name, value in os.environ.items() if name not in OF_THE_PRACTICE}
        self._environment = {**kept, **(settings or {}), "INGLENOOK_DATA": str(data)}
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self, port: int = 0) -> None:
        """Returns once sessions are accepted. Raises `CommandFailed` with the log's last line."""
        self.data.mkdir(parents=True, exist_ok=True)
        begin = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "inglenook", "serve", "--port", str(port)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self._environment,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            self.url = self._address(begin)
            if self.url and self._ready():
                return
            time.sleep(0.1)
        self.kill()
        raise CommandFailed(f"The server did not start. The end of its log: {self.last_words()}")

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def last_words(self) -> str:
        """The last line of its log, which holds nothing that was said."""
        lines = self.log.read_bytes()[-LOG_TAIL_BYTES:].decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "nothing")

    def _address(self, begin: int) -> str:
        marker = "inglenook listens on "
        text = self.log.read_bytes()[begin:].decode(errors="replace")
        lines = [line for line in text.splitlines() if line.startswith(marker)]
        return lines[-1].removeprefix(marker) if lines else ""

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=2).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def stop(self) -> None:
        """Ask it to end, and wait."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
