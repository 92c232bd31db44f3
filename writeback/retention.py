"""What becomes of a session once its time is over.

Applied right after a signature or a rejection, and by the sweep, which does what a crash between
left undone. Each session is looked at again in the transaction that destroys it, so a sweep may be
killed, repeated, and run beside another.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, Select, func, or_, select

from ingest.consent import Scope
from ingest.consents import Consents
from ingest.purge import Cause, Order, Part, carry_out
from ingest.recording import AUDIO_LOG
from ingest.session import SessionState
from vault import SYSTEM, ConsentId, Lineage, SessionId, Vault, now
from vault.tables import consents, drafts, session_keys, sessions
from writeback.drafts.draft import DraftState

VOICES = "voices"
"""Blob with a session's voice embeddings."""

_log = logging.getLogger(__name__)

_AUDIO: Final = frozenset({Lineage.SOUND, Lineage.VOICES})
_AT_REST: Final = (
    SessionState.OPEN,
    SessionState.RECORDED,
    SessionState.DRAFTED,
    SessionState.FAILED,
)
"""Who streams or is being finished is left alone."""
_GONE: Final = (SessionState.REVOKED.value, SessionState.PURGED.value)
_DECIDED: Final = (DraftState.SIGNED, DraftState.REJECTED)


class Rule(StrEnum):
    """Why a session's time is over."""

    EXPIRED = "expired"
    """Its consent has expired, and nothing was signed: all of it goes."""
    UNSTARTED = "unstarted"
    """It was opened and nothing ever came: all of it goes."""
    FAILED = "failed"
    """No draft could be made of it: all of it goes, unless its audio may be kept."""
    UNSIGNED = "unsigned"
    """Nobody signed or rejected its draft: all of it goes."""
    SIGNED = "signed"
    """Its audio goes, unless it may be kept."""
    REJECTED = "rejected"
    """Likewise."""
    UNDRAFTED = "undrafted"
    """It was recorded under a consent that covers no draft. Likewise."""


_WHOLE: Final = frozenset({Rule.EXPIRED, Rule.UNSTARTED, Rule.FAILED, Rule.UNSIGNED})
_UNLESS_KEPT: Final = frozenset({Rule.FAILED, Rule.SIGNED, Rule.REJECTED, Rule.UNDRAFTED})
"""Rules that a consent to keep the audio goes before, as long as it is in force."""


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """Days from the moment the rule is about; None keeps for good."""

    expired: float | None = 30
    unstarted: float | None = 30
    failed: float | None = 30
    unsigned: float | None = None
    signed: float | None = 0
    rejected: float | None = 0
    undrafted: float | None = 30

    def days(self, rule: Rule) -> float | None:
        """Each rule's days stand under its name."""
        days: float | None = getattr(self, rule.value)
        return days


@dataclass(frozen=True, slots=True)
class Due:
    """A session of which something is to go."""

    session_id: SessionId
    consent_id: ConsentId
    tenant: str
    rule: Rule
    since: datetime
    """When its time was over."""
    lineages: frozenset[Lineage] | None
    """None: all of it."""


