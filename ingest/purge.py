"""Destroying what rests of sessions, and the report that proves it.

The report says what was destroyed, when and by whose word: ids, names of files, sizes and marks of
keys, never a word of what they held. Its digest stands in the audit chain, committed together with
the keys' end, so neither can be had without the other.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Row, insert, select, update

from ingest.consent import CLINICIANS, Scope
from ingest.session import SessionState
from vault import ConsentId, Lineage, PurgeReport, SessionId, Transaction, Vault, now
from vault.tables import drafts, outbox, purges, sessions

REPORTED: Final = "purge.report"
"""The audit entry with a report's digest as its reason."""
DROPPED: Final = "withdrawn before it was handed over"
"""What stands with an outbox entry that will not be handed over any more."""
_ROLES: Final = CLINICIANS | {"client", "patient", "parent", "guardian", "partner", "interpreter"}


class Cause(StrEnum):
    """Why something was destroyed."""

    WITHDRAWN = "withdrawn"
    RETENTION = "retention"


@dataclass(frozen=True, slots=True)
class Order:
    """By whose word something is destroyed, and what is said about it."""

    consent_id: ConsentId
    cause: Cause
    scopes: frozenset[Scope] = frozenset()
    """The purposes that were taken back."""
    party: str | None = None
    """The role of the person who took them back."""
    rule: str | None = None
    """The rule of retention that asks for it."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is to go of one session; None is all of it."""

    session_id: SessionId
    lineages: frozenset[Lineage] | None = None


@dataclass(frozen=True, slots=True)
class PurgeRecord:
    """A report as it rests."""

    purge_id: str
    consent_id: ConsentId
    at: datetime
    report: str
    """JSON, as it was digested."""
    digest: str
    """SHA-256 (hex) of `report`."""

    @property
    def holds(self) -> bool:
        """Whether the report is the one that was digested."""
        return self.digest == digest_of(self.report)

    @property
    def document(self) -> dict[str, Any]:
        """`consent_id`, `at`, `cause`, `rule`, `by`, `party`, `scopes`, `sessions`,
        `in_the_record`."""
        read: dict[str, Any] = json.loads(self.report)
        return read

    def to_json(self) -> dict[str, object]:
        return {**self.document, "digest": self.digest}


def digest_of(report: str) -> str:
    return hashlib.sha256(report.encode()).hexdigest()


def carry_out(
    vault: Vault, tx: Transaction, order: Order, parts: Sequence[Part], purge_id: str | None = None
) -> PurgeRecord:
    """Destroy `parts` with this transaction, and record it. The actor is the transaction's."""
    purge_id = purge_id or new_purge_id()
    at = now()
    report = json.dumps(
        {
            "purge_id": purge_id,
            "consent_id": order.consent_id,
            "at": at.isoformat(),
            "cause": order.cause.value,
            "rule": order.rule,
            "by": {"role": tx.actor.role.value, "subject": tx.actor.subject},
            "party": _plain(order.party),
            "scopes": sorted(scope.value for scope in order.scopes),
            "sessions": [_carried_out(vault, tx, order, part) for part in parts],
            "in_the_record": list(_in_the_record(tx, parts)),
        },
        sort_keys=True,
    )
    record = PurgeRecord(purge_id, order.consent_id, at, report, digest_of(report))
    tx.execute(
        insert(purges).values(
            purge_id=purge_id,
            consent_id=order.consent_id,
            tenant=tx.actor.tenant,
            at=at,
            report=report,
            digest=record.digest,
        )
    )
    tx.audit(REPORTED, object_id=purge_id, reason=record.digest)
    return record


def new_purge_id() -> str:
    return f"pur-{uuid4().hex}"


def purges_of(vault: Vault, consent_id: ConsentId | None = None) -> list[PurgeRecord]:
    """Of a consent, or all; oldest first."""
    query = select(purges).order_by(purges.c.at, purges.c.purge_id)
    if consent_id is not None:
        query = query.where(purges.c.consent_id == consent_id)
    return [_from_row(row) for row in vault.rows(query)]


def _carried_out(vault: Vault, tx: Transaction, order: Order, part: Part) -> dict[str, object]:
    draft = _end_draft(tx, part)
    _move_session(tx, order, part)
    return {
        "session_id": part.session_id,
        "draft": draft,
        **_told(vault.purge(tx, part.session_id, part.lineages), part.lineages),
    }


def _told(done: PurgeReport, lineages: Collection[Lineage] | None) -> dict[str, object]:
    return {
        "lineages": [str(one) for one in Lineage if lineages is None or one in lineages],
        "whole": lineages is None,
        "keys": [{"id": key.key_id, "mark": key.mark} for key in done.keys],
        "blobs": list(done.blobs),
        "logs": list(done.logs),
        "bytes": done.size_bytes,
    }


def _end_draft(tx: Transaction, part: Part) -> dict[str, object] | None:
    """Where its note goes: the draft is revoked, and what waits to be handed over is dropped."""
    if part.lineages is not None and Lineage.NOTE not in part.lineages:
        return None
    row = tx.execute(select(drafts).filter_by(session_id=part.session_id)).first()
    if row is None:
        return None
    tx.execute(update(drafts).filter_by(draft_id=row.draft_id).values(state="revoked"))
    dropped = tx.execute(
        update(outbox)
        .filter_by(draft_id=row.draft_id, state="waiting")
        .values(
            state="dead", next_attempt_at=None, last_error="withdrawn before it was handed over"
        )
    )
    return {
        "draft_id": row.draft_id,
        "state": row.state,
        "version": row.version,
        "outbox_dropped": dropped.rowcount,
    }


def _move_session(tx: Transaction, order: Order, part: Part) -> None:
    state: SessionState | None = None
    if part.lineages is None:
        withdrawn = order.cause is Cause.WITHDRAWN
        state = SessionState.REVOKED if withdrawn else SessionState.PURGED
    elif Lineage.NOTE in part.lineages:
        state = SessionState.RECORDED
    if state is None:
        return
    moved = update(sessions).filter_by(session_id=part.session_id)
    if state is SessionState.RECORDED:
        moved = moved.where(sessions.c.state == SessionState.DRAFTED.value)
    tx.execute(moved.values(state=state.value))


def _in_the_record(tx: Transaction, parts: Iterable[Part]) -> Iterable[dict[str, object]]:
    """Signed notes that were handed over before: they are the record's, and no longer here."""
    for part in parts:
        if part.lineages is not None and Lineage.NOTE not in part.lineages:
            continue
        found = tx.execute(
            select(drafts.c.draft_id, drafts.c.content_sha256, outbox.c.connector)
            .join(outbox, outbox.c.draft_id == drafts.c.draft_id)
            .where(drafts.c.session_id == part.session_id, outbox.c.state == "delivered")
            .distinct()
        )
        for row in found:
            yield {
                "draft_id": row.draft_id,
                "connector": row.connector,
                "content_sha256": row.content_sha256,
            }


def _plain(role: str | None) -> str | None:
    """A role as one of a few words: what somebody typed may hold a name."""
    if role is None:
        return None
    said = role.strip().lower()
    return said if said in _ROLES else "other"


def _from_row(row: Row[Any]) -> PurgeRecord:
    return PurgeRecord(row.purge_id, ConsentId(row.consent_id), row.at, row.report, row.digest)
