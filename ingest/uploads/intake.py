"""A file that is all here becomes the session's recording, or nothing of it is kept."""

import asyncio
import hashlib
import json
import logging
from dataclasses import dataclass, replace
from typing import Final

from anyio import CapacityLimiter, to_thread

from ingest.audio import AudioChunk, AudioFormat, Encoding
from ingest.door import Door
from ingest.errors import (
    ConsentRevoked,
    HoldsAudio,
    Malformed,
    StreamsElsewhere,
    TooLarge,
    Undecodable,
)
from ingest.files import Examined, examine, open_audio
from ingest.recording import Recording
from ingest.session import Session, SessionState
from ingest.uploads.held import HeldFile
from ingest.uploads.upload import Upload, UploadState
from ingest.uploads.uploads import Uploads
from vault import SYSTEM, KeyDestroyed, NotHeld, Principal, SessionId

_log = logging.getLogger(__name__)

UPLOAD_BLOB: Final = "upload"
"""SHA-256 of the file a recording is being made of. Where a crash cut that short, only the same
file may complete it."""

NOTICES_BLOB: Final = "notices"
"""What there is to say of the file: that it ends early, or is damaged in places. JSON."""

_TAKES_FILE: Final = (SessionState.OPEN, SessionState.STREAMING)
_READ_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Taken:
    """The file is the session's recording."""

    duration_s: float
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """Decodes, a few files at once, in threads of their own."""

    door: Door
    decoding: CapacityLimiter
    interval_s: float = 30.0
    """Pause between two looks for uploads that a crash or a full disk held up."""

    @classmethod
    def of(cls, door: Door) -> "Intake":
        return cls(door, CapacityLimiter(door.limits.uploads_decoded))

    @property
    def uploads(self) -> Uploads:
        limits = self.door.limits
        return Uploads(self.door.vault, limits.upload_ttl_s, limits.uploads_open)

    async def take(self, actor: Principal, upload: Upload) -> Taken:
        """Make the recording of what is held, and begin the work that follows. The caller holds
        the claim on the session.

        Refused files are forgotten: `Undecodable`, `TooLarge`, `Malformed`, `HoldsAudio`. Where
        anything else fails the file is kept, and taken up again later.
        """
        await asyncio.to_thread(self.uploads.move, actor, upload, UploadState.WHOLE)
        return await self._take(actor, upload)

    async def _take(self, actor: Principal, upload: Upload) -> Taken:
        taken = await to_thread.run_sync(self._store, actor, upload, limiter=self.decoding)
        await self._finish(upload.session_id)
        return taken

    async def _finish(self, session_id: SessionId) -> None:
        """The recording is safe whatever happens here: FINISHING sessions are taken up again."""
        try:
            await self.door.live.finish(session_id)
        except Exception as error:
            _log.error(
                "a session was recorded but its work could not begin",
                extra={"session_id": session_id, "error": type(error).__name__},
            )

    def refuse_second(self, session: Session, sha256: str | None = None) -> None:
        """Raise `HoldsAudio` where a recording is there, or one of another file was begun."""
        if session.state not in _TAKES_FILE:
            raise HoldsAudio("The session already holds a recording.")
        if session.sample_rate is None or not self.door.recordings.of(session).end:
            return
        begun = self._begun(session)
        if begun is None:
            raise HoldsAudio("The session already holds a recording.")
        if sha256 not in (None, begun):
            raise HoldsAudio("The upload of another file was begun; send that file again.")

    def _begun(self, session: Session) -> str | None:
        try:
            return self.door.vault.blobs.get(session.session_id, UPLOAD_BLOB).decode()
        except NotHeld:
            return None

    def _store(self, actor: Principal, upload: Upload) -> Taken:
        session = self.door.sessions.get(upload.session_id)
        if session.state is SessionState.REVOKED:
            raise ConsentRevoked
        try:
            with HeldFile(self.door.vault, upload) as file:
                taken = self._record(actor, session, upload, file)
        except (Undecodable, TooLarge, Malformed, HoldsAudio) as refused:
            self.uploads.move(actor, upload, UploadState.GONE, type(refused).__name__)
            raise
        except KeyDestroyed:
            raise ConsentRevoked from None
        self.uploads.move(actor, upload, UploadState.DONE)
        return taken

    def _record(self, actor: Principal, session: Session, upload: Upload, file: HeldFile) -> Taken:
        sha256 = _sha256(file)
        if session.state not in _TAKES_FILE and self._begun(session) == sha256:
            return self._already(session)  # a crash came between the recording and its note
        self.refuse_second(session, sha256)
        max_s = self.door.limits.max_session_s
        found = examine(file, max_s=max_s)
        roles = upload.channel_roles
        if roles and len(roles) != found.channels:
            raise Malformed("channel_roles must name one role for each channel.")
        blobs = self.door.vault.blobs
        blobs.put(session.session_id, UPLOAD_BLOB, sha256.encode())
        if found.notices:
            blobs.put(session.session_id, NOTICES_BLOB, json.dumps(found.notices).encode())
        recording = self._start(actor, session, found, roles)
        file.seek(0)
        try:
            with open_audio(file) as audio:
                for chunk in audio.chunks(max_s=max_s):
                    self._add(recording, chunk)
            recording.seal()
        finally:
            recording.rest()
        self.door.sessions.move(session.session_id, SessionState.FINISHING, actor=actor)
        return Taken(recording.end / recording.sample_rate, found.notices)

    def _already(self, session: Session) -> Taken:
        recording = self.door.recordings.of(session)
        return Taken(recording.end / recording.sample_rate, notices_of(self.door, session))

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

    async def run(self) -> None:
        """Again and again, beginning now: take up what was held up, give up what is out of time."""
        while True:
            try:
                await self.take_up()
                await asyncio.to_thread(self.uploads.forget_old)
            except Exception as error:
                _log.error("uploads could not be looked at", extra={"error": type(error).__name__})
            await asyncio.sleep(self.interval_s)

    async def take_up(self) -> None:
        """Uploads that are all here are made recordings, whoever was cut off meanwhile; those that
        are out of time, or came in a request that is no more, are given up."""
        for upload in await asyncio.to_thread(self.uploads.unfinished):
            if self.door.streams.holding(upload.session_id) is not None:
                continue
            try:
                async with self.door.streams.claim(upload.session_id, SYSTEM):
                    await self._take_up(upload)
            except StreamsElsewhere:
                continue
            except Exception as error:  # one file's fault holds up no other
                _log.warning(
                    "an upload could not be taken up",
                    extra={"session_id": upload.session_id, "error": type(error).__name__},
                )

    async def _take_up(self, upload: Upload) -> None:
        upload = await asyncio.to_thread(self.uploads.get, upload.upload_id)
        session = await asyncio.to_thread(self.door.sessions.get, upload.session_id)
        house = replace(SYSTEM, tenant=session.tenant)
        if session.state is SessionState.REVOKED or upload.lost:
            await asyncio.to_thread(self.uploads.move, house, upload, UploadState.GONE, "lost")
        elif upload.state is UploadState.WHOLE:
            await self._take(house, upload)
        elif await asyncio.to_thread(self.uploads.held, upload) == upload.length:
            await self.take(house, upload)


def notices_of(door: Door, session: Session) -> tuple[str, ...]:
    """What there is to say of the file that was uploaded. Raises `KeyDestroyed`."""
    if not door.vault.blobs.has(session.session_id, NOTICES_BLOB):
        return ()
    return tuple(json.loads(door.vault.blobs.get(session.session_id, NOTICES_BLOB)))


def _sha256(file: HeldFile) -> str:
    digest = hashlib.sha256()
    while data := file.read(_READ_BYTES):
        digest.update(data)
    file.seek(0)
    return digest.hexdigest()