class Retention:
    """Destroys what sessions need no more."""

    def __init__(self, vault: Vault, policy: RetentionPolicy = RetentionPolicy()) -> None:
        self._vault = vault
        self._policy = policy

    def due(self, at: datetime | None = None) -> list[Due]:
        """What a sweep would destroy at that moment, the longest due first; nothing is touched."""
        found = self._found(self._vault.rows(_at_rest()), at or now())
        return sorted(found, key=lambda due: due.since)

    def apply(self, session_id: SessionId) -> bool:
        """Destroy what is due of one session; whether anything was."""
        seen = self._found(self._vault.rows(_at_rest(session_id)), now())
        return sum(self._destroy(due) for due in seen) > 0

    def sweep(self) -> int:
        """The same for all sessions; of how many something was destroyed."""
        if self._vault.history_waits:
            self._vault.forget_history()
        return sum(self._destroy(due) for due in self.due())

    def _destroy(self, seen: Due) -> bool:
        """Where it is still due: somebody may have signed meanwhile."""
        with self._vault.begin(replace(SYSTEM, tenant=seen.tenant)) as tx:
            rows = tx.execute(_at_rest(seen.session_id)).all()
            still = self._found(rows, now())
            for due in still:
                order = Order(due.consent_id, Cause.RETENTION, rule=due.rule.value)
                carry_out(self._vault, tx, order, [Part(due.session_id, due.lineages)])
        for due in still:
            _log.info("retention", extra={"session_id": due.session_id, "rule": due.rule.value})
        return bool(still)

    def _found(self, rows: Iterable[Row[Any]], at: datetime) -> list[Due]:
        return [due for row in rows if (due := self._of(row, at)) is not None]

    def _of(self, row: Row[Any], at: datetime) -> Due | None:
        """By the first rule that applies; those that take all of it come first."""
        for rule, since in _rules(row):
            days = self._policy.days(rule)
            if days is None or since + timedelta(days=days) > at:
                continue
            lineages = None if rule in _WHOLE else _AUDIO
            if lineages is not None and not self._holds_audio(row):
                continue
            if rule in _UNLESS_KEPT and self._kept(ConsentId(row.consent_id), at):
                continue
            return Due(
                SessionId(row.session_id),
                ConsentId(row.consent_id),
                row.tenant,
                rule,
                since + timedelta(days=days),
                lineages,
            )
        return None

    def _kept(self, consent_id: ConsentId, at: datetime) -> bool:
        return Consents(self._vault).get(consent_id).in_force(Scope.RETAIN_AUDIO, at)

    def _holds_audio(self, row: Row[Any]) -> bool:
        """Sessions of earlier versions have no key that tells."""
        if row.sound_key is not None:
            return row.sound_gone is None
        session_id = SessionId(row.session_id)
        names = (*self._vault.log_names(session_id), *self._vault.blobs.names(session_id))
        return AUDIO_LOG in names or VOICES in names


def _rules(row: Row[Any]) -> Iterator[tuple[Rule, datetime]]:
    """Those that are about a session like this, and the moment that each counts from."""
    ended = row.ended_at or row.started_at or row.opened_at
    if row.expires_at is not None and row.draft_state != DraftState.SIGNED:
        yield Rule.EXPIRED, row.expires_at
    match SessionState(row.state), row.draft_state:
        case SessionState.OPEN, None:
            yield Rule.UNSTARTED, row.opened_at
        case SessionState.FAILED, None:
            yield Rule.FAILED, ended
        case _, DraftState.PENDING:
            yield Rule.UNSIGNED, row.created_at
        case _, DraftState.SIGNED:
            yield Rule.SIGNED, row.signed_at
        case _, DraftState.REJECTED:
            yield Rule.REJECTED, row.updated_at
        case SessionState.RECORDED, _:
            yield Rule.UNDRAFTED, ended


def _at_rest(session_id: SessionId | None = None) -> Select[Any]:
    """Sessions of which something may be left to destroy; one of them where it is named."""
    query = (
        select(
            sessions.c.session_id,
            sessions.c.consent_id,
            sessions.c.tenant,
            sessions.c.state,
            sessions.c.opened_at,
            sessions.c.started_at,
            sessions.c.ended_at,
            consents.c.expires_at,
            drafts.c.state.label("draft_state"),
            drafts.c.created_at,
            drafts.c.updated_at,
            drafts.c.signed_at,
            session_keys.c.session_id.label("sound_key"),
            session_keys.c.destroyed_at.label("sound_gone"),
        )
        .join(consents, consents.c.consent_id == sessions.c.consent_id)
        .outerjoin(drafts, drafts.c.session_id == sessions.c.session_id)
        .outerjoin(
            session_keys,
            session_keys.c.session_id == sessions.c.session_id + f".{Lineage.SOUND.value}",
        )
        .where(
            sessions.c.state.not_in(_GONE),
            or_(
                sessions.c.state.in_([state.value for state in _AT_REST]),
                drafts.c.state.in_([state.value for state in _DECIDED]),
            ),
            or_(
                session_keys.c.destroyed_at.is_(None),
                func.coalesce(drafts.c.state, "") != DraftState.SIGNED.value,
            ),
        )
    )
    return query if session_id is None else query.where(sessions.c.session_id == session_id)
