"""What goes with an agreement that is taken back."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, select

from ingest.consent import Consent, Scope
from ingest.purge import Part, PurgeRecord
from vault import ConsentId, Lineage, SessionId, now
from vault.tables import drafts, sessions


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What became of a consent."""

    consent: Consent
    """As it is now."""
    ended: tuple[SessionId, ...]
    """Sessions of which nothing is left."""
    purge: PurgeRecord | None
    """None where there was nothing to take back any more."""


@dataclass(frozen=True, slots=True)
class Under:
    """A session under a consent, as far as a withdrawal has to know it."""

    session_id: SessionId
    recorded: bool
    draft_state: str | None

    @classmethod
    def of(cls, row: Row[Any]) -> "Under":
        return cls(SessionId(row.session_id), row.sample_rate is not None, row.draft_state)

    def part(self, scopes: Collection[Scope] | None) -> Part | None:
        """What goes with these purposes (None: all of it); None where nothing does.

        What was signed is no draft any more but the clinician's note: it stays when `draft` alone
        is taken back, and goes with the words that it was made of.
        """
        if scopes is None:
            return Part(self.session_id)
        lineages: set[Lineage] = set()
        if Scope.TRANSCRIBE in scopes and self.recorded:
            lineages |= {Lineage.VOICES, Lineage.WORDS, Lineage.NOTE}
        if Scope.DRAFT in scopes and self.draft_state != "signed":
            lineages |= {Lineage.NOTE}
        if Scope.RETAIN_AUDIO in scopes and self.draft_state in ("signed", "rejected"):
            lineages |= {Lineage.SOUND, Lineage.VOICES}
        return Part(self.session_id, frozenset(lineages)) if lineages else None


def sessions_under(consent_id: ConsentId) -> Select[Any]:
    return (
        select(
            sessions.c.session_id,
            sessions.c.sample_rate,
            sessions.c.clinician_ref,
            sessions.c.opened_by,
            drafts.c.state.label("draft_state"),
        )
        .outerjoin(drafts, drafts.c.session_id == sessions.c.session_id)
        .where(sessions.c.consent_id == consent_id)
        .order_by(sessions.c.opened_at)
    )


def without(consent: Consent, asked: Collection[Scope], *, whole: bool) -> Consent:
    """The consent as it is once these purposes, or all of it, are taken back."""
    at = now()
    if whole:
        return replace(consent, revoked_at=at)
    return replace(consent, withdrawn={**consent.withdrawn, **dict.fromkeys(asked, at)})
