"""Who asks in the request that is being answered, and what audit entries it left so far.

A context variable, because what a request does runs on several threads; each sees the ledger that
was opened around it. Where none was opened (a command, the house's own work) nothing is noted.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from vault.audit import AuditRecord
from vault.principal import Principal


@dataclass(slots=True)
class Ledger:
    """Of one request."""

    principal: Principal | None = None
    """Once a token or ticket of theirs was good."""
    entries: list[AuditRecord] = field(default_factory=list)


_OPEN: ContextVar[Ledger | None] = ContextVar("ledger", default=None)


@contextmanager
def open_ledger() -> Iterator[Ledger]:
    """Notes what is done inside."""
    ledger = Ledger()
    token = _OPEN.set(ledger)
    try:
        yield ledger
    finally:
        _OPEN.reset(token)


def note_principal(principal: Principal) -> None:
    ledger = _OPEN.get()
    if ledger is not None:
        ledger.principal = principal


def note_entries(entries: Sequence[AuditRecord]) -> None:
    ledger = _OPEN.get()
    if ledger is not None:
        ledger.entries += entries
