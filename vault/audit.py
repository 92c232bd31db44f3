"""The audit chain: each entry carries the digest of the one before it.

The chain alone shows that an entry was changed, removed or moved. Someone who can write the
database could compute it anew, so each entry is also sealed, and so is the head (how many entries
there are, and the last digest): both with a key derived from the master key, which the database
does not hold. The seal of an entry names the first one that was written anew; the seal of the
head shows entries cut off at the end. What this cannot show is a whole database set back to an
earlier state; that needs a witness outside the machine.

Pure: no database here.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from vault.errors import AuditBroken
from vault.ids import SessionId


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """Who did what to what, when and why; not yet chained."""

    at: str
    """ISO 8601 UTC; kept as text because this very text is in the digest."""
    tenant: str
    role: str
    subject: str
    action: str
    object_id: str
    session_id: SessionId | None
    reason: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A record at its place in the chain."""

    id: int
    """1, 2, 3, … without gaps."""
    record: AuditRecord
    previous: str
    digest: str
    seal: str

    def to_json(self) -> dict[str, object]:
        """Flat, for those who read the audit; with the digest they can keep as a witness."""
        return {"id": self.id, **asdict(self.record), "digest": self.digest}


@dataclass(frozen=True, slots=True)
class AuditHead:
    """Where the chain ends."""

    count: int
    digest: str


START = AuditHead(0, "0" * 64)


def digest_of(number: int, record: AuditRecord, previous: str) -> str:
    """SHA-256 (hex) over number, record and the digest before, as one JSON array."""
    parts = [
        number,
        record.at,
        record.tenant,
        record.role,
        record.subject,
        record.action,
        record.object_id,
        record.session_id,
        record.reason,
        previous,
    ]
    # repr: a tampered row can hold a type that no entry has, and must not stop the check
    return hashlib.sha256(json.dumps(parts, default=repr).encode()).hexdigest()


class AuditChain:
    """Extends and checks chains under one sealing key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def extend(
        self, head: AuditHead, records: Sequence[AuditRecord]
    ) -> tuple[list[AuditEntry], AuditHead]:
        """The entries that follow `head`, and the head after them."""
        entries: list[AuditEntry] = []
        for record in records:
            number = head.count + 1
            digest = digest_of(number, record, head.digest)
            seal = self._seal("entry", number, digest)
            entries.append(AuditEntry(number, record, head.digest, digest, seal))
            head = AuditHead(number, digest)
        return entries, head

    def seal_head(self, head: AuditHead) -> str:
        return self._seal("head", head.count, head.digest)

    def holds_head(self, head: AuditHead, seal: str) -> bool:
        return _same(seal, self.seal_head(head))

    def check(self, entries: Iterable[AuditEntry], head: AuditHead, head_seal: str) -> int:
        """Entries (ascending by id) against each other and the head; how many were checked.

        Raises AuditBroken naming the first entry at fault.
        """
        reached = START
        for entry in entries:
            self._check_entry(entry, reached)
            reached = AuditHead(entry.id, entry.digest)
        if not self.holds_head(head, head_seal):
            raise AuditBroken("the sealed head was changed; entries may be missing at the end")
        if reached.count < head.count:
            missing = reached.count + 1
            raise AuditBroken(
                f"entry {missing}: missing, cut off at the end ({head.count} were recorded)",
                missing,
            )
        if reached.count > head.count:
            added = head.count + 1
            raise AuditBroken(f"entry {added}: beyond the sealed head", added)
        if reached.digest != head.digest:
            raise AuditBroken(
                f"entry {reached.count}: not the last that was recorded", reached.count
            )
        return reached.count

    def _check_entry(self, entry: AuditEntry, before: AuditHead) -> None:
        expected = before.count + 1
        if entry.id > expected:
            raise AuditBroken(f"entry {expected}: missing", expected)
        if entry.id < expected:
            raise AuditBroken(f"entry {entry.id}: was never recorded", entry.id)
        if entry.previous != before.digest:
            raise AuditBroken(f"entry {expected}: does not follow the one before it", expected)
        if entry.digest != digest_of(expected, entry.record, entry.previous):
            raise AuditBroken(f"entry {expected}: changed after it was recorded", expected)
        if not _same(entry.seal, self._seal("entry", expected, entry.digest)):
            raise AuditBroken(f"entry {expected}: not written by this vault", expected)

    def _seal(self, kind: str, number: int, digest: str) -> str:
        message = f"{kind} {number} {digest}".encode()
        return hmac.new(self._key, message, hashlib.sha256).hexdigest()


def _same(found: object, expected: str) -> bool:
    return isinstance(found, str) and hmac.compare_digest(found.encode(), expected.encode())
