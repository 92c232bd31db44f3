"""Each lineage of a session has a key of its own, and goes alone."""

from pathlib import Path

import pytest
from sqlalchemy import select

from vault import KeyDestroyed, Lineage, Principal, SessionId, Vault, VaultOptions, lineage_of
from vault.lineage import key_id, owner_of
from vault.tables import session_keys

NAME = SessionId("ses-7")


@pytest.fixture
def held(vault: Vault, actor: Principal) -> Vault:
    with vault.begin(actor) as tx:
        vault.keys.create(tx, NAME, Lineage)
    log = vault.log(NAME, "audio")
    log.append(0, b"sound")
    log.close()
    for name in ("voices", "transcript", "draft.v1", "draft.feedback", "context"):
        vault.blobs.put(NAME, name, name.encode())
    return vault


def test_what_is_made_of_what() -> None:
    names = {name: lineage_of(name) for name in ("audio", "transcript", "draft.v12", "context")}
    assert names == {
        "audio": Lineage.SOUND,
        "transcript": Lineage.WORDS,
        "draft.v12": Lineage.NOTE,
        "context": None,
    }
    for lineage in (*Lineage, None):
        assert owner_of(key_id(NAME, lineage)) == (NAME, lineage)
    assert owner_of(SessionId("a.dotted")) == ("a.dotted", None)


def test_one_lineage_goes_and_the_others_stay(held: Vault, actor: Principal, folder: Path) -> None:
    with held.begin(actor) as tx:
        report = held.purge(tx, NAME, [Lineage.NOTE])
        with pytest.raises(KeyDestroyed):
            held.blobs.get(NAME, "draft.v1")
    assert [key.key_id for key in report.keys] == ["ses-7.note"]
    assert (report.blobs, report.logs) == (("draft.feedback", "draft.v1"), ())
    for name in ("draft.v1", "draft.feedback"):
        assert not held.blobs.has(NAME, name)
        with pytest.raises(KeyDestroyed):
            held.blobs.put(NAME, name, b"again")
    assert held.blobs.get(NAME, "transcript") == b"transcript"
    assert held.blobs.get(NAME, "context") == b"context"
    assert held.keys.opens(NAME, Lineage.SOUND) and not held.keys.opens(NAME, Lineage.NOTE)
    mark = bytes.fromhex(report.keys[0].mark)
    assert not any(mark in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert held.audit_entries()[-1].record.reason == "note"
    with held.begin(actor) as tx:
        assert not held.purge(tx, NAME, [Lineage.NOTE])


def test_without_the_owners_key_none_opens(held: Vault, actor: Principal) -> None:
    with held.begin(actor) as tx:
        report = held.purge(tx, NAME)
    assert {key.key_id for key in report.keys} == {NAME, *(f"{NAME}.{one}" for one in Lineage)}
    for lineage in (*Lineage, None):
        assert not held.keys.opens(NAME, lineage)
    assert held.files(NAME) == []
    rows = held.rows(select(session_keys.c.wrapped_key))
    assert all(row.wrapped_key is None for row in rows)


def test_a_session_of_an_earlier_version_has_one_key(
    vault: Vault, actor: Principal, session_id: SessionId
) -> None:
    vault.blobs.put(session_id, "transcript", b"words")
    vault.blobs.put(session_id, "draft.v1", b"note")
    with vault.begin(actor) as tx:
        report = vault.purge(tx, session_id, [Lineage.NOTE])
    assert (report.key_destroyed, report.blobs, bool(report)) == (False, ("draft.v1",), True)
    assert vault.blobs.names(session_id) == ["transcript"]
    assert vault.blobs.get(session_id, "transcript") == b"words"


def test_what_a_crash_left_of_one_lineage_is_removed_at_the_next_start(
    held: Vault, actor: Principal, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as crashed:
        crashed.setattr(held, "_remove", lambda *_: None)
        with held.begin(actor) as tx:
            held.purge(tx, NAME, [Lineage.SOUND])
    held.close()
    assert (folder / "logs" / NAME / "audio").exists()
    again = Vault.open(VaultOptions(folder))
    assert not (folder / "logs" / NAME / "audio").exists()
    assert again.blobs.names(NAME) == [
        "context",
        "draft.feedback",
        "draft.v1",
        "transcript",
        "voices",
    ]
    again.close()
