"""A session: one meeting under one consent, with one data key."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vault.ids import ConsentId, SessionId


class Source(StrEnum):
    """Which way in the session took."""

    BRIDGE = "bridge"
    TABLET = "tablet"
    UPLOAD = "upload"
    DICTATION = "dictation"


class SessionState(StrEnum):
    """How far a session has come."""

    OPEN = "open"
    STREAMING = "streaming"
    FINISHING = "finishing"
    RECORDED = "recorded"
    """Finished under a consent that covers no draft."""

    DRAFTED = "drafted"
    FAILED = "failed"
    REVOKED = "revoked"
    """Destroyed because the consent was withdrawn."""

    PURGED = "purged"
    """Destroyed because its time was over."""


@dataclass(frozen=True, slots=True)
class Session:
    """Holds ids, times and states only; text rests in the session's blobs."""

    session_id: SessionId
    consent_id: ConsentId
    tenant: str
    clinician_ref: str | None
    opened_by: str
    """Subject of the principal that opened it."""
    source: Source
    modality: str | None
    language: str | None
    """What is spoken, as `gpu.languages` has it; None where nobody said."""
    template: str
    """The note's format: `soap`, `dap`, `birp`, `girp`, `pirp`, or one of the practice's own."""
    state: SessionState
    sample_rate: int | None
    """Received rate in Hz; None before `start`."""
    channels: int | None
    channel_roles: tuple[str, ...]
    """One role per channel where the client declared them, else empty."""
    opened_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
