"""The chain, without a database: every kind of tampering is found and the first place named."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault import AuditBroken, AuditEntry, AuditRecord, SessionId
from vault.audit import START, AuditChain, AuditHead, digest_of

CHAIN = AuditChain(b"k" * 32)
FORGER = AuditChain(b"f" * 32)

records = st.builds(
    AuditRecord,
    at=st.just("2026-11-23T09:00:00.000000+00:00"),
    tenant=st.sampled_from(["north", "south"]),
    role=st.just("clinician"),
    subject=st.text(max_size=5),
    action=st.sampled_from(["draft.read", "draft.sign"]),
    object_id=st.text(max_size=5),
    session_id=st.none() | st.text(max_size=5).map(SessionId),
    reason=st.text(max_size=5),
)
many = st.lists(records, min_size=1, max_size=8)


def chained(found: list[AuditRecord]) -> tuple[list[AuditEntry], AuditHead, str]:
    entries, head = CHAIN.extend(START, found)
    return entries, head, CHAIN.seal_head(head)


def first_broken(entries: list[AuditEntry], head: AuditHead, seal: str) -> int | None:
    with pytest.raises(AuditBroken) as caught:
        CHAIN.check(entries, head, seal)
    if caught.value.entry is not None:
        assert f"entry {caught.value.entry}:" in str(caught.value)
    return caught.value.entry


@settings(max_examples=30)
@given(many, many)
def test_a_chain_holds_however_it_was_extended(
    first: list[AuditRecord], second: list[AuditRecord]
) -> None:
    entries, head = CHAIN.extend(START, first)
    later, head = CHAIN.extend(head, second)
    assert CHAIN.check(entries + later, head, CHAIN.seal_head(head)) == len(first) + len(second)
    assert (entries + later, head) == CHAIN.extend(START, first + second)


@settings(max_examples=30)
@given(many, st.data())
def test_a_changed_entry_is_named(found: list[AuditRecord], data: st.DataObject) -> None:
    entries, head, seal = chained(found)
    at = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(
        st.sampled_from(["tenant", "role", "subject", "action", "object_id", "reason", "at"])
    )
    record = entries[at].record
    changed = replace(record, **{field: getattr(record, field) + "x"})
    entries[at] = replace(entries[at], record=changed)
    assert first_broken(entries, head, seal) == at + 1


@settings(max_examples=30)
@given(many, st.data())
def test_a_changed_digest_or_seal_is_named(found: list[AuditRecord], data: st.DataObject) -> None:
    entries, head, seal = chained(found)
    at = data.draw(st.integers(0, len(entries) - 1))
    wrong = "f" * 64
    entries[at] = data.draw(
        st.sampled_from(
            [
                replace(entries[at], previous=wrong),
                replace(entries[at], digest=wrong),
                replace(entries[at], seal=wrong),
            ]
        )
    )
    assert first_broken(entries, head, seal) == at + 1


@settings(max_examples=30)
@given(many, st.data())
def test_a_removed_entry_is_named(found: list[AuditRecord], data: st.DataObject) -> None:
    entries, head, seal = chained(found)
    at = data.draw(st.integers(0, len(entries) - 1))
    del entries[at]
    assert first_broken(entries, head, seal) == at + 1


@settings(max_examples=30)
@given(many, st.data())
def test_entries_cut_off_at_the_end_are_named(
    found: list[AuditRecord], data: st.DataObject
) -> None:
    entries, head, seal = chained(found)
    kept = data.draw(st.integers(0, len(entries) - 1))
    assert first_broken(entries[:kept], head, seal) == kept + 1

    shorter = AuditHead(kept, entries[kept - 1].digest) if kept else START
    assert first_broken(entries[:kept], shorter, seal) is None
    assert first_broken(entries[:kept], shorter, FORGER.seal_head(shorter)) is None


@settings(max_examples=30)
@given(st.lists(records, min_size=2, max_size=8), st.data())
def test_entries_that_changed_places_are_named(
    found: list[AuditRecord], data: st.DataObject
) -> None:
    entries, head, seal = chained(found)
    low, high = sorted(
        data.draw(st.lists(st.integers(0, len(entries) - 1), min_size=2, max_size=2, unique=True))
    )
    entries[low], entries[high] = (
        replace(entries[high], id=low + 1),
        replace(entries[low], id=high + 1),
    )
    assert first_broken(entries, head, seal) == low + 1


@settings(max_examples=30)
@given(many, st.data())
def test_a_chain_written_anew_without_the_key_is_named(
    found: list[AuditRecord], data: st.DataObject
) -> None:
    entries, head, seal = chained(found)
    at = data.draw(st.integers(0, len(entries) - 1))
    before = AuditHead(at, entries[at].previous)
    kept = [entry.record for entry in entries[at + 1 :]]
    forged, forged_head = FORGER.extend(
        before, [replace(entries[at].record, subject="someone else"), *kept]
    )
    assert first_broken(entries[:at] + forged, head, seal) == at + 1
    assert first_broken(entries[:at] + forged, forged_head, FORGER.seal_head(forged_head)) == at + 1


def test_an_entry_beyond_the_head_is_named() -> None:
    record = AuditRecord("2026", "t", "admin", "a", "x", "", None, "")
    entries, _ = CHAIN.extend(START, [record] * 3)
    short = AuditHead(2, entries[1].digest)
    assert first_broken(entries, short, CHAIN.seal_head(short)) == 3
    assert first_broken([replace(entries[0], id=0), *entries], short, "") == 0


def test_parts_of_a_record_cannot_run_into_each_other() -> None:
    one = AuditRecord("2026", "t", "admin", "a", "ab", "c", None, "")
    other = replace(one, action="a", object_id="bc")
    assert digest_of(1, one, "") != digest_of(1, other, "")
    assert digest_of(1, one, "") != digest_of(1, replace(one, session_id=SessionId("")), "")


def test_an_entry_is_shown_flat() -> None:
    record = AuditRecord("2026", "t", "admin", "a", "x", "d-1", SessionId("s-1"), "why")
    (entry,), head = CHAIN.extend(START, [record])
    assert entry.to_json() == {
        "id": 1,
        "at": "2026",
        "tenant": "t",
        "role": "admin",
        "subject": "a",
        "action": "x",
        "object_id": "d-1",
        "session_id": "s-1",
        "reason": "why",
        "digest": head.digest,
    }
