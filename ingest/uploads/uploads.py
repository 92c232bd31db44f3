"""Uploads as they rest in the vault, and who may touch them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, delete, func, insert, select, update

from ingest import access
from ingest.consent import Scope
from ingest.consents import Consents
from ingest.errors import (
    ConsentRevoked,
    NoSuchSession,
    NoSuchUpload,
    TooManyUploads,
    UploadGone,
)
from ingest.session import Session, SessionState
from ingest.sessions import Sessions
from ingest.uploads.held import HeldFile
from ingest.uploads.upload import Upload, UploadId, UploadState
from vault import SYSTEM, NotHeld, Principal, SessionId, Vault
from vault.tables import uploads

_UNFINISHED: Final = (UploadState.OPEN, UploadState.ONE_SHOT, UploadState.WHOLE)
_REMEMBERED: Final = timedelta(days=7)
"""So long after its time an upload is told from one that never was."""


@dataclass(frozen=True, slots=True)
class Uploads:
    """Begins uploads and keeps how far each has come. Every method blocks."""

    vault: Vault
    ttl_s: int
    """An upload to which nothing is added for so long is given up."""
    most: int
    """Unfinished uploads that one session may have."""

    def begin(
        self,
        actor: Principal,
        session: Session,
        *,
        length: int | None,
        channel_roles: tuple[str, ...] = (),
        described: str = "",
        state: UploadState = UploadState.OPEN,
    ) -> Upload:
        """`described`: what the client says of the file, word for word; it rests encrypted.

        Raises `TooManyUploads`, `KeyDestroyed`.
        """
        now = datetime.now(UTC)
        upload = Upload(
            upload_id=UploadId(f"upl-{uuid4().hex}"),
            session_id=session.session_id,
            created_by=actor.subject,
            length=length,
            channel_roles=channel_roles,
            state=state,
            created_at=now,
            expires_at=now + timedelta(seconds=self.ttl_s),
        )
        with self.vault.begin(actor) as tx:
            count = select(func.count()).select_from(uploads)
            unfinished = uploads.c.state.in_([state.value for state in _UNFINISHED])
            mine = count.where(unfinished).filter_by(session_id=session.session_id)
            if tx.execute(mine).scalar_one() >= self.most:
                raise TooManyUploads(
                    f"{self.most} uploads to this session are unfinished. Finish or terminate one."
                )
            tx.execute(insert(uploads).values(**_to_row(upload)))
            if described:
                self.vault.blobs.put(session.session_id, upload.upload_id, described.encode())
            tx.audit("upload.begin", object_id=upload.upload_id, session_id=session.session_id)
        return upload

    def get(self, upload_id: UploadId) -> Upload:
        """Raises `NoSuchUpload`."""
        found = self.vault.rows(select(uploads).filter_by(upload_id=upload_id))
        if not found:
            raise NoSuchUpload
        return _from_row(found[0])

    def touch(
        self, actor: Principal, upload_id: UploadId, action: str, *, ending: bool = False
    ) -> Upload:
        """The upload, if `actor` may feed its session now; audited as `action`. To end one needs
        no consent.

        Raises `Forbidden`, `NoSuchUpload`, `ConsentRevoked`, `NoConsent`, `UploadGone`.
        """
        upload, session = self._found(actor, upload_id)
        if session.state is SessionState.REVOKED:
            raise ConsentRevoked
        if upload.state is UploadState.GONE or upload.out_of_time:
            raise UploadGone
        if not ending:
            Consents(self.vault).require(session.consent_id, Scope.RECORD)
        with self.vault.begin(actor) as tx:
            tx.audit(action, object_id=upload_id, session_id=upload.session_id)
        return upload

    def _found(self, actor: Principal, upload_id: UploadId) -> tuple[Upload, Session]:
        """Whose session it is not, to them there is no such upload."""
        found = self.vault.rows(select(uploads).filter_by(upload_id=upload_id))
        upload = _from_row(found[0]) if found else None
        try:
            session = Sessions(self.vault).admit(
                actor,
                None if upload is None else upload.session_id,
                access.may_write_audio,
                refusal="upload.refused",
            )
        except NoSuchSession:
            raise NoSuchUpload from None
        if upload is None:
            raise NoSuchUpload
        return upload, session

    def described(self, upload: Upload) -> str:
        """What the client said of the file; empty where nothing."""
        try:
            return self.vault.blobs.get(upload.session_id, upload.upload_id).decode()
        except NotHeld:
            return ""

    def held(self, upload: Upload) -> int:
        """Bytes that are here; all of them once it is done."""
        if upload.state is UploadState.DONE:
            return upload.length or 0
        return HeldFile(self.vault, upload).size

    def tell_length(self, upload: Upload, length: int) -> Upload:
        """The client says now how long the file is."""
        return self._update(upload, length=length)

    def tell_roles(self, upload: Upload, channel_roles: tuple[str, ...]) -> Upload:
        """Who speaks on which channel, where that is known only now."""
        return self._update(upload, channel_roles=list(channel_roles))

    def prolong(self, upload: Upload) -> Upload:
        """Something came; its time begins anew."""
        return self._update(upload, expires_at=datetime.now(UTC) + timedelta(seconds=self.ttl_s))

    def move(self, actor: Principal, upload: Upload, state: UploadState, reason: str = "") -> None:
        """Note how far it has come. Of what is done or gone the bytes are removed."""
        with self.vault.begin(actor) as tx:
            tx.execute(
                update(uploads).filter_by(upload_id=upload.upload_id).values(state=state.value)
            )
            tx.audit(
                f"upload.{state.value}",
                object_id=upload.upload_id,
                session_id=upload.session_id,
                reason=reason,
            )
        if state in (UploadState.DONE, UploadState.GONE):
            self._forget(upload)

    def unfinished(self) -> list[Upload]:
        """Of all tenants, oldest first."""
        wanted = uploads.c.state.in_([state.value for state in _UNFINISHED])
        found = select(uploads).where(wanted).order_by(uploads.c.created_at)
        return [_from_row(row) for row in self.vault.rows(found)]

    def forget_old(self) -> None:
        """Drop the rows of uploads whose time is long over."""
        over = uploads.c.expires_at <= datetime.now(UTC) - _REMEMBERED
        settled = uploads.c.state.in_([UploadState.DONE.value, UploadState.GONE.value])
        if self.vault.rows(select(uploads.c.upload_id).where(over & settled).limit(1)):
            with self.vault.begin(SYSTEM) as tx:
                tx.execute(delete(uploads).where(over & settled))

    def _update(self, upload: Upload, **values: object) -> Upload:
        with self.vault.begin(SYSTEM) as tx:
            tx.execute(update(uploads).filter_by(upload_id=upload.upload_id).values(**values))
        return self.get(upload.upload_id)

    def _forget(self, upload: Upload) -> None:
        self.vault.delete_log(upload.session_id, upload.upload_id)
        self.vault.blobs.delete(upload.session_id, upload.upload_id)


def _to_row(upload: Upload) -> dict[str, object]:
    return {
        "upload_id": upload.upload_id,
        "session_id": upload.session_id,
        "created_by": upload.created_by,
        "length": upload.length,
        "channel_roles": list(upload.channel_roles),
        "state": upload.state.value,
        "created_at": upload.created_at,
        "expires_at": upload.expires_at,
    }


def _from_row(found: Row[Any]) -> Upload:
    row = found._mapping
    return Upload(
        upload_id=UploadId(row["upload_id"]),
        session_id=SessionId(row["session_id"]),
        created_by=row["created_by"],
        length=row["length"],
        channel_roles=tuple(row["channel_roles"]),
        state=UploadState(row["state"]),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
    )
