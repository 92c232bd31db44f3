"""The whole house on a real socket, without models, and people of two practices."""

import base64
import io
import socket
import threading
import time
import wave
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import uvicorn
from dbos._dbos import _get_or_create_dbos_registry
from fastapi import FastAPI

from inglenook.app import make_app
from inglenook.server import listen_on
from inglenook.settings import Settings, load_settings
from vault import Issuer, Principal, Role

NORTH = {
    "dr-a": Principal(Role.CLINICIAN, "dr-a", "north"),
    "dr-b": Principal(Role.CLINICIAN, "dr-b", "north"),
    "bridge-1": Principal(Role.BRIDGE, "bridge-1", "north"),
    "bridge-2": Principal(Role.BRIDGE, "bridge-2", "north"),
    "sup": Principal(Role.SUPERVISOR, "sup", "north"),
    "auditor": Principal(Role.AUDITOR, "auditor", "north"),
    "admin": Principal(Role.ADMIN, "admin", "north"),
}
SOUTH = {
    f"far {name}": Principal(NORTH[name].role, NORTH[name].subject, "south")
    for name in ("dr-a", "bridge-1", "sup", "auditor", "admin")
}
PEOPLE = NORTH | SOUTH
"""Those of the other practice go by the same names: a name alone must open nothing."""


@dataclass(frozen=True)
class Case:
    """One session of dr-a, opened by bridge-1, with all that hangs on it."""

    consent_id: str
    session_id: str
    draft_id: str = ""
    upload_id: str = ""
    clinician_ref: str = "dr-a"
    outbox_id: str = "out-0"
    number: str = "1"


NOTHING = Case(
    consent_id="con-" + "0" * 32,
    session_id="ses-" + "0" * 32,
    draft_id="d_" + "0" * 20,
    upload_id="upl-" + "0" * 32,
)


@dataclass
class Practice:
    """A running server and what clients do with it."""

    settings: Settings
    port: int
    app: FastAPI
    _clients: dict[str, httpx.Client] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def token(self, name: str) -> str:
        return Issuer(self.settings.data).mint(PEOPLE[name], 3600)

    def rest(self, token: str | None = None) -> httpx.Client:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return httpx.Client(
            base_url=self.url, headers=headers, trust_env=False, verify=False, timeout=60
        )

    def as_(self, name: str) -> httpx.Client:
        """One client a person, kept open."""
        if name not in self._clients:
            self._clients[name] = self.rest(self.token(name))
        return self._clients[name]

    @property
    def nobody(self) -> httpx.Client:
        """Without a token."""
        if "" not in self._clients:
            self._clients[""] = self.rest()
        return self._clients[""]

    def post(self, name: str, path: str, body: Mapping[str, Any], **more: Any) -> dict[str, Any]:
        answer = self.as_(name).post(path, json=body, **more)
        assert answer.status_code < 300, (path, answer.text)
        found: dict[str, Any] = answer.json()
        return found

    def opened(self, client_ref: str = "client-1") -> Case:
        """A session in which nothing has happened yet."""
        consent = {
            "client_ref": client_ref,
            "parties": [
                {"role": role, "method": "verbal", "at": datetime.now(UTC).isoformat()}
                for role in ("clinician", "client")
            ],
            "scopes": ["record", "transcribe", "draft", "retain_audio"],
        }
        consent_id = self.post("bridge-1", "/v1/consents", consent)["consent_id"]
        body = {"consent_id": consent_id, "clinician_ref": "dr-a", "source": "bridge"}
        session_id = self.post("bridge-1", "/v1/sessions", body)["session_id"]
        return Case(consent_id, session_id)

    def told(self) -> Case:
        """With a draft of what an EHR sent."""
        case = self.opened()
        body = {"session_id": case.session_id, "summary": "The client slept well."}
        draft_id = self.post("bridge-1", "/v1/drafts", body)["draft_id"]
        return Case(case.consent_id, case.session_id, draft_id)

    def uploading(self) -> Case:
        """With an upload of which nothing has come yet."""
        case = self.opened()
        named = base64.b64encode(case.session_id.encode()).decode()
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": "100",
            "Upload-Metadata": f"session_id {named}",
        }
        answer = self.as_("bridge-1").post("/v1/uploads", headers=headers)
        assert answer.status_code == 201, answer.text
        return replace(case, upload_id=answer.headers["location"].rpartition("/")[2])

    def recorded(self) -> Case:
        """With a recording, its transcript and its draft."""
        case = self.opened()
        files = {"file": ("session.wav", tone())}
        path = f"/v1/sessions/{case.session_id}/recording"
        answer = self.as_("bridge-1").post(path, files=files)
        assert answer.status_code == 202, answer.text
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            answer = self.as_("bridge-1").get(f"/v1/sessions/{case.session_id}/draft")
            if answer.status_code == 200:
                return Case(case.consent_id, case.session_id, answer.json()["draft_id"])
            time.sleep(0.05)
        raise AssertionError("the draft did not come")

    def close(self) -> None:
        for client in self._clients.values():
            client.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def tone(seconds: int = 3) -> bytes:
    """A WAV file."""
    at = np.arange(seconds * 16_000) / 16_000
    samples = (8000 * np.sin(2 * np.pi * 300 * at)).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as held:
        held.setnchannels(1)
        held.setsampwidth(2)
        held.setframerate(16_000)
        held.writeframes(samples.tobytes())
    return file.getvalue()


@contextmanager
def running(folder: Path, port: int = 0, **settings: Any) -> Iterator[Practice]:
    """A server in a thread of this process."""
    held = load_settings(data=folder / "data", **settings)
    listener = listen_on("127.0.0.1", port)
    port = listener.getsockname()[1]
    app = make_app(held.model_copy(update={"port": port}))
    server = uvicorn.Server(
        uvicorn.Config(
            app, log_config=None, lifespan="on", access_log=False, ws="websockets-sansio"
        )
    )
    thread = threading.Thread(target=server.run, args=([listener],), name="server")
    thread.start()
    practice = Practice(held, port, app)
    try:
        with practice.rest() as rest:
            deadline = time.monotonic() + 60
            while not server.started or rest.get("/readyz").status_code != 200:
                assert time.monotonic() < deadline and thread.is_alive(), "it did not start"
                time.sleep(0.05)
        yield practice
    finally:
        practice.close()
        server.should_exit = True
        thread.join()
        _get_or_create_dbos_registry().instance_info_map.clear()  # it takes one instance a process
