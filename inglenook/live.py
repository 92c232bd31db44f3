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

from gpu import Admission, Lease, OverCapacity
from ingest import Scope, Session, SessionState
from ingest.errors import NoConsent
from ingest.message import Ended
from ingest.recording import Recording
from inglenook.ahead import BeginAhead
from inglenook.drafting import while_allowed
from inglenook.events import Events, Message, Subscription
from inglenook.finishing import TRANSCRIPT, Finishing
from inglenook.pipeline import Pipeline
from transcribe.options import TranscribeOptions
from vault import SessionId, VaultError

log = logging.getLogger(__name__)

_OVER = (SessionState.RECORDED, SessionState.DRAFTED, SessionState.FAILED)


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
        self.stay()
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
    live_speakers: bool = True
    """Follow the voices at one microphone while the session runs, not after it."""
    begin_ahead: BeginAhead | None = None
    """Sends transcripts ahead to a language model, where there is one."""
    final_told: Callable[[float], None] = lambda _: None
    """Told of each final how many seconds of audio came since its end."""
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

        Raises `OverCapacity` where no place is free, nor one of a session whose client is gone.
        """
        seat = self._seats.get(session.session_id)
        if seat is not None and seat.recording is recording:
            seat.stay()
            return seat
        if seat is not None:
            self.leave(session.session_id)
        lease = self._admit(session.session_id)
        seat = Seat(self, session, recording, self.events.subscribe(session.session_id), lease)
        self._seats[session.session_id] = seat
        try:
            covered = await asyncio.to_thread(self.finishing.covers, session, Scope.TRANSCRIBE)
        except BaseException:  # also where the client is gone before it sits
            self.leave(session.session_id)
            raise
        if covered:
            seat.task = self._tasks.create_task(
                self._run(seat), name=f"pipeline-{session.session_id}"
            )
        log.info(
            "session seated",
            extra={"session_id": session.session_id, "free_places": self.admission.free},
        )
        return seat

    def _admit(self, session_id: SessionId) -> Lease:
        """Where the house is full, whoever has been without a client for longest gives way: the
        recording is kept, and what was not heard of it is heard later."""
        try:
            return self.admission.admit(session_id)
        except OverCapacity:
            empty = {
                seat.lingering.when(): seat
                for seat in self._seats.values()
                if seat.lingering is not None
            }
            if not empty:
                raise
            self.leave(empty[min(empty)].session.session_id)
            return self.admission.admit(session_id)

    async def _run(self, seat: Seat) -> None:
        pipeline = Pipeline(
            self.finishing.vault,
            self.events,
            self.finishing.worker,
            self.options,
            seat.session,
            seat.recording,
            self.live_speakers,
            self.begin_ahead,
            self.final_told,
        )
        try:
            await while_allowed(
                pipeline.run(), lambda: self.finishing.covers(seat.session, Scope.TRANSCRIBE)
            )
        except NoConsent:
            log.info("captions end", extra={"session_id": seat.session.session_id})
            self.events.end(seat.session.session_id)
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
        await self.begin_workflow(session_id)

    async def begin_workflow(self, session_id: SessionId) -> None:
        """Where that fails (the models still load, the disk is full) the session stays FINISHING,
        and the sweeper tries again: it must end neither the house nor another session."""
        try:
            await asyncio.to_thread(self.start_workflow, session_id)
        except Exception as error:
            log.error(
                "the workflow could not be started, the session waits",
                extra={"session_id": session_id, "error": type(error).__name__},
            )

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
        """A whole recording is there: go the post-session way. Who still has a seat, such as a
        client that left before the recording was uploaded, goes it from there."""
        move = self.finishing.sessions.move
        await asyncio.to_thread(move, session_id, SessionState.FINISHING)
        seat = self._seats.get(session_id)
        if seat is not None:
            await seat.stop()
        else:
            await self.begin_workflow(session_id)

    async def subscribe(self, session_id: SessionId) -> AsyncIterator[Message]:
        """What happens in a session from now on, for a watcher; of one that is over, who
        spoke where people corrected it, and its end."""
        subscription = self.events.subscribe(session_id)
        try:
            session = await asyncio.to_thread(self.finishing.sessions.get, session_id)
            there = await asyncio.to_thread(self.finishing.vault.blobs.has, session_id, TRANSCRIPT)
            if there or session.state in _OVER:
                for label in await asyncio.to_thread(self.finishing.corrected_labels, session_id):
                    yield label
                yield Ended(session_id).json()
                return
            if session.state is SessionState.REVOKED:
                return
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
