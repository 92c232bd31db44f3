"""Looks for hints in what the audit holds of the last days."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from vault import AuditEntry, AuditQuery, Principal, Vault, now
from vault.tables import consents, sessions
from writeback.oversight.hints import Hint, HintOptions, Seen, hints

DAYS: Final = 7
_MOST: Final = 20_000
"""Entries that are looked through; a busier practice is looked at over fewer days."""


def local_options() -> HintOptions:
    """With the time zone of this machine."""
    zone = datetime.now().astimezone().tzinfo
    return HintOptions() if zone is None else HintOptions(zone=zone)


@dataclass(frozen=True, slots=True)
class Watched:
    """What was found, and in what."""

    hints: tuple[Hint, ...]
    since: datetime
    entries: int
    all: bool
    """False: there was more than is looked through at once, and the oldest of it was not."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Blocks; reads the entries of one tenant."""

    vault: Vault
    options: HintOptions = field(default_factory=local_options)

    def look(self, actor: Principal, days: int = DAYS) -> Watched:
        since = now() - timedelta(days=days)
        wanted = AuditQuery(tenant=actor.tenant, since=since)
        entries = self.vault.find_audit(wanted, newest_first=True, limit=_MOST)
        entries.reverse()
        found = hints(self._seen(entries), self.options)
        return Watched(tuple(found), since, len(entries), len(entries) < _MOST)

    def _seen(self, entries: list[AuditEntry]) -> list[Seen]:
        asked = select(sessions.c.session_id, sessions.c.clinician_ref, consents.c.client_ref).join(
            consents, consents.c.consent_id == sessions.c.consent_id
        )
        tenants = {entry.record.tenant for entry in entries}
        rows = self.vault.rows(asked.where(sessions.c.tenant.in_(tenants)))
        held = {row.session_id: row for row in rows}
        seen = []
        for entry in entries:
            record = entry.record
            of = held.get(record.session_id)
            seen.append(
                Seen(
                    entry=entry.id,
                    at=datetime.fromisoformat(record.at),
                    subject=record.subject,
                    role=record.role,
                    action=record.action,
                    session_id=record.session_id,
                    clinician_ref=None if of is None else of.clinician_ref,
                    client_ref=None if of is None else of.client_ref,
                )
            )
        return seen
