"""What becomes of the audio once its note is signed: destroyed, unless the consent says keep.

Voice embeddings go with it. Applied after the signature is durable; `sweep` does what a crash
between the two left undone.
"""

import logging

from sqlalchemy import select

from ingest.consent import Scope
from ingest.recording import AUDIO_LOG
from vault import SYSTEM, SessionId, Vault
from vault.tables import consents, drafts, sessions
from writeback.draft import DraftState

VOICES = "voices"
"""Blob with a session's voice embeddings."""

_log = logging.getLogger(__name__)


class Retention:
    """Destroys what signed sessions need no more."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def apply(self, session_id: SessionId) -> bool:
        """Destroy the audio of one session where that is due; whether anything was destroyed."""
        return session_id in self._signed(session_id) and self._destroy(session_id)

    def sweep(self) -> int:
        """The same for all sessions; how many were still to do."""
        return sum(self._destroy(session_id) for session_id in self._signed(None))

    def _signed(self, session_id: SessionId | None) -> list[SessionId]:
        """Signed sessions whose consent does not cover keeping the audio."""
        query = (
            select(drafts.c.session_id, consents.c.scopes)
            .join(sessions, sessions.c.session_id == drafts.c.session_id)
            .join(consents, consents.c.consent_id == sessions.c.consent_id)
            .where(drafts.c.state == str(DraftState.SIGNED))
        )
        if session_id is not None:
            query = query.where(drafts.c.session_id == session_id)
        return [
            SessionId(row.session_id)
            for row in self._vault.rows(query)
            if Scope.RETAIN_AUDIO.value not in row.scopes
        ]

    def _destroy(self, session_id: SessionId) -> bool:
        has_log = AUDIO_LOG in self._vault.log_names(session_id)
        if not has_log and not self._vault.blobs.has(session_id, VOICES):
            return False
        with self._vault.begin(SYSTEM) as tx:
            tx.audit("audio.destroy", session_id=session_id, reason="signed; no consent to keep")
        self._vault.delete_log(session_id, AUDIO_LOG)
        self._vault.blobs.delete(session_id, VOICES)
        _log.info("audio destroyed", extra={"session_id": session_id})
        return True
