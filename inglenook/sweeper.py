"""What nobody asks for any more: sessions whose client never came back are finished, so that no
recording lies unheard and no draft is lost; audio that a crash kept past its time is destroyed."""

import asyncio
import logging
import time
from dataclasses import dataclass, field

from ingest import SessionState
from inglenook.live import LiveHouse
from vault import SessionId
from writeback.retention import Retention

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Sweeper:
    """Looks every `interval_s`; time away is counted from when it was first seen away."""

    live: LiveHouse
    retention: Retention
    abandon_after_s: float
    interval_s: float = 30.0
    _away_since: dict[SessionId, float] = field(default_factory=dict)

    async def take_up(self) -> None:
        """At start: sessions whose `stop` came through but whose workflow was not yet begun."""
        sessions = self.live.finishing.sessions
        for session in await asyncio.to_thread(sessions.list_by_state, SessionState.FINISHING):
            await asyncio.to_thread(self.live.start_workflow, session.session_id)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(self.interval_s)
            try:
                await self.sweep(time.monotonic())
                await asyncio.to_thread(self.retention.sweep)
            except Exception as error:
                log.error("sweep failed", extra={"error": type(error).__name__})

    async def sweep(self, now_s: float) -> list[SessionId]:
        """Finish who has been away for too long; gives their ids."""
        sessions = self.live.finishing.sessions
        streaming = await asyncio.to_thread(sessions.list_by_state, SessionState.STREAMING)
        away = {
            session.session_id for session in streaming if not self.live.seated(session.session_id)
        }
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
            await self.live.finish(session_id)
        return abandoned
