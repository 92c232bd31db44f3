"""An anchor: what the chain was at one time. Pure."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from vault.audit import AuditHead
from vault.errors import AuditBroken
from vault.instant import instant_text


@dataclass(frozen=True, slots=True)
class Anchor:
    """The chain's head as a witness keeps it."""

    entries: int
    digest: str
    at: datetime
    """By the clock of the vault's machine; the timestamp, where there is one, by another's."""
    timestamp: bytes | None = None
    """A token of a timestamp authority over `message`."""

    @property
    def message(self) -> bytes:
        """What is attested."""
        return f"inglenook audit {self.entries} {self.digest}".encode()

    @property
    def name(self) -> str:
        """Names in order of the entries they count."""
        return f"audit-{self.entries:012d}-{self.digest[:16]}.json"

    def to_json(self) -> bytes:
        stamp = None if self.timestamp is None else base64.b64encode(self.timestamp).decode()
        document = {
            "entries": self.entries,
            "digest": self.digest,
            "at": instant_text(self.at),
            "timestamp": stamp,
        }
        return json.dumps(document, indent=1).encode() + b"\n"


def anchor_from_json(name: str, document: bytes) -> Anchor:
    """Raises AuditBroken where it is no anchor: somebody wrote over it."""
    try:
        held = json.loads(document)
        stamp = held["timestamp"]
        anchor = Anchor(
            entries=int(held["entries"]),
            digest=str(held["digest"]),
            at=datetime.fromisoformat(held["at"]),
            timestamp=None if stamp is None else base64.b64decode(stamp, validate=True),
        )
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise AuditBroken(f"the anchor {name} cannot be read; it was written over") from None
    if anchor.name != name:
        raise AuditBroken(f"the anchor {name} is not what it is named; it was written over")
    return anchor


def entries_in(name: str) -> int:
    """How many entries the anchor of that name counts."""
    return int(name.split("-")[1])


def check_against(
    anchors: Iterable[Anchor], head: AuditHead, digest_of: Callable[[int], str | None], store: str
) -> int:
    """Whether a chain that holds by itself is the one that was anchored; how many entries are.

    `digest_of` gives the digest of one entry. Raises AuditBroken naming the first entry that may
    be at fault: after the last anchor that agrees.
    """
    agreed = 0
    for anchor in sorted(anchors, key=lambda one: one.entries):
        told = f"anchored in {store} at {anchor.at:%Y-%m-%d %H:%M} UTC"
        if anchor.entries > head.count:
            missing = head.count + 1
            raise AuditBroken(
                f"entry {missing}: missing, cut off at the end ({anchor.entries} were {told})",
                missing,
            )
        if digest_of(anchor.entries) != anchor.digest:
            first = agreed + 1
            span = f"entry {first}" if first == anchor.entries else f"entry {first} or a later one"
            raise AuditBroken(
                f"{span}: written anew, up to entry {anchor.entries} it is not what was {told}",
                first,
            )
        agreed = anchor.entries
    return agreed
