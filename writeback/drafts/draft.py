"""The draft and what becomes of it: each state is a type, and only `sign` makes a `SignedNote`."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from diarize.correction import Correction
from summarize.document import note_to_json
from summarize.note import Note
from vault.ids import DraftId, SessionId
from writeback.errors import (
    AttestationMissing,
    ContentChanged,
    InWork,
    MalformedDraft,
    NotPending,
    NotToCosign,
)

ATTESTATION = (
    "I have reviewed this note against my own knowledge of the session, corrected it where needed, "
    "and take responsibility for it."
)
"""The words a clinician agrees to when signing; kept with the signature."""

COSIGN_ATTESTATION = (
    "I have reviewed this signed note as the supervisor of its author and countersign it."
)
"""The same for a supervisor."""


class DraftState(StrEnum):
    """The state as it stands in the public JSON."""

    PENDING = "pending"
    SIGNED = "signed"
    REJECTED = "rejected"
    REVOKED = "revoked"
    """Consent was revoked; nothing but ids and times is left."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change a person made."""

    at: datetime
    by: str
    section: str
    """A section of the template, `omissions`, `speakers` or `words`."""
    statement: str | None
    before: str | None
    """None where the statement was added."""
    after: str | None
    """None where it was taken out."""


@dataclass(frozen=True, slots=True)
class AiRecord:
    """Which models had a part in the note, and when it was written."""

    models: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """Waits for a clinician; not part of any record."""

    draft_id: DraftId
    session_id: SessionId
    version: int
    """Starts at 1 and grows by one with each change."""
    note: Note
    ai: AiRecord
    edits: tuple[Edit, ...] = ()
    corrections: tuple[Correction, ...] = ()
    """Of the transcript, in order; they rest here, so that they are exactly those that
    were committed and audited."""
    written_from: int = 0
    """How many of the corrections its sentences take account of."""

    @property
    def handled(self) -> frozenset[str]:
        """Ids of statements that a person wrote, rewrote or confirmed."""
        return frozenset(
            edit.statement
            for edit in self.edits
            if edit.statement is not None and edit.after is not None
        )

    @property
    def in_work(self) -> bool:
        """Its sentences are being written anew after a correction."""
        return self.written_from < len(self.corrections)


@dataclass(frozen=True, slots=True)
class RejectedDraft:
    """A clinician decided that it becomes no note."""

    draft: Draft
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who took responsibility for which content."""

    by: str
    at: datetime
    content_sha256: str
    attestation: str


@dataclass(frozen=True, slots=True)
class Addendum:
    """Said after signing; the signed text itself stays as it is."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class SignedNote:
    """The only form in which a note leaves for the record.

    Cannot be built around a signature of other content: raises `MalformedDraft`.
    """

    draft: Draft
    signature: Signature
    addenda: tuple[Addendum, ...] = ()
    cosignature: Signature | None = None
    """A supervisor's, of the same content."""

    def __post_init__(self) -> None:
        digest = content_sha256(self.draft)
        for signature in (self.signature, self.cosignature):
            if signature is not None and signature.content_sha256 != digest:
                raise MalformedDraft("signature.content_sha256: not the digest of this note")


Filed: TypeAlias = Draft | RejectedDraft | SignedNote
"""A draft in any state that can still be read."""


def draft_of(filed: Filed) -> Draft:
    """The content that is shared by all states."""
    return filed if isinstance(filed, Draft) else filed.draft


def state_of(filed: Filed) -> DraftState:
    match filed:
        case Draft():
            return DraftState.PENDING
        case RejectedDraft():
            return DraftState.REJECTED
        case SignedNote():
            return DraftState.SIGNED


def pending(filed: Filed) -> Draft:
    """The draft itself while it may still be changed; raises `NotPending`."""
    if isinstance(filed, Draft):
        return filed
    raise NotPending(state_of(filed))


def content_sha256(draft: Draft) -> str:
    """SHA-256, hexadecimal, of what a reader is shown: the ids and the whole note.

    Over JSON with sorted keys and no white space, UTF-8; with the order of the sections, which
    counts. Signatures live as long as the record: when the note's JSON grows, what stood before
    must still give the same digest (a test pins one).
    """
    content = {
        "draft_id": draft.draft_id,
        "session_id": draft.session_id,
        "note": note_to_json(draft.note),
        "order": [section.name for section in draft.note.sections],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def sign(
    draft: Draft, *, by: str, at: datetime, attested: bool, shown_sha256: str | None
) -> SignedNote:
    """Make the note that may enter the record.

    `shown_sha256` is the digest that came with what the clinician read; None means "as it is now".
    Raises `AttestationMissing`, `InWork` and `ContentChanged`.
    """
    if not attested:
        raise AttestationMissing()
    if draft.in_work:
        raise InWork()
    digest = content_sha256(draft)
    if shown_sha256 is not None and shown_sha256 != digest:
        raise ContentChanged()
    return SignedNote(draft, Signature(by, at, digest, ATTESTATION))


def cosign(
    note: SignedNote, *, by: str, at: datetime, attested: bool, shown_sha256: str | None
) -> SignedNote:
    """The next version, with a supervisor's signature of the same content.

    Raises `AttestationMissing`, `ContentChanged`, and `NotToCosign` where it has one already or
    `by` is who signed it.
    """
    if not attested:
        raise AttestationMissing()
    if note.cosignature is not None or by == note.signature.by:
        raise NotToCosign()
    digest = content_sha256(note.draft)
    if shown_sha256 is not None and shown_sha256 != digest:
        raise ContentChanged()
    draft = replace(note.draft, version=note.draft.version + 1)
    return replace(note, draft=draft, cosignature=Signature(by, at, digest, COSIGN_ATTESTATION))
