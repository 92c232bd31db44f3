"""What the way in needs of the live pipeline.

`inglenook` implements it, `ingest.scripted` plays it without models.

Messages are those of `inglenook.v1` (server to client), JSON-ready: partial, final, speaker,
status, ended. They hold speech: they are sent to the client and never logged.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from ingest.message import JsonMessage
from ingest.recording import Recording
from ingest.session import Session
from vault import SessionId


class LiveSession(Protocol):
    """The live side of one connected session."""

    def events(self) -> AsyncIterator[JsonMessage]:
        """For the connected client; ends after `ended`."""
        ...

    async def stop(self) -> None:
        """The client said stop; the recording is sealed and the session FINISHING. Finish up:
        the last finals, then `ended`. May be called again; a repeat changes nothing."""
        ...

    async def detach(self) -> None:
        """The connection is gone; the session may come back and be attached again."""
        ...


class LiveSessions(Protocol):
    """The live pipeline of all sessions."""

    async def attach(self, session: Session, recording: Recording) -> LiveSession:
        """Admit a session that starts, or starts again after a break. Raises `gpu.OverCapacity`."""
        ...

    async def finish(self, session_id: SessionId) -> None:
        """The whole recording is there (uploaded, or its live side failed): do what follows."""
        ...

    def subscribe(self, session_id: SessionId) -> AsyncIterator[JsonMessage]:
        """What the session's client is sent, for onlookers; ends with the session."""
        ...

    def revoked(self, session_id: SessionId) -> None:
        """The session was destroyed, or its consent has expired: drop everything held of it, at
        once. May not block; may be called again, where several notice."""
        ...


@asynccontextmanager
async def consumed(events: AsyncIterator[JsonMessage]) -> AsyncIterator[AsyncIterator[JsonMessage]]:
    """Close the source, where it can be closed, also if it is not read to its end."""
    try:
        yield events
    finally:
        if isinstance(events, AsyncGenerator):
            await events.aclose()
