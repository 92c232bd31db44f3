"""One connection that feeds a session: receive, keep, acknowledge, relay.

Four tasks share it. The *receiver* reads frames through the `Dialect` and appends to the
recording in memory; it waits only for the disk (`unsynced_bytes`). The *keeper* syncs and
acknowledges. The *relay* puts what the live side says into the outbox; the *sender* empties it
to the client. So a client that reads slowly, a live side that is late or a model that fails
never holds the audio on its way to the disk.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime
from math import inf
from time import monotonic
from typing import Final

from starlette.websockets import WebSocket

from gpu import OverCapacity
from ingest.client import receive, send
from ingest.consent import Scope
from ingest.consents import require_scope
from ingest.door import Door
from ingest.errors import ConsentRevoked, Idle, IngestError, SessionOver, StreamsElsewhere
from ingest.live import LiveSession, consumed
from ingest.message import Ack, Ended, Pong, Ready, Status, StreamState
from ingest.outbox import Outbox
from ingest.protocol import Audio, Dialect, Event, Phase, Signal, Started
from ingest.recording import Recording
from ingest.session import Session, SessionState
from ingest.streams import Claim
from vault import KeyDestroyed, Principal, VaultBusy, VaultError, VaultUnusable

_log = logging.getLogger(__name__)

_NO_CAPTIONS: Final = Status(
    StreamState.DEGRADED, "Captions are not available; the recording goes on."
)


class Connection:
    """Serves one accepted, authenticated socket to its end."""

    def __init__(
        self,
        door: Door,
        websocket: WebSocket,
        principal: Principal,
        session: Session,
        claim: Claim,
        dialect: Dialect,
    ) -> None:
        self._door = door
        self._websocket = websocket
        self._principal = principal
        self._session = session
        self._claim = claim
        self._dialect = dialect
        self._outbox = Outbox(door.limits.outgoing_messages)
        self._unsynced = asyncio.Event()
        self._synced = asyncio.Event()
        self._said_ended = False
        self._heard_at_s = 0.0

    async def run(self) -> None:
        """Returns once the client said stop and was told everything.

        Raises the one error, or a group of those, that ended the connection: `IngestError`,
        `VaultError`, `gpu.OverCapacity`, `ClientGone`.
        """
        name = self._session.session_id
        async with asyncio.TaskGroup() as tasks:
            watchers = [
                tasks.create_task(self._watch_claim(), name=f"claim {name}"),
                tasks.create_task(self._watch_consent(), name=f"consent {name}"),
            ]
            sender = tasks.create_task(self._send(), name=f"send {name}")
            started = await self._receive_start()
            try:
                session = await asyncio.to_thread(
                    self._door.sessions.start,
                    self._principal,
                    name,
                    started.format,
                    started.channel_roles,
                )
            except SessionOver:
                await self._answer_after_the_end()
            else:
                await self._stream(session)
            self._outbox.finish()
            await sender
            for watcher in watchers:
                watcher.cancel()

    async def _answer_after_the_end(self) -> None:
        """A client comes back after stop: tell it what is held and that the session is over."""
        session = await asyncio.to_thread(self._door.sessions.get, self._session.session_id)
        held = 0
        kept = await asyncio.to_thread(self._door.recordings.kept, session)
        if session.sample_rate is not None and kept:
            held = (await asyncio.to_thread(self._door.recordings.of, session)).durable_end
        self._outbox.put(Ready(session.session_id, held).json())
        self._outbox.put(Ended(session.session_id).json())

    async def _stream(self, session: Session) -> None:
        recording = await asyncio.to_thread(self._door.recordings.of, session)
        live = await self._attach(session, recording)
        try:
            async with asyncio.TaskGroup() as tasks:
                await asyncio.to_thread(self._dialect.begin, recording.end)
                self._outbox.put(Ready(session.session_id, recording.end).json())
                if live is None:
                    self._outbox.put(_NO_CAPTIONS.json())
                keeper = tasks.create_task(self._keep(recording), name="keep")
                silence = tasks.create_task(self._watch_silence(), name="silence")
                relay = tasks.create_task(self._relay(live), name="relay")
                await self._receive_audio(recording)
                keeper.cancel()
                silence.cancel()
                await self._seal(recording)
                listener = tasks.create_task(self._receive_after_stop(), name="listen")
                await self._stop(live)
                await relay
                if not self._said_ended:
                    self._outbox.put(Ended(session.session_id).json())
                listener.cancel()
        finally:
            await self._hang_up(recording, live)

    async def _attach(self, session: Session, recording: Recording) -> LiveSession | None:
        """None where the live side fails: the recording goes on without captions."""
        try:
            return await self._door.live.attach(session, recording)
        except OverCapacity:
            raise
        except Exception as error:
            self._note_fault(error)
            return None

    def _note_fault(self, error: Exception) -> None:
        _log.error(
            "a part beside the recording failed",
            extra={"session_id": self._session.session_id, "error": type(error).__name__},
        )

    async def _receive_start(self) -> Started:
        if self._dialect.opening is not None:
            return self._dialect.opening
        try:
            async with asyncio.timeout(self._door.limits.start_timeout_s):
                while True:
                    event = await self._hear()
                    if isinstance(event, Started):
                        return event
                    self._outbox.put(Pong().json())
        except TimeoutError:
            raise Idle("No start came.") from None

    async def _receive_audio(self, recording: Recording) -> None:
        while True:
            event = await self._hear()
            match event:
                case Audio():
                    self._append(recording, event)
                    self._unsynced.set()
                    await self._wait_for_disk(recording)
                case Signal.STOP:
                    self._append(recording, self._dialect.rest())
                    return
                case Signal():
                    self._answer(event)

    def _append(self, recording: Recording, audio: Audio) -> None:
        if audio.chunk is not None:
            recording.append(audio.chunk)

    async def _receive_after_stop(self) -> None:
        while True:
            event = await self._hear()
            if isinstance(event, Signal):
                self._answer(event)

    def _answer(self, signal: Signal) -> None:
        match signal:
            case Signal.PING:
                self._outbox.put(Pong().json())
            case Signal.PAUSE:
                self._outbox.put(Status(StreamState.PAUSED).json())
            case Signal.RESUME:
                self._outbox.put(Status(StreamState.LISTENING).json())
            case Signal.STOP:
                pass

    async def _hear(self) -> Event:
        message = await receive(self._websocket)
        if self._dialect.laborious:
            event = await asyncio.to_thread(_read, self._dialect, message)
        else:
            event = _read(self._dialect, message)
        streaming = self._dialect.phase is Phase.STREAMING
        self._claim.heard(flowing=streaming and isinstance(event, Audio))
        self._heard_at_s = monotonic()
        return event

    async def _watch_silence(self) -> None:
        idle_timeout_s = self._door.limits.idle_timeout_s
        self._heard_at_s = monotonic()
        left_s = idle_timeout_s
        while left_s > 0:
            await asyncio.sleep(min(left_s, idle_timeout_s))
            left_s = self._heard_at_s + idle_timeout_s - monotonic()
        raise Idle("Nothing came for too long.")

    async def _wait_for_disk(self, recording: Recording) -> None:
        while recording.unsynced_bytes > self._door.limits.unsynced_bytes:
            self._heard_at_s = inf  # it is not the client that is silent
            self._synced.clear()
            await self._synced.wait()
            self._heard_at_s = monotonic()

    async def _keep(self, recording: Recording) -> None:
        """Sync and acknowledge, with all other streams, once per interval."""
        while True:
            await self._unsynced.wait()
            self._unsynced.clear()
            try:
                end = await self._door.commits.of(recording)
            except KeyDestroyed:
                raise ConsentRevoked from None
            except VaultBusy:
                raise StreamsElsewhere from None
            self._outbox.put_ack(Ack(end))
            self._synced.set()

    async def _seal(self, recording: Recording) -> None:
        try:
            end = await asyncio.to_thread(recording.sync)
            if end < self._dialect.end:  # a sync that was under way has failed
                raise VaultUnusable("the recording does not hold all that came")
            await asyncio.to_thread(recording.seal)
        except KeyDestroyed:
            raise ConsentRevoked from None
        self._outbox.put_ack(Ack(recording.durable_end))
        await asyncio.to_thread(
            self._door.sessions.move,
            self._session.session_id,
            SessionState.FINISHING,
            actor=self._principal,
        )
        self._outbox.put(Status(StreamState.FINISHING).json())

    async def _stop(self, live: LiveSession | None) -> None:
        """The recording is sealed and FINISHING: whatever fails here is taken up later."""
        if live is not None:
            try:
                await live.stop()
                return
            except Exception as error:
                self._note_fault(error)
        try:
            await self._door.live.finish(self._session.session_id)
        except Exception as error:
            self._note_fault(error)

    async def _relay(self, live: LiveSession | None) -> None:
        if live is None:
            return
        patience_s = self._door.limits.outgoing_patience_s
        try:
            async with consumed(live.events()) as events:
                async for message in events:
                    self._said_ended |= message.get("type") == "ended"
                    await self._outbox.put_patiently(message, patience_s)
            if not self._said_ended and self._dialect.phase is Phase.STREAMING:
                self._outbox.put(_NO_CAPTIONS.json())
        except Idle:
            raise
        except Exception as error:
            self._note_fault(error)
            self._outbox.put(_NO_CAPTIONS.json())

    async def _send(self) -> None:
        while (message := await self._outbox.take()) is not None:
            for words in self._dialect.told(message):
                await send(self._websocket, words)

    async def _watch_claim(self) -> None:
        raise await self._claim.ended()

    async def _watch_consent(self) -> None:
        """A consent may also expire, or be revoked in another process."""
        while True:
            try:
                consent = await self._door.consent_looks.of(self._session.consent_id)
            except VaultError as error:  # the next look will tell; until then the audio is kept
                self._note_fault(error)
                continue
            if consent.in_force(Scope.RECORD, datetime.now(UTC)):
                continue
            self._door.live.revoked(self._session.session_id)
            if consent.revoked_at is not None:
                raise ConsentRevoked
            require_scope(consent, Scope.RECORD)

    async def _hang_up(self, recording: Recording, live: LiveSession | None) -> None:
        """Keep what came, acknowledged or not, and let the session rest."""
        with suppress(IngestError, ValueError):
            self._append(recording, self._dialect.rest())
        with suppress(VaultError):
            await asyncio.to_thread(recording.rest)
        if live is None:
            return
        try:
            if self._dialect.phase is Phase.STOPPED and recording.sealed:
                await live.stop()
            await live.detach()
        except Exception as error:
            self._note_fault(error)


def _read(dialect: Dialect, message: str | bytes) -> Event:
    return dialect.text(message) if isinstance(message, str) else dialect.binary(message)
