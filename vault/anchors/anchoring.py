"""Anchors the chain of a vault, and holds it to its anchors."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from vault.anchors.anchor import Anchor, anchor_from_json, check_against, entries_in
from vault.anchors.store import AnchorStore, Timestamper
from vault.audit import AuditEntry
from vault.audit_query import EVERYTHING, AuditQuery
from vault.errors import AuditBroken, BadTimestamp
from vault.instant import now
from vault.principal import SYSTEM
from vault.vault import Vault

ANCHORED: Final = "audit.anchor"
_MANY: Final = 100


@dataclass(frozen=True, slots=True)
class AnchorsHold:
    """What a check against the anchors of one store found."""

    store: str
    anchors: int
    entries: int
    """The last entry that is anchored; what follows is held by its seals alone."""
    newest: datetime | None
    """When that was: by the authority's clock where there is one."""


@dataclass(frozen=True, slots=True)
class Anchoring:
    """All stores of a vault; one that cannot be reached keeps the others from nothing."""

    vault: Vault
    stores: Sequence[AnchorStore]
    timestamper: Timestamper | None = None

    def anchor(self, store: AnchorStore) -> Anchor | None:
        """Anchor the chain as it is now; None where only the last anchoring was added since.

        Written to the audit after it was kept. Raises `WitnessUnreachable`, AuditBroken.
        """
        head = self.vault.audit_head()
        if self._is_anchored(store):
            return None
        anchor = Anchor(head.count, head.digest, now())
        if self.timestamper is not None:
            anchor = replace(anchor, timestamp=self.timestamper.stamp(anchor.message))
        store.put(anchor.name, anchor.to_json())
        with self.vault.begin(SYSTEM) as tx:
            tx.audit(ANCHORED, object_id=anchor.name, reason=store.name)
        return anchor

    def verify(self, store: AnchorStore) -> AnchorsHold:
        """Hold the chain to what the store has. Ask `Vault.verify_audit` first: this looks at the
        anchored entries alone. Raises AuditBroken, `WitnessUnreachable`."""
        held = [anchor_from_json(name, text) for name, text in store.documents()]
        held.sort(key=lambda anchor: anchor.entries)
        entries = check_against(held, self.vault.audit_head(), self._digest, store.name)
        self._require_recorded({anchor.name for anchor in held}, store)
        moments = [self._moment(anchor) for anchor in held]
        return AnchorsHold(store.name, len(held), entries, moments[-1] if moments else None)

    def _moment(self, anchor: Anchor) -> datetime:
        if anchor.timestamp is None or self.timestamper is None:
            return anchor.at
        try:
            return self.timestamper.stamped_at(anchor.message, anchor.timestamp)
        except BadTimestamp as fault:
            raise AuditBroken(
                f"the anchor {anchor.name} has a timestamp that does not hold: {fault}"
            ) from None

    def _digest(self, entry: int) -> str | None:
        found = self.vault.find_audit(EVERYTHING, after=entry - 1, limit=1)
        return found[0].digest if found and found[0].id == entry else None

    def _is_anchored(self, store: AnchorStore) -> bool:
        """Nothing but anchorings came since its last anchor."""
        last = self._last(store)
        if last is None:
            return False
        counted = entries_in(last.record.object_id)
        since = self.vault.find_audit(EVERYTHING, after=counted, limit=_MANY)
        return len(since) < _MANY and all(entry.record.action == ANCHORED for entry in since)

    def _require_recorded(self, names: set[str], store: AnchorStore) -> None:
        """The last one that the audit knows of must be there."""
        last = self._last(store)
        if last is not None and last.record.object_id not in names:
            raise AuditBroken(
                f"the anchor {last.record.object_id} is gone from {store.name}, though entry "
                f"{last.id} says it was put there"
            )

    def _last(self, store: AnchorStore) -> AuditEntry | None:
        anchored = AuditQuery(action=ANCHORED)
        for entry in self.vault.find_audit(anchored, newest_first=True, limit=_MANY):
            if entry.record.reason == store.name:
                return entry
        return None
