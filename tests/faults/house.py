"""A server of the nursery's, and what people do with it over its doors."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from tests.faults.nursery import Life, Nursery, Upset
from vault import Issuer, Principal, Role

READY_S = 60.0
TOKEN_S = 60 * 24 * 3600
"""Outlives every jump of the clock."""
CLINICIAN = Principal(Role.CLINICIAN, "dr-fault")


@dataclass(slots=True)
class Server:
    """One data folder and port, and one life after the other over them."""

    nursery: Nursery
    data: Path
    settings: Mapping[str, object] = field(default_factory=dict)
    upset: Upset = field(default_factory=Upset)
    port: int = 0
    lives: int = 0
    cpu_s: float = 0.0
    _life: Life | None = None
    _tokens: dict[Principal, str] = field(default_factory=dict)

    @property
    def pid(self) -> int:
        assert self._life is not None
        return self._life.pid

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.data / "server.log").read_text(errors="replace")

    def launch(self) -> None:
        """Begin a life; it is not ready yet."""
        if not self.port:
            self.port = free_port()
        self._life = self.nursery.bear(self.data, self.port, self.settings, self.upset)
        self.lives += 1

    async def ready(self) -> None:
        """Raises `RuntimeError` with the log's last line where it ends, or takes too long."""
        deadline = time.monotonic() + READY_S
        async with httpx.AsyncClient(trust_env=False, verify=False, timeout=5) as knocking:
            while time.monotonic() < deadline and not self.dead:
                with suppress(httpx.HTTPError):
                    if (await knocking.get(f"{self.url}/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.02)
        raise RuntimeError(f"The server is not ready: {self.log.splitlines()[-1:]}")

    async def start(self) -> None:
        self.launch()
        await self.ready()

    def kill(self) -> None:
        """As a power cut, as far as the process goes."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def jump(self) -> None:
        """Its wall clock moves, see `Upset.jump_s`."""
        os.kill(self.pid, signal.SIGUSR1)

    @property
    def dead(self) -> bool:
        if self._life is None:
            return True
        try:
            state = Path(f"/proc/{self._life.pid}/stat").read_text().rpartition(") ")[2][0]
        except FileNotFoundError:
            return True
        return state == "Z"

    def rss_mib(self) -> float:
        """What it holds now."""
        return self._memory("VmRSS")

    def peak_mib(self) -> float:
        """The most it held since `forget_peak`."""
        return self._memory("VmHWM")

    def forget_peak(self) -> None:
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def handles(self) -> int:
        """Open file descriptors, sockets among them."""
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/task").iterdir()))

    def _memory(self, name: str) -> float:
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
        return 0.0

    def _end(self, by: signal.Signals) -> None:
        if self._life is None:
            return
        with suppress(ProcessLookupError):
            os.kill(self._life.pid, by)
        self.cpu_s += self.nursery.bury(self._life).cpu_s
        self._life = None

    def token(self, principal: Principal = CLINICIAN) -> str:
        if principal not in self._tokens:
            self._tokens[principal] = Issuer(self.data).mint(principal, TOKEN_S)
        return self._tokens[principal]

    def rest(self, principal: Principal = CLINICIAN) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.url,
            headers={"Authorization": f"Bearer {self.token(principal)}"},
            trust_env=False,
            verify=False,
            timeout=30,
        )

    async def session(self, **more: object) -> str:
        """A new one, under a consent of its own to everything."""
        async with self.rest() as rest:
            body = {"consent_id": await record_consent(rest), "source": "bridge", **more}
            return str((await post(rest, "/v1/sessions", body))["session_id"])

    def audio_url(self, session_id: str, port: int | None = None) -> str:
        return f"ws://127.0.0.1:{port or self.port}/v1/sessions/{session_id}/audio"

    async def audio(self, rest: httpx.AsyncClient, session_id: str) -> bytes:
        """The samples held, without the WAV's header."""
        answer = await rest.get(f"/v1/sessions/{session_id}/audio")
        if answer.status_code != 200:
            raise RuntimeError(f"audio of {session_id}: {answer.status_code} {answer.text[:200]}")
        return answer.content[44:]

    async def state(self, rest: httpx.AsyncClient, session_id: str) -> dict[str, Any]:
        answer = await rest.get(f"/v1/sessions/{session_id}")
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told


async def post(rest: httpx.AsyncClient, path: str, body: Mapping[str, object]) -> dict[str, Any]:
    """The answer's JSON. Raises `RuntimeError` with the server's own words."""
    answer = await rest.post(path, json=body)
    if answer.is_error:
        raise RuntimeError(f"{path} answered {answer.status_code}: {answer.text[:300]}")
    made: dict[str, Any] = answer.json()
    return made


def consent_body(**more: object) -> dict[str, object]:
    """Both agreed to everything."""
    now = datetime.now(UTC).isoformat()
    parties = [{"role": role, "method": "verbal", "at": now} for role in ("clinician", "client")]
    scopes = ["record", "transcribe", "draft", "retain_audio"]
    return {"client_ref": "client-1", "parties": parties, "scopes": scopes, **more}


async def record_consent(rest: httpx.AsyncClient, **more: object) -> str:
    return str((await post(rest, "/v1/consents", consent_body(**more)))["consent_id"])


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
