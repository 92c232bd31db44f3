"""What could not be delivered: seen by those who look after the practice, and sent again."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Select, select, update

from ingest.errors import Forbidden
from vault import Principal, Role, Vault
from vault.ids import DraftId
from vault.tables import drafts, outbox, sessions
from writeback.ehr.outbox import OutboxState
from writeback.errors import NoSuchLetter, NotDead

_LOOKS_AFTER: Final = frozenset({Role.ADMIN, Role.SUPERVISOR})
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """One row of the outbox; holds nothing of the note."""

    outbox_id: str
    draft_id: DraftId
    connector: str
    state: OutboxState
    attempts: int
    next_attempt_at: datetime | None
    last_error: str | None


class DeadLetters:
    """Of the caller's tenant alone; each look and each resending is audited."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def listed(self, actor: Principal, state: OutboxState | None) -> list[Letter]:
        """The newest last, at most 500; of any state where None is asked for."""
        self._admit(actor, "")
        query = _letters(actor.tenant)
        if state is not None:
            query = query.where(outbox.c.state == str(state))
        with self._vault.begin(actor) as tx:
            tx.audit("outbox.list", reason=str(state or "all"))
            return [_letter(row) for row in tx.execute(query.limit(_MOST)).all()]

    def resend(self, actor: Principal, outbox_id: str) -> Letter:
        """Due at once, with all its attempts before it, under the same key as before.

        Raises `NoSuchLetter`, also for another tenant's, and `NotDead`.
        """
        self._admit(actor, outbox_id)
        one = _letters(actor.tenant).where(outbox.c.outbox_id == outbox_id)
        with self._vault.begin(actor) as tx:
            rows = tx.execute(one).all()
            found = _letter(rows[0]) if rows else None
            if found is not None and found.state is OutboxState.DEAD:
                tx.execute(
                    update(outbox)
                    .where(outbox.c.outbox_id == outbox_id)
                    .values(
                        state=str(OutboxState.WAITING),
                        attempts=0,
                        next_attempt_at=datetime.now(UTC),
                    )
                )
                tx.audit("outbox.resend", object_id=found.draft_id, reason=found.connector)
                return _letter(tx.execute(one).all()[0])
            tx.audit("outbox.resend.refused", object_id=outbox_id[:64])
        if found is None:
            raise NoSuchLetter
        raise NotDead(str(found.state))

    def _admit(self, actor: Principal, object_id: str) -> None:
        if actor.role in _LOOKS_AFTER:
            return
        with self._vault.begin(actor) as tx:
            tx.audit("outbox.refused", object_id=object_id[:64])
        raise Forbidden("Only an administrator or a supervisor looks after deliveries.")


def _letters(tenant: str) -> Select[tuple[object, ...]]:
    return (
        select(outbox)
        .join(drafts, drafts.c.draft_id == outbox.c.draft_id)
        .join(sessions, sessions.c.session_id == drafts.c.session_id)
        .where(sessions.c.tenant == tenant)
        .order_by(drafts.c.updated_at, outbox.c.outbox_id)
    )


def _letter(row: object) -> Letter:
    held = row._mapping  # type: ignore[attr-defined]
    return Letter(
        held["outbox_id"],
        DraftId(held["draft_id"]),
        held["connector"],
        OutboxState(held["state"]),
        held["attempts"],
        held["next_attempt_at"],
        held["last_error"],
    )


def letter_to_json(letter: Letter) -> dict[str, object]:
    due = letter.next_attempt_at
    return {
        "outbox_id": letter.outbox_id,
        "draft_id": letter.draft_id,
        "connector": letter.connector,
        "state": str(letter.state),
        "attempts": letter.attempts,
        "next_attempt_at": None if due is None else due.isoformat(),
        "last_error": letter.last_error,
    }
