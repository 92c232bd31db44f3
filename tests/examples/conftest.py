"""A door that only records, for bridges."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import uvicorn
from fastapi import FastAPI
from numpy.typing import NDArray

from ingest.consent import Party, Scope
from ingest.consents import NewConsent
from ingest.door import Door
from ingest.scripted import ScriptedLive
from ingest.session import Source
from ingest.socket import audio_socket_router
from vault import Issuer, Principal, Role, Tickets, Vault, VaultOptions

Recorded = tuple[str, str, Callable[[], NDArray[np.int16]]]


@pytest.fixture
def recorded(tmp_path: Path) -> Callable[[], AbstractAsyncContextManager[Recorded]]:
    """The address of a session's socket, a token, and what the session holds: (frames, 2)."""

    @asynccontextmanager
    async def serving() -> AsyncIterator[Recorded]:
        vault = Vault.open(VaultOptions(tmp_path / "data"))
        who = Principal(Role.BRIDGE, "room")
        door = Door.of(
            vault, issuer=Issuer(vault.folder), tickets=Tickets(vault), live=ScriptedLive()
        )
        party = Party("client", "verbal", datetime.now(UTC))
        agreed = NewConsent(client_ref="c", parties=(party,), scopes=frozenset(Scope))
        consent = door.consents.record(who, agreed)
        session = door.sessions.open(
            who, consent_id=consent.consent_id, clinician_ref="dr-a", source=Source.BRIDGE
        )

        def stored() -> NDArray[np.int16]:
            recording = door.recordings.of(door.sessions.get(session.session_id))
            return np.concatenate([chunk.samples for chunk in recording.read()])

        app = FastAPI()
        app.include_router(audio_socket_router(door))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
        with closing(socket.create_server(("127.0.0.1", 0))) as listening:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(server.serve([listening]))
                while not server.started:
                    await asyncio.sleep(0.01)
                port = listening.getsockname()[1]
                url = f"ws://127.0.0.1:{port}/v1/sessions/{session.session_id}/audio"
                yield url, door.issuer.mint(who, 600), stored
                server.should_exit = True
        vault.close()

    return serving
