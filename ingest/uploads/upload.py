"""One file on its way in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NewType

from vault import SessionId

UploadId = NewType("UploadId", str)
"""Also names its bytes and its metadata among what rests of the session."""


class UploadState(StrEnum):
    """How far it has come."""

    OPEN = "open"
    """More may come, in this request or another."""

    ONE_SHOT = "one_shot"
    """Comes in one request, and is of no use where that broke off."""

    WHOLE = "whole"
    """All of it is here and durable; it is being decoded, or will be after a crash."""

    DONE = "done"
    """It is the session's recording."""

    GONE = "gone"
    """Given up by the client, out of time, or refused."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Ids, times and numbers only; what the client said of the file rests encrypted."""

    upload_id: UploadId
    session_id: SessionId
    created_by: str
    """Subject of the principal that began it."""
    length: int | None
    """Bytes of the whole file; None where the client did not say yet."""
    channel_roles: tuple[str, ...]
    state: UploadState
    created_at: datetime
    expires_at: datetime

    @property
    def out_of_time(self) -> bool:
        return self.state is not UploadState.WHOLE and self.expires_at <= datetime.now(UTC)

    @property
    def lost(self) -> bool:
        """Nobody feeds it now; whether nobody can any more."""
        return self.state is UploadState.ONE_SHOT or self.out_of_time
