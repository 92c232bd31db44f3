"""A real server in a process of its own, and what a client does with it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from inglenook.client import StreamClient, Track
from inglenook.embedded import EmbeddedServer
from vault import Issuer, Principal, Role

SHORT = Path(__file__).parents[1] / "recordings" / "short"
SCOPES = ("record", "transcribe", "draft", "retain_audio")


@dataclass
class Practice:
    """A running server and a clinician who uses it."""

    server: EmbeddedServer
    subject: str = "dr-test"
    events: list[Mapping[str, Any]] = field(default_factory=list)

    def token(self, role: Role = Role.CLINICIAN, subject: str | None = None) -> str:
        return Issuer(self.server.data).mint(Principal(role, subject or self.subject), 3600)

    def rest(self, role: Role = Role.CLINICIAN, subject: str | None = None) -> httpx.Client:
        return httpx.Client(
            base_url=self.server.url,
            headers={"Authorization": f"Bearer {self.token(role, subject)}"},
            timeout=60,
        )

    def consent(self, scopes: tuple[str, ...] = SCOPES, **more: object) -> str:
        now = datetime.now(UTC).isoformat()
        body = {
            "client_ref": "client-1",
            "parties": [
                {"role": "clinician", "method": "verbal", "at": now},
                {"role": "client", "method": "written", "at": now},
            ],
            "scopes": list(scopes),
            **more,
        }
        with self.rest() as rest:
            answer = rest.post("/v1/consents", json=body)
            assert answer.status_code < 300, answer.text
            return str(answer.json()["consent_id"])

    def session(self, consent_id: str | None = None, **more: object) -> str:
        body = {"consent_id": consent_id or self.consent(), "source": "bridge", **more}
        with self.rest() as rest:
            answer = rest.post("/v1/sessions", json=body)
            assert answer.status_code < 300, answer.text
            return str(answer.json()["session_id"])

    def audio_url(self, session_id: str) -> str:
        return f"{self.server.url.replace('http', 'ws', 1)}/v1/sessions/{session_id}/audio"

    def client(self, session_id: str, track: Track, **more: Any) -> StreamClient:
        self.events = []
        return StreamClient(
            self.audio_url(session_id),
            self.token(),
            track,
            self.events.append,
            **{"real_time": False, **more},
        )

    def stream(self, session_id: str, track: Track, **more: Any) -> list[Mapping[str, Any]]:
        asyncio.run(self.client(session_id, track, **more).run())
        return self.events

    def draft(self, session_id: str, timeout_s: float = 120) -> dict[str, Any]:
        """The session's draft once it is there."""

        async def wait() -> dict[str, Any]:
            async with (
                asyncio.timeout(timeout_s),
                httpx.AsyncClient(base_url=self.server.url) as rest,
            ):
                headers = {"Authorization": f"Bearer {self.token()}"}
                while True:
                    url = f"/v1/sessions/{session_id}/draft"
                    answer = await rest.get(url, headers=headers)
                    if answer.status_code == 200:
                        held: dict[str, Any] = answer.json()
                        return held
                    assert answer.status_code in (202, 404), answer.text
                    await asyncio.sleep(0.2)

        return asyncio.run(wait())

    def transcript(self, session_id: str) -> dict[str, Any]:
        with self.rest() as rest:
            answer = rest.get(f"/v1/sessions/{session_id}/transcript")
            assert answer.status_code == 200, answer.text
            held: dict[str, Any] = answer.json()
            return held
