"""One change to the records, with its audit entries, or nothing."""

import logging
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, CursorResult, Executable, insert, select, update

from vault.audit import AuditChain, AuditHead, AuditRecord
from vault.errors import AuditBroken
from vault.ids import SessionId
from vault.instant import instant_text, now
from vault.ledger import note_entries
from vault.principal import Principal
from vault.tables import audit, audit_head

_log = logging.getLogger(__name__)


class Transaction:
    """Made by `Vault.begin`; commits when its block is left without an exception."""

    def __init__(self, connection: Connection, actor: Principal, chain: AuditChain) -> None:
        self.actor = actor
        self._connection = connection
        self._chain = chain
        self._records: list[AuditRecord] = []
        self._after_commit: list[Callable[[], object]] = []
        self._after_rollback: list[Callable[[], object]] = []

    def execute(self, statement: Executable) -> CursorResult[Any]:
        """A SQLAlchemy Core statement. Raises sqlalchemy's IntegrityError, VaultUnusable."""
        return self._connection.execute(statement)

    def audit(
        self,
        action: str,
        *,
        object_id: str = "",
        session_id: SessionId | None = None,
        reason: str = "",
    ) -> None:
        """An entry by this transaction's actor; chained and committed with everything else."""
        self._records.append(
            AuditRecord(
                at=instant_text(now()),
                tenant=self.actor.tenant,
                role=self.actor.role.value,
                subject=self.actor.subject,
                action=action,
                object_id=object_id,
                session_id=session_id,
                reason=reason,
            )
        )

    def after_commit(self, act: Callable[[], object]) -> None:
        """Called once all of it is durable; what it raises is logged, the change stands."""
        self._after_commit.append(act)

    def after_rollback(self, act: Callable[[], object]) -> None:
        """Called where none of it happened."""
        self._after_rollback.append(act)

    def chain_records(self) -> None:
        """Write the audit entries: last before the commit, so the head is held only briefly."""
        if not self._records:
            return
        row = self.execute(select(audit_head).where(audit_head.c.id == 1).with_for_update()).one()
        head = AuditHead(row.entries, row.digest)
        if not self._chain.holds_head(head, row.seal):
            raise AuditBroken("the sealed head was changed; nothing more is recorded after it")
        entries, head = self._chain.extend(head, self._records)
        for entry in entries:
            record = entry.record
            self.execute(
                insert(audit).values(
                    id=entry.id,
                    at=record.at,
                    tenant=record.tenant,
                    role=record.role,
                    subject=record.subject,
                    action=record.action,
                    object_id=record.object_id,
                    session_id=record.session_id,
                    reason=record.reason,
                    previous=entry.previous,
                    digest=entry.digest,
                    seal=entry.seal,
                )
            )
        self.execute(
            update(audit_head)
            .where(audit_head.c.id == 1)
            .values(entries=head.count, digest=head.digest, seal=self._chain.seal_head(head))
        )

    def committed(self) -> None:
        note_entries(self._records)
        _run(self._after_commit)

    def rolled_back(self) -> None:
        _run(self._after_rollback)


def _run(acts: list[Callable[[], object]]) -> None:
    for act in acts:
        try:
            act()
        except Exception as error:
            _log.error("after a transaction: a step failed", extra={"error": type(error).__name__})
