"""The durable work after a session, on DBOS. Arguments are ids, never text.

A step that was under way when the process died is repeated at the next start; one that was done
is not. The steps themselves are in `finishing`.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

from dbos import DBOS, DBOSConfig, DBOSConfiguredInstance, SetWorkflowID
from dbos import error as dbos_error

from ingest import SessionState
from ingest.message import Ended
from inglenook.events import Events
from inglenook.finishing import Finishing
from vault import SessionId

log = logging.getLogger(__name__)

SHAPE = "1"
"""Moves when the steps or their order change: DBOS takes up only work of the same shape."""

EXECUTOR = "embedded"
ATTEMPTS = 4

DRAFTS_AT_ONCE = 4
"""Drafting computes: many at once would take the interpreter from the streams still running."""

_patient = DBOS.step(
    retries_allowed=True, max_attempts=ATTEMPTS, interval_seconds=5.0, backoff_rate=3.0
)
"""5, 15 and 45 s: a busy model, a locked database or a full disk may pass in that time."""


class StepFailed(Exception):
    """A step failed; only the kind of error is kept, since its text may hold what was said."""


class Stopping(BaseException):
    """The process ends. Not an `Exception`: DBOS records those, and a step that was cut short by
    the end of the process must be repeated by the next one, not counted as failed."""


@DBOS.dbos_class()
class FinishWorkflow(DBOSConfiguredInstance):
    """Words, speakers, draft; and the draft anew where its speakers were corrected."""

    def __init__(self, finishing: Finishing, events: Events) -> None:
        super().__init__(config_name="finish")
        self._finishing = finishing
        self._events = events
        self._drafting = threading.BoundedSemaphore(DRAFTS_AT_ONCE)
        self.stopping = False

    @DBOS.workflow()
    def run(self, session_id: str) -> None:
        try:
            self.words(session_id)
            self.speakers(session_id)
            self._publish_ended(session_id)
            self.draft(session_id)
            log.info("session finished", extra={"session_id": session_id})
        except (StepFailed, dbos_error.DBOSMaxStepRetriesExceeded):
            self.give_up(session_id)
            raise

    @_patient
    def words(self, session_id: str) -> None:
        self._step(self._finishing.words, session_id)

    @_patient
    def speakers(self, session_id: str) -> None:
        self._step(self._finishing.speakers, session_id)

    @_patient
    def draft(self, session_id: str) -> None:
        with self._drafting:
            self._step(self._finishing.draft, session_id)

    @DBOS.workflow()
    def follow(self, session_id: str) -> None:
        self.rewrite(session_id)
        log.info("note follows the correction", extra={"session_id": session_id})

    @_patient
    def rewrite(self, session_id: str) -> None:
        with self._drafting:
            self._step(self._finishing.rewrite, session_id)

    @DBOS.step()
    def give_up(self, session_id: str) -> None:
        self._finishing.sessions.move(SessionId(session_id), SessionState.FAILED)
        self._publish_ended(session_id)

    def _publish_ended(self, session_id: str) -> None:
        self._events.publish(session_id, Ended(session_id).json())

    def _step(self, step: Callable[[SessionId], Awaitable[None]], session_id: str) -> None:
        async def taken() -> None:
            await step(SessionId(session_id))

        if self.stopping:
            raise Stopping
        if self._revoked(session_id):
            return
        try:
            asyncio.run(taken())
        except Exception as error:
            if self.stopping:
                raise Stopping from None
            if self._revoked(session_id):
                log.info("session was revoked", extra={"session_id": session_id})
                return
            log.error(
                "step failed",
                extra={
                    "session_id": session_id,
                    "step": step.__name__,
                    "error": type(error).__name__,
                },
            )
            raise StepFailed(type(error).__name__) from None

    def _revoked(self, session_id: str) -> bool:
        return self._finishing.sessions.get(SessionId(session_id)).state is SessionState.REVOKED


class Workflow:
    """Launches DBOS in this process and hands sessions to it. One per process."""

    def __init__(self, folder: Path, finishing: Finishing, events: Events) -> None:
        config: DBOSConfig = {
            "name": "inglenook",
            "system_database_url": f"sqlite:///{folder / 'workflows.db'}",
            "application_version": SHAPE,
            "executor_id": EXECUTOR,
            "log_level": "WARNING",
        }
        DBOS(config=config)
        self._finish = FinishWorkflow(finishing, events)

    def launch(self) -> None:
        """Takes up what an earlier process left unfinished."""
        DBOS.launch()

    def start(self, session_id: SessionId) -> None:
        """Durable once this returns; a second call for the same session changes nothing."""
        with SetWorkflowID(f"finish-{session_id}"):
            DBOS.start_workflow(self._finish.run, str(session_id))

    def follow(self, session_id: SessionId, corrections: int) -> None:
        """Write the note anew; durable and once for each count of corrections."""
        with SetWorkflowID(f"follow-{session_id}-{corrections}"):
            DBOS.start_workflow(self._finish.follow, str(session_id))

    def close(self) -> None:
        """Work that is not done within a second is left to the next start."""
        self._finish.stopping = True
        DBOS.destroy(workflow_completion_timeout_sec=1)
