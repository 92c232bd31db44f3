"""A whole recording at once: the file becomes the session's recording, or nothing is kept."""

import logging
from dataclasses import dataclass
from typing import Final

from ingest.audio import AudioChunk, AudioFormat, Encoding
from ingest.door import Door
from ingest.errors import HoldsAudio, Malformed
from ingest.ffmpeg import FileObject
from ingest.files import Examined, examine, open_audio
from ingest.recording import Recording
from ingest.session import Session, SessionState
from vault import NotHeld, Principal

_log = logging.getLogger(__name__)

UPLOAD_BLOB: Final = "upload"
"""SHA-256 of the file a recording is being made of. Where a crash cut the upload short, only the
same file may complete it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Turns files into recordings. Every method blocks."""

    door: Door

    def refuse_second(self, session: Session, sha256: str | None = None) -> None:
        """Raise `HoldsAudio` where a recording is there, or one of another file was begun."""
        if session.state not in (SessionState.OPEN, SessionState.STREAMING):
            raise HoldsAudio("The session already holds a recording.")
        if session.sample_rate is None or not self.door.recordings.of(session).end:
            return
        try:
            begun = self.door.vault.blobs.get(session.session_id, UPLOAD_BLOB).decode()
        except NotHeld:
            raise HoldsAudio("The session already holds a recording.") from None
        if sha256 not in (None, begun):
            raise HoldsAudio("The upload of another file was begun; send that file again.")

    def store(
        self,
        actor: Principal,
        session: Session,
        file: FileObject,
        *,
        sha256: str,
        channel_roles: tuple[str, ...] = (),
    ) -> Recording:
        """Decode once to check and once to keep; then seal.

        Raises `Undecodable`, `TooLarge`, `Malformed`, `HoldsAudio`, `NoConsent`, `KeyDestroyed`.
        """
        self.refuse_second(session, sha256)
        max_s = self.door.limits.max_session_s
        found = examine(file, max_s=max_s)
        if channel_roles and len(channel_roles) != found.channels:
            raise Malformed("channel_roles must name one role for each channel.")
        self.door.vault.blobs.put(session.session_id, UPLOAD_BLOB, sha256.encode())
        recording = self._start(actor, session, found, channel_roles)
        file.seek(0)
        try:
            with open_audio(file) as audio:
                for chunk in audio.chunks(max_s=max_s):
                    self._add(recording, chunk)
            recording.seal()
        finally:
            recording.rest()
        self.door.sessions.move(session.session_id, SessionState.FINISHING, actor=actor)
        return recording

    def _start(
        self, actor: Principal, session: Session, found: Examined, roles: tuple[str, ...]
    ) -> Recording:
        declared = AudioFormat(Encoding.PCM_S16LE, found.sample_rate, found.channels)
        started = self.door.sessions.start(actor, session.session_id, declared, roles)
        return self.door.recordings.of(started)

    def _add(self, recording: Recording, chunk: AudioChunk) -> None:
        fresh = chunk.samples[max(0, recording.end - chunk.start) :]
        if not len(fresh):
            return
        recording.append(AudioChunk(recording.end, fresh, chunk.sample_rate))
        if recording.unsynced_bytes > self.door.limits.unsynced_bytes:
            recording.sync()
