"""Which of a session's voices is the clinician's, where theirs is enrolled."""

import asyncio
import logging
from dataclasses import dataclass, replace

from diarize import SpeakerRole, Transcript, Voices
from diarize.voiceprint import Voiceprint, is_declared, speakers_voices, with_known_voice
from gpu import Worker
from ingest import Session, Source
from ingest.recording import Recording
from ingest.voiceprints import Voiceprints
from inglenook.speakers.channel_voices import channel_voices
from inglenook.speakers.enrolment import embedding_model
from vault import Vault, VaultError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recognition:
    """Looks a session's clinician up; what is not awaited blocks."""

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

    async def with_channel_roles(
        self, session: Session, transcript: Transcript, recording: Recording
    ) -> Transcript:
        """A transcript of two channels, with what the voice-print tells where a role was not
        declared. Raises `GpuError`."""
        if all(is_declared(speaker) for speaker in transcript.speakers):
            return transcript
        voiceprint = await asyncio.to_thread(self.voiceprint, session)
        if voiceprint is None:
            return transcript
        voices = await channel_voices(transcript, recording, self.worker)
        return with_known_voice(transcript, voices, voiceprint)

    def with_roles(self, session: Session, transcript: Transcript, voices: Voices) -> Transcript:
        """A transcript of one microphone, with what the session and the voice-print tell of the
        roles; as it was where they tell nothing."""
        if session.source is Source.DICTATION and len(transcript.speakers) == 1:
            alone = replace(transcript.speakers[0], role=SpeakerRole.CLINICIAN, role_confidence=1.0)
            return replace(transcript, speakers=(alone,))
        voiceprint = self.voiceprint(session)
        if voiceprint is None:
            return transcript
        heard = speakers_voices(transcript.turns, voices)
        return with_known_voice(transcript, heard, voiceprint)
