"""What nobody asks for any more: sessions whose client never came back are finished, so that no
recording lies unheard and no draft is lost; work that could not begin is begun; audio that a crash
kept past its time is destroyed."""

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass, field

from ingest import SessionState, StreamsElsewhere
from ingest.streams import Streams
from inglenook.following import Following
from inglenook.live import LiveHouse
from vault import SYSTEM, SessionId
from writeback.retention import Retention

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Sweeper:
    """Looks every `interval_s`; time away is counted from when it was first seen away."""

    live: LiveHouse
    retention: Retention
    streams: Streams
    following: Following
    abandon_after_s: float
    interval_s: float = 30.0
    _away_since: dict[SessionId, float] = field(default_factory=dict)

    async def take_up(self) -> None:
        """Sessions whose `stop` came through but whose workflow was not yet begun; to one that
        was, nothing happens. Who still has a seat hands itself over. Notes that wait
        to follow a correction are begun too."""
        sessions = self.live.finishing.sessions
        for session in await asyncio.to_thread(sessions.list_by_state, SessionState.FINISHING):
            if not self.live.seated(session.session_id):
                await self.live.begin_workflow(session.session_id)
        await asyncio.to_thread(self.following.take_up)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(self.interval_s)
            try:
                await self.sweep(time.monotonic())
                await self.take_up()
                await asyncio.to_thread(self.retention.sweep)
            except Exception as error:
                log.error("sweep failed", extra={"error": type(error).__name__})

    async def sweep(self, now_s: float) -> list[SessionId]:
        """Finish who has been away for too long; gives their ids. Who streams is not away, also
        where its live side failed and it has no seat."""
        sessions = self.live.finishing.sessions
        streaming = await asyncio.to_thread(sessions.list_by_state, SessionState.STREAMING)
        away = {held.session_id for held in streaming if self._away(held.session_id)}
        self._away_since = {
            session_id: self._away_since.get(session_id, now_s) for session_id in away
        }
        abandoned = [
            session_id
            for session_id, since_s in self._away_since.items()
            if now_s - since_s >= self.abandon_after_s
        ]
        for session_id in abandoned:
            log.warning("finishing an abandoned session", extra={"session_id": session_id})
            with suppress(StreamsElsewhere):  # it came back just now
                async with self.streams.claim(session_id, SYSTEM):
                    await self.live.finish(session_id)
        return abandoned

    def _away(self, session_id: SessionId) -> bool:
        return not self.live.seated(session_id) and self.streams.holding(session_id) is None
