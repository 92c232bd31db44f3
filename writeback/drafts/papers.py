"""What lies beside a draft in the session's encrypted folder: transcript, context, feedback."""

import json
from collections.abc import Sequence

from diarize.correction import corrected
from diarize.document import transcript_from_json, transcript_to_json
from diarize.transcript import Transcript
from ingest.sessions import CONTEXT_BLOB
from ingest.tablet.marks import Mark, marks_of
from summarize.context import Context, context_from_json
from vault import KeyDestroyed, NotHeld, Vault
from vault.ids import SessionId
from writeback.drafts.draft import Draft
from writeback.drafts.feedback import Feedback, feedback_from_json, feedback_to_json
from writeback.errors import DraftRevoked

_FEEDBACK = "draft.feedback"
_TRANSCRIPT = "transcript"


class Papers:
    """Neither access nor audit is decided here. Raises `DraftRevoked` where the key is gone."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def transcript(self, draft: Draft) -> Transcript | None:
        """With the draft's corrections; None where nothing was recorded and no text was sent."""
        heard = self.heard(draft.session_id)
        return None if heard is None else corrected(heard, draft.corrections)

    def heard(self, session_id: SessionId) -> Transcript | None:
        """The transcript as the machine settled it."""
        held = self._read(session_id, _TRANSCRIPT)
        return None if held is None else transcript_from_json(held)

    def put_transcript(self, session_id: SessionId, transcript: Transcript) -> None:
        self._write(session_id, _TRANSCRIPT, transcript_to_json(transcript))

    def context(self, session_id: SessionId) -> Context:
        return context_from_json(self._read(session_id, CONTEXT_BLOB))

    def marks(self, session_id: SessionId) -> tuple[Mark, ...]:
        """Moments marked while it was recorded, in its order."""
        try:
            return marks_of(self._vault, session_id)
        except KeyDestroyed:
            raise DraftRevoked from None

    def feedback(self, session_id: SessionId) -> list[Feedback]:
        held = self._read(session_id, _FEEDBACK)
        return [feedback_from_json(entry) for entry in held] if isinstance(held, list) else []

    def put_feedback(self, session_id: SessionId, feedback: Sequence[Feedback]) -> None:
        self._write(session_id, _FEEDBACK, [feedback_to_json(entry) for entry in feedback])

    def _read(self, session_id: SessionId, name: str) -> object:
        """None where nothing is held under that name."""
        try:
            held: object = json.loads(self._vault.blobs.get(session_id, name))
        except KeyDestroyed:
            raise DraftRevoked from None
        except NotHeld:
            return None
        return held

    def _write(self, session_id: SessionId, name: str, document: object) -> None:
        try:
            self._vault.blobs.put(
                session_id, name, json.dumps(document, ensure_ascii=False).encode()
            )
        except KeyDestroyed:
            raise DraftRevoked from None
