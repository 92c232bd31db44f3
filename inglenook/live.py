"""Live sessions: captions and finals while a session streams, and the hand-over at its end.

A pipeline is a cursor over the recording. It may fail, lag or be dropped: the recording goes on
without it, and the workflow hears whatever it did not.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from typing import Self

from gpu import Admission, Lease, Worker
from ingest import Scope, Session, SessionState
from ingest.recording import Recording
from inglenook.events import Events, Message, Subscription
from inglenook.finishing import Finishing
from inglenook.listening import Listener
from inglenook.utterances import UtteranceLog
from transcribe import Caption, Utterance
from transcribe.options import TranscribeOptions
from vault import SessionId, Vault, VaultError
from writeback.retention import VOICES

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Pipeline:
    """One session's captions and finals."""

    vault: Vault
    events: Events
    worker: Worker
    options: TranscribeOptions
    session: Session
    recording: Recording
    complete: bool = False
    """The whole recording was heard and its finals are stored."""

    async def run(self) -> None:
        """Ends when the recording is sealed and heard to its end."""
        assert self.session.sample_rate is not None and self.session.channels is not None
        heard = await asyncio.to_thread(UtteranceLog, self.vault, self.session.session_id)
        try:
            if heard.complete:
                self.complete = True
                return
            resume_ms = heard.resume_ms(self.session.channels)
            listener = Listener(
                self.worker,
                self.options,
                sample_rate=self.session.sample_rate,
                channels=self.session.channels,
                start_ms=resume_ms,
            )
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._publish(listener, heard), name="publish")
                    await self._hear(listener, resume_ms)
                await self._store(listener, heard, whole=resume_ms == 0)
            finally:
                await listener.aclose()
        finally:
            heard.close()

    async def _hear(self, listener: Listener, resume_ms: int) -> None:
        assert self.session.sample_rate is not None
        first = resume_ms * self.session.sample_rate // 1000
        async with aclosing(self.recording.follow(first)) as chunks:
            async for chunk in chunks:
                await listener.push(chunk)
        await listener.flush()

    async def _publish(self, listener: Listener, heard: UtteranceLog) -> None:
        async with aclosing(listener.events()) as events:
            async for event in events:
                if isinstance(event, Caption):
                    self._tell(self._partial(event))
                elif heard.is_new(event):
                    for speaker, part in await listener.parts(event):
                        await asyncio.to_thread(heard.append, part)
                        self._tell(self._final(part, speaker))

    async def _store(self, listener: Listener, heard: UtteranceLog, *, whole: bool) -> None:
        voices = await listener.voices()
        if voices is not None and whole:
            await asyncio.to_thread(
                self.vault.blobs.put, self.session.session_id, VOICES, voices.to_bytes()
            )
        await asyncio.to_thread(heard.finish)
        self.complete = True

    def _tell(self, message: Message) -> None:
        self.events.publish(self.session.session_id, message)

    def _role(self, channel: int) -> str:
        roles = self.session.channel_roles
        return roles[channel] if channel < len(roles) else "unknown"

    def _partial(self, caption: Caption) -> Message:
        alone = self.session.channels == 2
        return {
            "type": "partial",
            "utterance_id": caption.utterance_id,
            "channel": caption.channel,
            "speaker": f"S{caption.channel + 1}" if alone else None,
            "start": caption.start_ms / 1000,
            "end": caption.end_ms / 1000,
            "text": caption.text,
        }

    def _final(self, utterance: Utterance, speaker: str) -> Message:
        return {
            "type": "final",
            "utterance_id": utterance.utterance_id,
            "channel": utterance.channel,
            "speaker": speaker,
            "role": self._role(utterance.channel),
            "start": utterance.start_ms / 1000,
            "end": utterance.end_ms / 1000,
            "text": utterance.text,
            "words": [
                {
                    "text": word.text,
                    "start": word.start_ms / 1000,
                    "end": word.end_ms / 1000,
                    "confidence": round(word.confidence, 3),
                }
                for word in utterance.words
            ],
        }


@dataclass(eq=False, slots=True)
class Seat:
    """A session inside the house: its place, its pipeline's task, its client's messages."""

    house: "LiveHouse"
    session: Session
    recording: Recording
    subscription: Subscription
    lease: Lease
    task: asyncio.Task[None] | None = None
    lingering: asyncio.TimerHandle | None = None
    stopping: bool = False

    def events(self) -> AsyncIterator[Message]:
        """What the client is told. Waits across reconnections, so that nothing is missed."""
        return self.subscription.messages()

    async def stop(self) -> None:
        """The client said stop and the recording is sealed: finals, speakers, draft follow."""
        if self.stopping:
            return
        self.stopping = True
        if self.task is None:
            await self.house.hand_over(self)

    async def detach(self) -> None:
        """The client is gone or paused; it may come back."""
        if not self.stopping and self.lingering is None:
            self.lingering = asyncio.get_running_loop().call_later(
                self.house.linger_s, self.house.leave, self.session.session_id
            )

    def stay(self) -> None:
        if self.lingering is not None:
            self.lingering.cancel()
            self.lingering = None


