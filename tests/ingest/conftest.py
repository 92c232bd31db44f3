"""A vault in a temporary folder, a door with scripted live sessions, and a real server on it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from ingest.consent import Party, Scope
from ingest.consents import NewConsent
from ingest.door import Door
from ingest.limits import IngestLimits
from ingest.problem import add_problem_handlers
from ingest.routes import router
from ingest.scripted import ScriptedLive
from ingest.session import Session, Source
from ingest.socket import audio_socket_router
from vault import Issuer, Principal, Role, SessionId, Tickets, Vault, VaultOptions

Message = dict[str, Any]
_PATIENCE_S = 10


@pytest.fixture
def clinician() -> Principal:
    return Principal(Role.CLINICIAN, "dr-a")


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    opened = Vault.open(VaultOptions(tmp_path / "data"))
    yield opened
    opened.close()


@pytest.fixture
def live() -> ScriptedLive:
    return ScriptedLive()


@pytest.fixture
def limits() -> IngestLimits:
    """A test sets its own by parametrizing this fixture."""
    return IngestLimits(ack_interval_ms=10, consent_check_s=0.05, handover_s=0.3)


@pytest.fixture
def door(vault: Vault, live: ScriptedLive, limits: IngestLimits) -> Door:
    return Door.of(
        vault, issuer=Issuer(vault.folder), tickets=Tickets(vault), live=live, limits=limits
    )


@pytest.fixture
def agreed() -> Callable[..., NewConsent]:
    def consent(*scopes: Scope, expires_at: datetime | None = None) -> NewConsent:
        return NewConsent(
            client_ref="client-1",
            parties=(Party("client", "verbal", datetime(2026, 1, 1, tzinfo=UTC)),),
            scopes=frozenset(scopes or Scope),
            expires_at=expires_at,
        )

    return consent


@pytest.fixture
def session(door: Door, clinician: Principal, agreed: Callable[..., NewConsent]) -> Session:
    """Open, under a consent to everything, of the clinician."""
    consent = door.consents.record(clinician, agreed())
    return door.sessions.open(
        clinician, consent_id=consent.consent_id, clinician_ref=None, source=Source.TABLET
    )


@dataclass
class Client:
    """What a client says and hears on one socket."""

    connection: ClientConnection
    heard: list[Message] = field(default_factory=list)

    async def say(self, message: Message | str) -> None:
        await self.connection.send(message if isinstance(message, str) else json.dumps(message))

    async def start(self, **changes: Any) -> int:
        """Say start; gives `next_offset`."""
        declared = {"encoding": "pcm_s16le", "sample_rate": 16000, "channels": 1}
        declared |= changes.pop("format", {})
        await self.say({"type": "start", "format": declared, "framing": "offset"} | changes)
        return int((await self.told("ready"))["next_offset"])

    async def send(self, audio: bytes, *, at: int | None = None) -> None:
        """An audio frame, with its offset where it has one."""
        await self.connection.send(audio if at is None else at.to_bytes(8) + audio)

    async def told(self, kind: str, **values: Any) -> Message:
        """The next message of that type that holds those values; others are passed over."""
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                message: Message = json.loads(await self.connection.recv())
                self.heard.append(message)
                if message | values | {"type": kind} == message:
                    return message

    async def closed(self) -> int:
        """Hear everything up to the close; gives its code."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                while True:
                    self.heard.append(json.loads(await self.connection.recv()))
        except ConnectionClosed as closed:
            assert closed.rcvd is not None, "the connection broke without a close"
            return closed.rcvd.code

    @property
    def error(self) -> Message:
        """The last thing that was heard, an error."""
        assert self.heard[-1]["type"] == "error"
        return self.heard[-1]


@dataclass
class Server:
    """A real uvicorn server on a free port."""

    door: Door
    port: int
    clinician: Principal

    def token(self, principal: Principal | None = None) -> dict[str, str]:
        token = self.door.issuer.mint(principal or self.clinician, 600)
        return {"Authorization": f"Bearer {token}"}

    def rest(self, principal: Principal | None = None, **options: Any) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}/v1",
            headers=options.pop("headers", self.token(principal)),
            trust_env=False,
            **options,
        )

    def socket(
        self,
        session_id: str,
        *,
        headers: dict[str, str] | None = None,
        query: str = "",
        subprotocols: list[str] | None = None,
        **options: Any,
    ) -> AbstractAsyncContextManager[Client]:
        @asynccontextmanager
        async def connected() -> AsyncIterator[Client]:
            async with connect(
                f"ws://127.0.0.1:{self.port}/v1/sessions/{session_id}/audio{query}",
                subprotocols=["inglenook.v1"] if subprotocols is None else subprotocols or None,
                additional_headers=self.token() if headers is None else headers,
                proxy=None,
                **options,
            ) as connection:
                yield Client(connection)

        return connected()

    def stored(self, session_id: SessionId) -> bytes:
        """The session's durable audio as PCM."""
        recording = self.door.recordings.of(self.door.sessions.get(session_id))
        return b"".join(chunk.samples.tobytes() for chunk in recording.read())

    async def settled(self, session_id: SessionId) -> None:
        """No connection feeds the session any more."""
        async with asyncio.timeout(_PATIENCE_S):
            claim = self.door.streams.holding(session_id)
            if claim is not None:
                await claim.released()


class _Uvicorn(uvicorn.Server):
    def __init__(self, app: FastAPI) -> None:
        super().__init__(uvicorn.Config(app, log_config=None, lifespan="off"))
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@pytest.fixture
async def server(door: Door, clinician: Principal) -> AsyncIterator[Server]:
    app = FastAPI()
    app.include_router(router(door))
    app.include_router(audio_socket_router(door))
    add_problem_handlers(app)
    uvicorn_server = _Uvicorn(app)
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(uvicorn_server.serve([listening]))
            await uvicorn_server.ready.wait()
            yield Server(door, listening.getsockname()[1], clinician)
            uvicorn_server.should_exit = True
