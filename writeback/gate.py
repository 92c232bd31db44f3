"""Who stands before a draft, and whether they may; a refusal is on record too."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from ingest.errors import Forbidden, NoSuchSession
from ingest.session import Session
from ingest.sessions import Sessions
from vault import Principal, Transaction, Vault
from vault.ids import DraftId
from writeback.errors import NoSuchDraft
from writeback.shelf import Entry, Shelf

Rule: TypeAlias = Callable[[Principal, Session], None]
"""Raises `Forbidden` or `NoSuchSession`, as those of `ingest.access` and `writeback.access` do."""


class Gate:
    """Opens the transaction in which somebody works on a draft."""

    def __init__(self, vault: Vault, sessions: Sessions, shelf: Shelf) -> None:
        self._vault = vault
        self._sessions = sessions
        self._shelf = shelf

    @contextmanager
    def at(
        self, actor: Principal, draft_id: DraftId, rule: Rule
    ) -> Iterator[tuple[Transaction, Entry]]:
        """A transaction in which `actor` stands before the draft and may do what `rule` says."""
        session_id = self._shelf.known(draft_id).session_id
        self.admit(actor, self._sessions.get(session_id), rule)
        with self._vault.begin(actor) as tx:
            yield tx, self._shelf.entry(tx, draft_id)

    def admit(self, actor: Principal, session: Session, rule: Rule) -> None:
        """A stranger to the tenant learns nothing; another colleague is refused, on record."""
        try:
            rule(actor, session)
        except (Forbidden, NoSuchSession):
            with self._vault.begin(actor) as tx:
                tx.audit("draft.refused", session_id=session.session_id)
            if actor.tenant != session.tenant:
                raise NoSuchDraft from None
            raise


def passes(rule: Rule, actor: Principal, session: Session) -> bool:
    """Whether `rule` would let `actor` through; leaves no trace."""
    try:
        rule(actor, session)
    except (Forbidden, NoSuchSession):
        return False
    return True
