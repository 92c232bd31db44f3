"""Notes that follow a correction of who spoke."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from vault import SessionId
from writeback.drafts.speakers import Speakers

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Following:
    """Has them written anew by the durable workflow."""

    speakers: Speakers
    start: Callable[[SessionId, int], None]
    """Of the workflow."""

    def begin(self, session_id: SessionId, corrections: int) -> None:
        """Where that fails (the models still load, the disk is full) the draft stays in work, and
        `take_up` tries again: the correction itself is done."""
        try:
            self.start(session_id, corrections)
        except Exception as error:
            log.error(
                "the note waits to follow its correction",
                extra={"session_id": session_id, "error": type(error).__name__},
            )

    def take_up(self) -> None:
        """All that wait; to one that was begun, nothing happens."""
        for session_id, corrections in self.speakers.in_work():
            self.begin(session_id, corrections)
