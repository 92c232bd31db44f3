"""Which audit entries somebody wants to see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, or_, select

from vault.ids import SessionId
from vault.instant import instant_text
from vault.tables import audit, sessions


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Each part that is set must hold.

    What was done with a session is on the record of the tenant whose session it is, whoever did
    it; anything else on that of who did it.
    """

    tenant: str | None = None
    session_id: SessionId | None = None
    subject: str | None = None
    role: str | None = None
    action: str | None = None
    """One action (`draft.sign`), or all beneath one word (`draft`)."""
    object_id: str | None = None
    since: datetime | None = None
    """With this moment; timezone-aware, as `until`."""
    until: datetime | None = None
    """Without this moment."""


EVERYTHING: Final = AuditQuery()


def select_entries(
    query: AuditQuery, *, after: int = 0, before: int | None = None, newest_first: bool = False
) -> Select[Any]:
    """Entries numbered above `after` and below `before`."""
    statement = select(audit).where(audit.c.id > after)
    statement = statement.order_by(audit.c.id.desc() if newest_first else audit.c.id)
    if before is not None:
        statement = statement.where(audit.c.id < before)
    for column, wanted in (
        (audit.c.session_id, query.session_id),
        (audit.c.subject, query.subject),
        (audit.c.role, query.role),
        (audit.c.object_id, query.object_id),
    ):
        if wanted is not None:
            statement = statement.where(column == wanted)
    if query.action is not None:
        beneath = audit.c.action.startswith(f"{query.action}.", autoescape=True)
        statement = statement.where(or_(audit.c.action == query.action, beneath))
    if query.since is not None:
        statement = statement.where(audit.c.at >= instant_text(query.since))
    if query.until is not None:
        statement = statement.where(audit.c.at < instant_text(query.until))
    if query.tenant is not None:
        statement = statement.outerjoin(
            sessions, sessions.c.session_id == audit.c.session_id
        ).where(func.coalesce(sessions.c.tenant, audit.c.tenant) == query.tenant)
    return statement
