"""A chain written anew by somebody who holds the machine and its keys is found by its anchors."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from timestamp_authority import timestamp_authority

from vault import AuditBroken, Principal, Vault, VaultOptions
from vault.anchors import Anchoring
from vault.anchors.folder import FolderStore
from vault.anchors.timestamp import Rfc3161
from vault.audit import START, AuditChain, AuditEntry
from vault.errors import VaultUnusable, WitnessUnreachable
from vault.master_key import MasterKey, load_secret

Rewrite = Callable[[Callable[[list[AuditEntry]], list[AuditEntry]]], None]


def act(vault: Vault, actor: Principal, times: int) -> None:
    for number in range(times):
        with vault.begin(actor) as tx:
            tx.audit("draft.read", object_id=f"d-{number}")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "elsewhere")


@pytest.fixture
def rewrite(vault: Vault, folder: Path) -> Rewrite:
    """What an intruder with the master key does: the whole table anew, digests, seals and head."""

    def written_anew(change: Callable[[list[AuditEntry]], list[AuditEntry]]) -> None:
        secret = load_secret(folder / "master.key", may_create=False)
        chain = AuditChain(MasterKey(secret).derive("audit"))
        kept = [entry.record for entry in change(vault.audit_entries())]
        entries, head = chain.extend(START, kept)
        with sqlite3.connect(folder / "inglenook.db") as db:
            db.execute("DELETE FROM audit")
            for entry in entries:
                r = entry.record
                db.execute(
                    "INSERT INTO audit (id, at, tenant, role, subject, action, object_id, "
                    "session_id, reason, previous, digest, seal) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
                    (entry.id, r.at, r.tenant, r.role, r.subject, r.action, r.object_id,
                     r.session_id, r.reason, entry.previous, entry.digest, entry.seal),
                )  # fmt: skip
            db.execute(
                "UPDATE audit_head SET entries = ?, digest = ?, seal = ?",
                (head.count, head.digest, chain.seal_head(head)),
            )
        db.close()

    return written_anew


def test_an_honest_chain_holds(vault: Vault, actor: Principal, store: FolderStore) -> None:
    anchoring = Anchoring(vault, [store])
    act(vault, actor, 3)
    first = anchoring.anchor(store)
    act(vault, actor, 2)
    second = anchoring.anchor(store)
    assert first is not None and second is not None
    assert (first.entries, second.entries) == (4, 7)
    held = anchoring.verify(store)
    assert (held.anchors, held.entries, held.newest) == (2, 7, second.at)
    vault.verify_audit()


def test_nothing_new_is_not_anchored_again(
    vault: Vault, actor: Principal, store: FolderStore, tmp_path: Path
) -> None:
    other = FolderStore(tmp_path / "second")
    anchoring = Anchoring(vault, [store, other])
    act(vault, actor, 1)
    assert anchoring.anchor(store) and anchoring.anchor(other)
    assert anchoring.anchor(store) is None
    assert anchoring.anchor(other) is None
    act(vault, actor, 1)
    assert anchoring.anchor(store) is not None


def test_a_tail_cut_off_with_the_keys_in_hand_is_found(
    vault: Vault, actor: Principal, store: FolderStore, rewrite: Rewrite
) -> None:
    act(vault, actor, 5)
    Anchoring(vault, [store]).anchor(store)
    rewrite(lambda entries: entries[:3])
    assert vault.verify_audit() == 3, "the chain alone cannot tell"
    with pytest.raises(
        AuditBroken, match=r"entry 4: missing, cut off at the end \(6 were anch"
    ) as f:
        Anchoring(vault, [store]).verify(store)
    assert f.value.entry == 4


def test_the_same_length_written_anew_is_found(
    vault: Vault, actor: Principal, store: FolderStore, rewrite: Rewrite
) -> None:
    anchoring = Anchoring(vault, [store])
    act(vault, actor, 2)
    anchoring.anchor(store)  # 3 entries
    act(vault, actor, 3)
    anchoring.anchor(store)  # 7 entries

    def by_another(entries: list[AuditEntry]) -> list[AuditEntry]:
        record = replace(entries[5].record, subject="somebody else")
        return [*entries[:5], replace(entries[5], record=record), *entries[6:]]

    rewrite(by_another)
    vault.verify_audit()
    with pytest.raises(AuditBroken, match="entry 4 or a later one: written anew") as found:
        anchoring.verify(store)
    assert found.value.entry == 4


@pytest.mark.parametrize("where", [0, 2, 5])
def test_an_entry_taken_out_and_the_rest_closed_up_is_found(
    vault: Vault, actor: Principal, store: FolderStore, rewrite: Rewrite, where: int
) -> None:
    act(vault, actor, 6)
    Anchoring(vault, [store]).anchor(store)
    rewrite(lambda entries: entries[:where] + entries[where + 1 :])
    with pytest.raises(AuditBroken, match="entry 1 or a later one: written anew"):
        Anchoring(vault, [store]).verify(store)


def test_what_follows_the_last_anchor_is_held_by_its_seals_alone(
    vault: Vault, actor: Principal, store: FolderStore, rewrite: Rewrite
) -> None:
    Anchoring(vault, [store]).anchor(store)
    act(vault, actor, 4)
    rewrite(lambda entries: entries[:-2])
    assert Anchoring(vault, [store]).verify(store).entries == 1


def test_an_anchor_that_was_taken_away_is_missed(
    vault: Vault, actor: Principal, store: FolderStore
) -> None:
    anchor = Anchoring(vault, [store]).anchor(store)
    assert anchor is not None
    (Path(store.name) / anchor.name).unlink()
    with pytest.raises(AuditBroken, match="is gone from"):
        Anchoring(vault, [store]).verify(store)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"entries": 1}'])
def test_an_anchor_that_was_written_over_is_named(
    vault: Vault, store: FolderStore, text: str
) -> None:
    anchor = Anchoring(vault, [store]).anchor(store)
    assert anchor is not None
    (Path(store.name) / anchor.name).write_text(text)
    with pytest.raises(AuditBroken, match=f"{anchor.name} cannot be read"):
        Anchoring(vault, [store]).verify(store)


def test_an_anchor_made_to_fit_does_not_fit_its_name(vault: Vault, store: FolderStore) -> None:
    anchor = Anchoring(vault, [store]).anchor(store)
    assert anchor is not None
    path = Path(store.name) / anchor.name
    path.write_text(json.dumps({**json.loads(path.read_text()), "digest": "0" * 64}))
    with pytest.raises(AuditBroken, match="is not what it is named"):
        Anchoring(vault, [store]).verify(store)


def test_a_store_that_cannot_be_reached_is_named(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    lost = FolderStore(tmp_path / "file" / "anchors")
    with pytest.raises(WitnessUnreachable, match="cannot be written"):
        Anchoring(vault, [lost]).anchor(lost)
    assert [e.record.action for e in vault.audit_entries()] == ["vault.create"]


def test_a_timestamp_is_asked_for_and_checked(
    vault: Vault, store: FolderStore, tmp_path: Path
) -> None:
    keys, others = tmp_path / "authority", tmp_path / "other"
    keys.mkdir()
    others.mkdir()
    with timestamp_authority(keys) as authority, timestamp_authority(others) as stranger:
        authority_of = Rfc3161(authority.url, authority.roots)
        stamped = Anchoring(vault, [store], authority_of).anchor(store)
        assert stamped is not None and stamped.timestamp
        held = Anchoring(vault, [store], authority_of).verify(store)
        assert held.newest is not None
        assert abs(held.newest - datetime.now(UTC)) < timedelta(seconds=30)

        with pytest.raises(AuditBroken, match="timestamp that does not hold"):
            Anchoring(vault, [store], Rfc3161(stranger.url, stranger.roots)).verify(store)
        untrusted = Rfc3161(authority.url, stranger.roots)
        with pytest.raises(WitnessUnreachable, match="gave no good timestamp"):
            untrusted.stamp(b"x")

        path = Path(store.name) / stamped.name
        token = authority_of.stamp(b"something else")
        path.write_bytes(replace(stamped, timestamp=token).to_json())
        with pytest.raises(AuditBroken, match="timestamp that does not hold"):
            Anchoring(vault, [store], authority_of).verify(store)


def test_an_authority_that_does_not_answer_is_named(tmp_path: Path) -> None:
    tmp_path.joinpath("a").mkdir()
    with timestamp_authority(tmp_path / "a") as authority:
        pass
    with pytest.raises(WitnessUnreachable, match="ConnectError"):
        Rfc3161(authority.url, authority.roots).stamp(b"x")
    with pytest.raises(VaultUnusable, match="no certificates"):
        Rfc3161(authority.url, tmp_path / "none.pem")


def test_another_vault_opens_beside_the_same_anchors(
    tmp_path: Path, store: FolderStore, vault: Vault, actor: Principal
) -> None:
    """A place that was used by another vault must not be shared: it says so."""
    act(vault, actor, 2)
    Anchoring(vault, [store]).anchor(store)
    other = Vault.open(VaultOptions(tmp_path / "other vault"))
    try:
        with pytest.raises(AuditBroken, match="entry 2: missing"):
            Anchoring(other, [store]).verify(store)
    finally:
        other.close()