@dataclass(eq=False, slots=True)
class LiveHouse:
    """All sessions inside. Use as an async context manager: its tasks end with it."""

    finishing: Finishing
    admission: Admission
    options: TranscribeOptions
    linger_s: float
    """A session whose client went keeps its pipeline and its place this long."""
    start_workflow: Callable[[SessionId], None]
    _seats: dict[SessionId, Seat] = field(default_factory=dict)
    _tasks: asyncio.TaskGroup = field(default_factory=asyncio.TaskGroup)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def events(self) -> Events:
        return self.finishing.events

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self._tasks)
        return self

    async def __aexit__(self, *_: object) -> None:
        for seat in list(self._seats.values()):
            self._clear(seat)
        await self._stack.aclose()

    async def attach(self, session: Session, recording: Recording) -> Seat:
        """A seat for a client; the same one where the session is inside already.

        Raises `OverCapacity` where no place is free.
        """
        seat = self._seats.get(session.session_id)
        if seat is not None and seat.recording is recording:
            seat.stay()
            return seat
        if seat is not None:
            self.leave(session.session_id)
        lease = self.admission.admit(session.session_id)
        seat = Seat(self, session, recording, self.events.subscribe(session.session_id), lease)
        self._seats[session.session_id] = seat
        if await asyncio.to_thread(self.finishing.covers, session, Scope.TRANSCRIBE):
            seat.task = self._tasks.create_task(
                self._run(seat), name=f"pipeline-{session.session_id}"
            )
        log.info(
            "session seated",
            extra={"session_id": session.session_id, "free_places": self.admission.free},
        )
        return seat

    async def _run(self, seat: Seat) -> None:
        pipeline = Pipeline(
            self.finishing.vault,
            self.events,
            self.finishing.worker,
            self.options,
            seat.session,
            seat.recording,
        )
        try:
            await pipeline.run()
        except VaultError:
            log.info("pipeline ended", extra={"session_id": seat.session.session_id})
        except Exception as error:
            log.error(
                "live transcription stopped",
                extra={"session_id": seat.session.session_id, "error": error_names(error)},
            )
            self.events.publish(
                seat.session.session_id,
                {
                    "type": "status",
                    "state": "degraded",
                    "detail": "captions stopped; the recording goes on and is heard afterwards",
                },
            )
        seat.task = None
        if seat.stopping:
            await self.hand_over(seat)

    async def hand_over(self, seat: Seat) -> None:
        """The session's live part is over; the durable workflow takes it from here."""
        session_id = seat.session.session_id
        self._seats.pop(session_id, None)
        self._release(seat)
        await asyncio.to_thread(self.start_workflow, session_id)

    def leave(self, session_id: SessionId) -> None:
        """Give the place of a session whose client stays away to others."""
        seat = self._seats.pop(session_id, None)
        if seat is not None:
            self._clear(seat)

    def _clear(self, seat: Seat) -> None:
        if seat.task is not None:
            seat.task.cancel()
        self._release(seat)
        seat.subscription.close()

    def _release(self, seat: Seat) -> None:
        seat.stay()
        seat.lease.close()

    def seated(self, session_id: SessionId) -> bool:
        return session_id in self._seats

    async def finish(self, session_id: SessionId) -> None:
        """A whole recording is there: go the post-session way."""
        move = self.finishing.sessions.move
        await asyncio.to_thread(move, session_id, SessionState.FINISHING)
        await asyncio.to_thread(self.start_workflow, session_id)

    async def subscribe(self, session_id: SessionId) -> AsyncIterator[Message]:
        """What happens in a session from now on, for a watcher."""
        subscription = self.events.subscribe(session_id)
        try:
            async with aclosing(subscription.messages()) as messages:
                async for message in messages:
                    yield message
        finally:
            subscription.close()

    def revoked(self, session_id: SessionId) -> None:
        """The consent was revoked: the streams end at once. From the event loop or a thread."""
        self.events.end(session_id)
        seat = self._seats.pop(session_id, None)
        if seat is not None:
            seat.subscription.loop.call_soon_threadsafe(self._clear, seat)


def error_names(error: BaseException) -> str:
    """Kinds of the errors inside, without their texts, which may hold what was said."""
    if isinstance(error, BaseExceptionGroup):
        return ",".join(sorted({error_names(inner) for inner in error.exceptions}))
    return type(error).__name__
