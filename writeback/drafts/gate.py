"""Who stands before a draft, and whether they may; a refusal is on record too."""

from collections.abc import Iterator
from contextlib import contextmanager

from ingest.access import Rule
from ingest.errors import Forbidden, NoSuchSession
from ingest.session import Session
from ingest.sessions import Sessions
from vault import Principal, Transaction, Vault
from vault.ids import DraftId, SessionId
from writeback.drafts.shelf import Entry, Shelf
from writeback.errors import NoSuchDraft


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
        self.pass_draft(actor, draft_id, rule)
        with self._vault.begin(actor) as tx:
            yield tx, self._shelf.entry(tx, draft_id)

    def pass_draft(self, actor: Principal, draft_id: DraftId, rule: Rule) -> Entry:
        """Raises `NoSuchDraft` for one that is not there and for one that is not theirs."""
        try:
            entry = self._shelf.known(draft_id)
        except NoSuchDraft:
            entry = None
        try:
            self.admit(actor, None if entry is None else entry.session_id, rule)
        except NoSuchSession:
            raise NoSuchDraft from None
        if entry is None:
            raise NoSuchDraft
        return entry

    def admit(self, actor: Principal, session_id: SessionId | None, rule: Rule) -> Session:
        """The session, where `actor` may do with it what `rule` says."""
        return self._sessions.admit(actor, session_id, rule, refusal="draft.refused")


def passes(rule: Rule, actor: Principal, session: Session) -> bool:
    """Whether `rule` would let `actor` through; leaves no trace."""
    try:
        rule(actor, session)
    except (Forbidden, NoSuchSession):
        return False
    return True
