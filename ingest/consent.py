"""What the people in the room agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from ingest.jurisdiction import PartyRule, party_rule
from vault.ids import ConsentId

CLINICIANS: Final = frozenset({"clinician", "therapist", "counselor", "provider", "supervisor"})
"""Roles of those who run the recording, and so agree to it by running it."""


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
    scopes: frozenset[Scope] | None = None
    """What this person agreed to; None: to all that the consent covers."""
    wording_version: str | None = None
    """Of what was read to them; None: the consent's."""

    def agrees(self, scope: Scope) -> bool:
        return self.scopes is None or scope in self.scopes

    @property
    def runs_the_recording(self) -> bool:
        return self.role.strip().lower() in CLINICIANS


@dataclass(frozen=True, slots=True)
class Consent:
    """In force from the moment it is recorded until it expires or is revoked.

    Whoever is named and did not agree to a purpose rules it out, wherever they are. What the
    jurisdiction decides is whether the clinician's own agreement is enough where nobody else is
    named: only under a one-party rule.
    """

    consent_id: ConsentId
    tenant: str
    client_ref: str
    parties: tuple[Party, ...]
    scopes: frozenset[Scope]
    jurisdiction: str | None
    part2: bool
    """Covers records under 42 CFR Part 2."""
    expires_at: datetime | None
    recorded_at: datetime
    revoked_at: datetime | None
    wording_version: str | None = None
    """Of the words that were read or shown."""
    recorded_by: str | None = None
    """Subject of the principal; None for consents of earlier versions."""
    withdrawn: Mapping[Scope, datetime] = field(default_factory=dict)
    """Purposes that were taken back, while the others stay."""

    @property
    def rule(self) -> PartyRule:
        return party_rule(self.jurisdiction)

    def in_force(self, scope: Scope, now: datetime) -> bool:
        """Whether `scope` is covered at `now` (timezone-aware)."""
        return self.refusal(scope, now) is None

    def in_force_now(self, now: datetime) -> frozenset[Scope]:
        """All purposes that are covered at `now`."""
        return frozenset(scope for scope in Scope if self.in_force(scope, now))

    def refusal(self, scope: Scope, now: datetime) -> str | None:
        """Why `scope` is not covered at `now`; None where it is."""
        reasons = (
            (self.revoked_at is not None, "the consent was revoked"),
            (scope in self.withdrawn, f"the agreement to {scope.value} was withdrawn"),
            (scope not in self.scopes, f"the consent does not cover {scope.value}"),
            (self.expired(now), "the consent has expired"),
            (self._declined(scope), f"one of the parties did not agree to {scope.value}"),
            (self._lacks_client, "here every party must have agreed, and no client is named"),
        )
        return next((why for holds, why in reasons if holds), None)

    def expired(self, now: datetime) -> bool:
        return self.expires_at is not None and now >= self.expires_at

    def _declined(self, scope: Scope) -> bool:
        return not all(party.agrees(scope) for party in self.parties)

    @property
    def _lacks_client(self) -> bool:
        alone = all(party.runs_the_recording for party in self.parties)
        return alone and self.rule is PartyRule.ALL_PARTY
