"""Earlier versions of a draft, read again. Access, audit and errors as in `drafts`."""

from ingest.access import may_read
from ingest.sessions import Sessions
from vault import Principal, Vault
from vault.ids import DraftId
from writeback.drafts.draft import Filed
from writeback.drafts.gate import Gate
from writeback.drafts.shelf import Entry, Shelf
from writeback.drafts.version import Version, versions_of


class Versions:
    """Nothing is ever written over: each change made a document of its own."""

    def __init__(self, vault: Vault, sessions: Sessions) -> None:
        self._shelf = Shelf(vault)
        self._gate = Gate(vault, sessions, self._shelf)

    def listed(self, actor: Principal, draft_id: DraftId) -> list[Version]:
        """From the first to the one in force."""
        with self._gate.at(actor, draft_id, may_read) as (tx, entry):
            tx.audit("draft.versions.list", object_id=draft_id, session_id=entry.session_id)
            self._shelf.load(entry)
        # opened after the commit: a long list must not hold the database's one writer
        return list(versions_of(self._shelf.versions(entry)))

    def read(self, actor: Principal, draft_id: DraftId, number: int) -> tuple[Entry, Filed]:
        """That version as it was. Raises `NoSuchVersion`."""
        with self._gate.at(actor, draft_id, may_read) as (tx, entry):
            tx.audit(
                "draft.versions.read",
                object_id=draft_id,
                session_id=entry.session_id,
                reason=f"version {number}",
            )
            return entry, self._shelf.version(entry, number)

    def pair(
        self, actor: Principal, draft_id: DraftId, earlier: int, later: int | None
    ) -> tuple[Entry, Filed, Filed]:
        """Two of them; None stands for the one in force. Raises `NoSuchVersion`."""
        with self._gate.at(actor, draft_id, may_read) as (tx, entry):
            last = entry.version if later is None else later
            tx.audit(
                "draft.versions.compare",
                object_id=draft_id,
                session_id=entry.session_id,
                reason=f"versions {earlier} and {last}",
            )
            return entry, self._shelf.version(entry, earlier), self._shelf.version(entry, last)
