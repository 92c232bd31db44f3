"""Which of a session's voices is the clinician's, where theirs is enrolled."""

import logging
from dataclasses import dataclass, replace

from diarize import SpeakerRole, Transcript, Voices
from diarize.voiceprint import Voiceprint, with_known_voice
from gpu import Worker
from ingest import Session, Source
from ingest.voiceprints import Voiceprints
from inglenook.enrolment import embedding_model
from vault import Vault, VaultError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recognition:
    """Looks a session's clinician up. Every method blocks."""

    vault: Vault
    worker: Worker

    def voiceprint(self, session: Session) -> Voiceprint | None:
        """None where nobody is enrolled, or with another model, which is logged."""
        voiceprints = Voiceprints(self.vault)
        enrolled = voiceprints.of_session(session)
        if enrolled is None:
            return None
        if enrolled.model != embedding_model(self.worker):
            log.warning(
                "a voice-print of another model is ignored; enrol the clinician anew",
                extra={"session_id": session.session_id, "made_by": enrolled.model},
            )
            return None
        try:
            return Voiceprint.from_bytes(voiceprints.voice(enrolled, session))
        except VaultError as error:  # deleted just now, or damaged: the words still tell
            log.warning(
                "a voice-print cannot be read and is left out",
                extra={"session_id": session.session_id, "error": type(error).__name__},
            )
            return None

    def with_roles(self, session: Session, transcript: Transcript, voices: Voices) -> Transcript:
        """A transcript of one microphone, with what the session and the voice-print tell of the
        roles; as it was where they tell nothing."""
        if session.source is Source.DICTATION and len(transcript.speakers) == 1:
            alone = replace(transcript.speakers[0], role=SpeakerRole.CLINICIAN, role_confidence=1.0)
            return replace(transcript, speakers=(alone,))
        voiceprint = self.voiceprint(session)
        if voiceprint is None:
            return transcript
        return with_known_voice(transcript, voices, voiceprint)
