"""A real OpenID issuer in a process of its own, on a free port."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from access_practice import free_port
from joserfc.jwk import ECKey, RSAKey
from playwright._impl._driver import compute_driver_executable

PLACE = Path(__file__).parents[1] / "access" / "issuer"
SECRET = "only-in-tests-and-long-enough-for-an-hmac"
CALLBACK = "/sign-in/callback"
CLIENT_ID = "inglenook-pages"


def new_keys(name: str) -> list[RSAKey | ECKey]:
    """A pair as issuers publish them."""
    return [
        RSAKey.generate_key(2048, {"kid": f"{name}-rsa", "use": "sig", "alg": "RS256"}),
        ECKey.generate_key("P-256", {"kid": f"{name}-ec", "use": "sig", "alg": "ES256"}),
    ]


@dataclass
class RealIssuer:
    """`claims` names people and services by their id at the issuer."""

    claims: Mapping[str, Mapping[str, object]]
    redirect_to: str = "http://127.0.0.1:1"
    port: int = field(default_factory=free_port)
    keys: list[RSAKey | ECKey] = field(default_factory=lambda: new_keys("first"))
    _process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Skips the test where its package is not installed."""
        if not (PLACE / "node_modules").is_dir():
            pytest.skip(f"npm's oidc-provider is not installed in {PLACE}; make setup-test does it")
        node, _ = compute_driver_executable()
        self._process = subprocess.Popen(
            [node, "issuer.mjs"],
            cwd=PLACE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(self._settings()))
        self._process.stdin.close()
        for line in self._process.stdout:
            if line.strip() == "ready":
                return
        raise AssertionError("the issuer did not start")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    def rotate(self, name: str) -> None:
        """Start again with other keys."""
        self.stop()
        self.keys = new_keys(name)
        self.start()

    def token(self, client: str, resource: str) -> str:
        """An access token for a service, by its client credentials."""
        answer = httpx.post(
            f"{self.url}/token",
            data={"grant_type": "client_credentials", "scope": "api", "resource": resource},
            auth=(client, SECRET),
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    def _settings(self) -> dict[str, Any]:
        services: list[dict[str, object]] = [
            {
                "client_id": name,
                "client_secret": SECRET,
                "grant_types": ["client_credentials"],
                "response_types": [],
                "redirect_uris": [],
            }
            for name in self.claims
        ]
        pages: dict[str, object] = {
            "client_id": CLIENT_ID,
            "token_endpoint_auth_method": "none",
            "redirect_uris": [self.redirect_to + CALLBACK],
        }
        return {
            "port": self.port,
            "jwks": {"keys": [key.as_dict(private=True) for key in self.keys]},
            "clients": [*services, pages],
            "claims": self.claims,
        }
