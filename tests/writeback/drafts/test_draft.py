from dataclasses import replace
from datetime import UTC, datetime

import pytest

from summarize.note import Section
from writeback.drafts.draft import (
    ATTESTATION,
    Draft,
    DraftState,
    RejectedDraft,
    Signature,
    SignedNote,
    content_sha256,
    pending,
    sign,
    state_of,
)
from writeback.errors import AttestationMissing, ContentChanged, MalformedDraft, NotPending

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def test_signing_binds_the_content(unsigned: Draft) -> None:
    digest = content_sha256(unsigned)
    signed = sign(unsigned, by="dr-rivera", at=NOW, attested=True, shown_sha256=digest)
    assert signed.signature == Signature("dr-rivera", NOW, digest, ATTESTATION)
    assert state_of(signed) is DraftState.SIGNED


def test_signing_is_refused_without_attestation_or_of_other_content(unsigned: Draft) -> None:
    with pytest.raises(AttestationMissing):
        sign(unsigned, by="x", at=NOW, attested=False, shown_sha256=content_sha256(unsigned))
    with pytest.raises(ContentChanged):
        sign(unsigned, by="x", at=NOW, attested=True, shown_sha256="0" * 64)


def test_a_signed_note_cannot_be_built_around_other_content(unsigned: Draft) -> None:
    signed = sign(unsigned, by="x", at=NOW, attested=True, shown_sha256=None)
    other = replace(unsigned, note=replace(unsigned.note, sections=(Section("subjective", ()),)))
    with pytest.raises(MalformedDraft):
        SignedNote(other, signed.signature)


def test_the_digest_tells_any_shown_change_and_only_those(unsigned: Draft) -> None:
    digest = content_sha256(unsigned)
    assert content_sha256(replace(unsigned, version=9)) == digest
    note = unsigned.note
    for other in (
        replace(note, omissions=()),
        replace(note, scores=note.scores[:1]),
        replace(note, risk=replace(note.risk, flags=())),
        replace(note, sections=note.sections[::-1]),
    ):
        assert content_sha256(replace(unsigned, note=other)) != digest


def test_only_a_pending_draft_may_change(unsigned: Draft) -> None:
    assert pending(unsigned) is unsigned
    signed = sign(unsigned, by="x", at=NOW, attested=True, shown_sha256=None)
    for decided in (signed, RejectedDraft(unsigned, "x", NOW, "wrong")):
        with pytest.raises(NotPending):
            pending(decided)


def test_signatures_outlive_new_versions(unsigned: Draft) -> None:
    """Where this fails, notes signed before can no longer be read: keep the old digest for them."""
    assert content_sha256(unsigned) == (
        "1cf344d0501d6b0d7b2f33f142dac11c3911956e5b4a28b6fcfc0bfe67c200f9"
    )
