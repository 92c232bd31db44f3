"""A running session read for danger while it goes on, so that little is left to read after it."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from diarize import Transcript
from ingest import Scope, Session
from inglenook.ahead import BeginAhead, SoFar, settled
from inglenook.finishing import Finishing
from summarize.risk.meant import danger_reader, read_ahead
from summarize.talk.dialogue import dialogue_of

log = logging.getLogger(__name__)

PACE_S = 20.0
_SHARE = 20
"""Reading takes at most one part in so many of the session's time."""
_SLOWEST_S = 300.0


@dataclass(frozen=True, slots=True)
class ReadsAhead:
    """One session's. All callables block."""

    session_id: str
    so_far: Callable[[], Transcript]
    """The transcript as it would be settled now."""
    allowed: Callable[[], bool]
    """Whether a consent to drafting is in force."""
    pace_s: float = PACE_S
    """From one reading to the next, at least."""

    async def run(self) -> None:
        """Until it is cancelled, or the consent ends. Raises nothing else."""
        pause_s = self.pace_s
        while True:
            await asyncio.sleep(pause_s)
            if not await asyncio.to_thread(self.allowed):
                return
            began = time.monotonic()
            try:
                await asyncio.to_thread(self._read)
                pause_s = max(self.pace_s, _SHARE * (time.monotonic() - began))
            except Exception as error:  # a session must not end for what only saves time
                log.info(
                    "transcript not read ahead",
                    extra={"session_id": self.session_id, "error": type(error).__name__},
                )
                pause_s = min(2 * pause_s, _SLOWEST_S)

    def _read(self) -> None:
        reader = danger_reader()
        if reader is not None:
            read_ahead(dialogue_of(settled(self.so_far())), reader)


def reads_ahead(finishing: Finishing) -> BeginAhead:
    """For every live session."""

    def begin(session: Session, so_far: SoFar) -> ReadsAhead:
        return ReadsAhead(
            session.session_id, so_far, allowed=lambda: finishing.covers(session, Scope.DRAFT)
        )

    return begin
