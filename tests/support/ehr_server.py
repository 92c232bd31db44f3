"""A FHIR server that is not ours (Medplum's) with a token endpoint, in a process of its own."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from access_practice import free_port
from playwright._impl._driver import compute_driver_executable

PLACE = Path(__file__).parent / "fhir_server"
CLIENT_ID = "inglenook-at-the-ehr"


@dataclass
class EhrServer:
    """Knows one client by its public keys."""

    jwks: Mapping[str, object]
    port: int = field(default_factory=free_port)
    tls: Mapping[str, str] | None = None
    """Certificate and key as PEM."""
    _process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"{'http' if self.tls is None else 'https'}://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Skips the test where its packages are not installed."""
        if not (PLACE / "node_modules").is_dir():
            pytest.skip(f"Medplum's router is not installed in {PLACE}; make setup-test does it")
        node, _ = compute_driver_executable()
        self._process = subprocess.Popen(
            [node, "server.mjs"],
            cwd=PLACE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        settings = {
            "port": self.port,
            "origin": self.url,
            "token_s": 300,
            "client_id": CLIENT_ID,
            "jwks": self.jwks,
            "tls": self.tls,
        }
        self._process.stdin.write(json.dumps(settings))
        self._process.stdin.close()
        for line in self._process.stdout:
            if line.strip() == "ready":
                return
        raise AssertionError("the FHIR server did not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def seen(self) -> dict[str, int]:
        """How many tokens were given and transactions asked for."""
        found: dict[str, int] = httpx.get(f"{self.url}/seen").json()
        return found

    def forget_tokens(self) -> None:
        httpx.post(f"{self.url}/forget-tokens")

    def held(self, kind: str, token: str) -> list[dict[str, Any]]:
        answer = httpx.get(
            f"{self.url}/fhir/{kind}?_count=200", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 200, answer.text
        return [entry["resource"] for entry in answer.json().get("entry", [])]
