"""The live pipeline without models: says what a script says, and notes what it was asked."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

from ingest.message import Ended, JsonMessage
from ingest.recording import Recording
from ingest.session import Session
from vault import SessionId


class ScriptedLiveSession:
    """Speaks its lines as soon as it is listened to, and `ended` once it is stopped."""

    def __init__(
        self, session: Session, recording: Recording, lines: Sequence[JsonMessage]
    ) -> None:
        self.session = session
        self.recording = recording
        self.stopped = asyncio.Event()
        self.detached = asyncio.Event()
        self._lines = lines

    async def events(self) -> AsyncIterator[JsonMessage]:
        for line in self._lines:
            yield line
        await self.stopped.wait()
        yield Ended(self.session.session_id).json()

    async def stop(self) -> None:
        self.stopped.set()

    async def detach(self) -> None:
        self.detached.set()


class ScriptedLive:
    """A `LiveSessions` for tests and for a server that only records."""

    def __init__(self, lines: Sequence[JsonMessage] = ()) -> None:
        self.lines = lines
        self.attached: list[ScriptedLiveSession] = []
        self.finished: list[SessionId] = []
        self.destroyed: list[SessionId] = []
        self.refusal: Exception | None = None
        """Raised by `attach` where set."""
        self.overheard: dict[SessionId, Sequence[JsonMessage]] = defaultdict(tuple)
        """What onlookers of a session are told."""

    async def attach(self, session: Session, recording: Recording) -> ScriptedLiveSession:
        if self.refusal is not None:
            raise self.refusal
        live = ScriptedLiveSession(session, recording, self.lines)
        self.attached.append(live)
        return live

    async def finish(self, session_id: SessionId) -> None:
        self.finished.append(session_id)

    async def subscribe(self, session_id: SessionId) -> AsyncIterator[JsonMessage]:
        for message in self.overheard[session_id]:
            yield message

    def revoked(self, session_id: SessionId) -> None:
        self.destroyed.append(session_id)
