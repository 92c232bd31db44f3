"""What the people in the room agreed to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from vault.ids import ConsentId


class Scope(StrEnum):
    """A purpose that needs agreement of its own."""

    RECORD = "record"
    TRANSCRIBE = "transcribe"
    DRAFT = "draft"
    RETAIN_AUDIO = "retain_audio"


@dataclass(frozen=True, slots=True)
class Party:
    """One person's agreement."""

    role: str
    method: str
    """`verbal`, `written` or `electronic`."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """In force from the moment it is recorded until it expires or is revoked."""

    consent_id: ConsentId
    tenant: str
    client_ref: str
    parties: tuple[Party, ...]
    scopes: frozenset[Scope]
    jurisdiction: str | None
    part2: bool
    expires_at: datetime | None
    recorded_at: datetime
    revoked_at: datetime | None

    def in_force(self, scope: Scope, now: datetime) -> bool:
        """Whether `scope` is covered at `now` (timezone-aware)."""
        expired = self.expires_at is not None and now >= self.expires_at
        return scope in self.scopes and self.revoked_at is None and not expired
