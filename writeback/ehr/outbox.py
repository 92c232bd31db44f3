"""What has been signed and still has to reach the EHR.

Rows are written in the transaction that signs, so nothing signed is forgotten; `deliver` hands them
to their connectors, at least once, each under a key by which the other side knows a repeat.
"""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from sqlalchemy import insert, select, update

from vault import SYSTEM, Transaction, Vault
from vault.ids import DraftId
from vault.tables import outbox
from writeback.drafts.draft import Draft, SignedNote, draft_of
from writeback.drafts.shelf import Entry, Shelf
from writeback.errors import DeliveryFailed, DeliveryRefused, DraftRevoked

_log = logging.getLogger(__name__)


class OutboxState(StrEnum):
    """How far a note has come on its way out."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    """Given up; a person has to look."""


@dataclass(frozen=True, slots=True)
class OutboxOptions:
    """How long to keep trying."""

    first_retry_s: int = 30
    """Doubles with each attempt."""
    longest_retry_s: int = 3600
    jitter: float = 0.2
    """Share by which a wait may be longer: what failed together shall not return together."""
    attempts: int = 12
    batch: int = 20


@dataclass(frozen=True, slots=True)
class Delivery:
    """One signed note for one connector. Only a `SignedNote` fits in here."""

    idempotency_key: str
    note: SignedNote
    entry: Entry


@dataclass(frozen=True, slots=True)
class DraftDelivery:
    """A draft for one connector, where the practice wants drafts in its EHR."""

    idempotency_key: str
    draft: Draft
    entry: Entry


class Connector(Protocol):
    """A way into one EHR. Called from a worker thread; may block."""

    @property
    def name(self) -> str: ...

    def deliver(self, delivery: Delivery) -> None:
        """Raises `DeliveryFailed` to be tried again, `DeliveryRefused` to be given up."""
        ...

    def close(self) -> None:
        """Gives its connections back; called once, when the house closes."""
        ...


@runtime_checkable
class TakesDrafts(Protocol):
    """A connector that also shows drafts in the EHR, as preliminary."""

    def insert_draft(self, delivery: DraftDelivery) -> None:
        """Fails as `Connector.deliver` does."""
        ...


def put_in_outbox(
    tx: Transaction, note: SignedNote | Draft, connectors: Sequence[str], now: datetime
) -> None:
    """One row per connector and version; a repeat is ignored by its key."""
    draft = draft_of(note)
    for connector in connectors:
        tx.execute(
            insert(outbox).values(
                outbox_id=f"o_{secrets.token_hex(10)}",
                draft_id=draft.draft_id,
                connector=connector,
                state=str(OutboxState.WAITING),
                attempts=0,
                next_attempt_at=now,
                idempotency_key=f"{draft.draft_id}:{draft.version}:{connector}",
                last_error=None,
            )
        )


@dataclass(frozen=True, slots=True)
class _Due:
    outbox_id: str
    draft_id: DraftId
    connector: str
    attempts: int
    idempotency_key: str


def deliver(
    vault: Vault,
    connectors: Mapping[str, Connector],
    options: OutboxOptions = OutboxOptions(),
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> int:
    """Hand over what is due, once each; returns how many arrived. Call it again and again."""
    shelf = Shelf(vault)
    arrived = 0
    for due in _due(vault, options, now()):
        error = _handed_over(vault, shelf, due, connectors)
        with vault.begin(SYSTEM) as tx:
            _settle(tx, due, error, options, now())
            tx.audit(
                "outbox.delivered" if error is None else "outbox.failed",
                object_id=due.draft_id,
                reason=due.connector,
            )
        if error is None:
            arrived += 1
        else:
            _log.warning(
                "a signed note could not be delivered",
                extra={"connector": due.connector, "attempts": due.attempts + 1},
            )
    return arrived


def _due(vault: Vault, options: OutboxOptions, now: datetime) -> list[_Due]:
    query = (
        select(outbox)
        .where(outbox.c.state == str(OutboxState.WAITING), outbox.c.next_attempt_at <= now)
        .order_by(outbox.c.next_attempt_at)
        .limit(options.batch)
    )
    return [
        _Due(
            row.outbox_id,
            DraftId(row.draft_id),
            row.connector,
            row.attempts,
            row.idempotency_key,
        )
        for row in vault.rows(query)
    ]


def _handed_over(
    vault: Vault, shelf: Shelf, due: _Due, connectors: Mapping[str, Connector]
) -> DeliveryFailed | None:
    connector = connectors.get(due.connector)
    if connector is None:
        return DeliveryFailed("no such connector is configured")
    try:
        entry = shelf.known(due.draft_id)
        note = shelf.load(entry)
        if isinstance(note, SignedNote):
            connector.deliver(Delivery(due.idempotency_key, note, entry))
        elif isinstance(note, Draft) and isinstance(connector, TakesDrafts):
            connector.insert_draft(DraftDelivery(due.idempotency_key, note, entry))
        else:
            return DeliveryRefused("the draft is not signed")
    except DeliveryFailed as error:
        return error
    except DraftRevoked:
        return DeliveryRefused("consent was revoked")
    except Exception as error:  # a connector's fault is its own; its words may hold the note's
        return DeliveryFailed(f"the connector failed: {type(error).__name__}")
    return None


def _settle(
    tx: Transaction,
    due: _Due,
    error: DeliveryFailed | None,
    options: OutboxOptions,
    now: datetime,
) -> None:
    attempts = due.attempts + 1
    state = OutboxState.DELIVERED
    again: datetime | None = None
    if error is not None and error.retryable and attempts < options.attempts:
        state = OutboxState.WAITING
        again = now + timedelta(seconds=_wait_s(attempts, error, options))
    elif error is not None:
        state = OutboxState.DEAD
    tx.execute(
        update(outbox)
        .where(outbox.c.outbox_id == due.outbox_id)
        .values(
            state=str(state),
            attempts=attempts,
            next_attempt_at=again,
            last_error=None if error is None else str(error),
        )
    )


def _wait_s(attempts: int, error: DeliveryFailed, options: OutboxOptions) -> float:
    doubled: float = min(options.first_retry_s * 2 ** (attempts - 1), options.longest_retry_s)
    spread = doubled * (1 + options.jitter * secrets.randbelow(1000) / 1000)
    return max(spread, error.wait_s or 0)
