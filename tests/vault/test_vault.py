"""The vault as a whole: opening, changing records, tampering with the database, purging."""

import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from vault import (
    SYSTEM,
    AuditBroken,
    KeyDestroyed,
    NotHeld,
    Principal,
    Role,
    SessionId,
    Vault,
    VaultOptions,
    VaultUnusable,
    now,
)
from vault.tables import audit_head, consents, outbox, session_keys, sessions


def consent(name: str, reason: str | None = None) -> dict[str, object]:
    return {
        "consent_id": name,
        "tenant": "north",
        "client_ref": "c-1",
        "parties": [],
        "scopes": ["record"],
        "part2": False,
        "recorded_at": now(),
        "revoked_reason": reason,
    }


def tamper(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / "inglenook.db")
    try:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0
        connection.commit()
    finally:
        connection.close()


def test_everything_it_makes_is_private(vault: Vault, session_id: SessionId, folder: Path) -> None:
    vault.blobs.put(session_id, "transcript", b"words")
    log = vault.log(session_id, "recording")
    log.append(0, b"sound")
    log.close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in folder.rglob("*") if p.is_file()}
    assert {"inglenook.db", "master.key", "transcript", "recording"} <= set(modes)
    assert {name: mode for name, mode in modes.items() if mode != 0o600} == {}


def test_opens_again_with_all_it_held(
    vault: Vault, session_id: SessionId, actor: Principal, folder: Path
) -> None:
    vault.blobs.put(session_id, "transcript", b"words")
    with vault.begin(actor) as tx:
        tx.execute(insert(consents).values(**consent("k-1")))
        tx.audit("consent.record", object_id="k-1")
    vault.close()
    again = Vault.open(VaultOptions(folder))
    assert again.blobs.get(session_id, "transcript") == b"words"
    (row,) = again.rows(select(consents))
    assert (row.consent_id, row.scopes, row.revoked_at) == ("k-1", ["record"], None)
    assert again.verify_audit() == 3
    again.close()


def test_refuses_a_key_file_others_can_read(vault: Vault, folder: Path) -> None:
    vault.close()
    (folder / "master.key").chmod(0o640)
    with pytest.raises(VaultUnusable, match="chmod 600"):
        Vault.open(VaultOptions(folder))


def test_never_makes_a_new_key_for_an_old_database(vault: Vault, folder: Path) -> None:
    vault.close()
    (folder / "master.key").unlink()
    with pytest.raises(VaultUnusable, match="backup"):
        Vault.open(VaultOptions(folder))
    assert not (folder / "master.key").exists()


def test_refuses_another_vaults_key(vault: Vault, folder: Path, tmp_path: Path) -> None:
    vault.close()
    other = tmp_path / "other"
    Vault.open(VaultOptions(other)).close()
    (folder / "master.key").write_bytes((other / "master.key").read_bytes())
    with pytest.raises(VaultUnusable, match="not the key"):
        Vault.open(VaultOptions(folder))


@pytest.mark.parametrize("content", [b"", b"not base64!", b"c2hvcnQ=\n"])
def test_refuses_a_damaged_key_file(vault: Vault, folder: Path, content: bytes) -> None:
    vault.close()
    (folder / "master.key").write_bytes(content)
    with pytest.raises(VaultUnusable, match="holds no key"):
        Vault.open(VaultOptions(folder))


def test_refuses_a_folder_it_cannot_make(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(VaultUnusable, match="is not a folder"):
        Vault.open(VaultOptions(tmp_path / "file" / "vault"))


def test_refuses_a_damaged_database(vault: Vault, folder: Path) -> None:
    vault.close()
    (folder / "inglenook.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(VaultUnusable, match="damaged"):
        Vault.open(VaultOptions(folder))


def test_records_and_audit_commit_together_or_not_at_all(vault: Vault, actor: Principal) -> None:
    with pytest.raises(IntegrityError), vault.begin(actor) as tx:
        tx.execute(insert(consents).values(**consent("k-1")))
        tx.audit("consent.record", object_id="k-1")
        tx.execute(insert(consents).values(**consent("k-1")))
    assert vault.rows(select(consents)) == []
    assert [entry.record.action for entry in vault.audit_entries()] == ["vault.create"]


def test_no_audit_row_no_action(vault: Vault, actor: Principal, folder: Path) -> None:
    tamper(folder, "UPDATE audit_head SET entries = 7")
    with pytest.raises(AuditBroken), vault.begin(actor) as tx:
        tx.execute(insert(consents).values(**consent("k-1")))
        tx.audit("consent.record", object_id="k-1")
    assert vault.rows(select(consents)) == []


def test_exceptions_do_not_carry_what_a_statement_held(vault: Vault, actor: Principal) -> None:
    spoken = "she said she cannot go on"
    with pytest.raises(IntegrityError) as caught, vault.begin(actor) as tx:
        for _ in range(2):
            tx.execute(insert(consents).values(**consent("k-1", reason=spoken)))
    assert "cannot go on" not in str(caught.value)


def test_references_hold(vault: Vault, actor: Principal) -> None:
    row = {"outbox_id": "o", "draft_id": "none", "connector": "folder", "state": "due"}
    with pytest.raises(IntegrityError), vault.begin(actor) as tx:
        tx.execute(insert(outbox).values(**row, attempts=0, idempotency_key="i"))


def test_a_transaction_inside_a_transaction_is_refused(vault: Vault, actor: Principal) -> None:
    with vault.begin(actor), pytest.raises(RuntimeError), vault.begin(actor):
        pass
    with vault.begin(actor) as tx:
        tx.audit("afterwards")


def test_transactions_of_many_threads_make_one_chain(vault: Vault, folder: Path) -> None:
    other = Vault.open(VaultOptions(folder))  # as another process would have it

    def work(name: str, through: Vault) -> None:
        for count in range(10):
            with through.begin(Principal(Role.BRIDGE, name)) as tx:
                tx.audit("frame", object_id=str(count))

    threads = [
        threading.Thread(target=work, args=(f"b-{number}", held))
        for number, held in enumerate([vault, vault, other])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert vault.verify_audit() == 31
    for name in ("b-0", "b-1", "b-2"):
        mine = [entry.record for entry in vault.audit_entries() if entry.record.subject == name]
        assert [record.object_id for record in mine] == [str(count) for count in range(10)]


def test_audit_entries_say_who_did_what(
    vault: Vault, actor: Principal, session_id: SessionId
) -> None:
    with vault.begin(actor) as tx:
        tx.audit("draft.read", object_id="d-1", session_id=session_id, reason="review")
        tx.audit("export")
    (entry,) = vault.audit_entries(after=2, session_id=session_id)
    record = entry.record
    assert (entry.id, record.action, record.object_id) == (3, "draft.read", "d-1")
    assert (record.tenant, record.role, record.subject) == ("north", "clinician", "dr-lee")
    assert (record.session_id, record.reason) == (session_id, "review")
    assert [entry.id for entry in vault.audit_entries(after=1, limit=2)] == [2, 3]


def test_a_page_of_the_audit_is_full_whoever_else_is_on_record(vault: Vault) -> None:
    for tenant in ("north", "south", "north", "south"):
        with vault.begin(Principal(Role.AUDITOR, "a", tenant)) as tx:
            tx.audit("audit.read")
    found = vault.audit_entries(limit=2, tenant="south")
    assert [entry.record.tenant for entry in found] == ["south", "south"]


def test_a_sessions_entries_are_its_own_tenants_whoever_acted(vault: Vault) -> None:
    owner, session_id = Principal(Role.CLINICIAN, "a", "north"), SessionId("s-north")
    acting = (owner, SYSTEM, Principal(Role.SUPERVISOR, "spy", "south"))
    with vault.begin(owner) as tx:
        tx.execute(insert(consents).values(**consent("c")))
        tx.execute(
            insert(sessions).values(
                session_id=session_id,
                consent_id="c",
                tenant="north",
                opened_by="a",
                source="bridge",
                template="soap",
                state="open",
                channel_roles=[],
                opened_at=now(),
            )
        )
    for actor in acting:
        with vault.begin(actor) as tx:
            tx.audit("session.read", object_id=session_id, session_id=session_id)
    found = [entry.record.subject for entry in vault.audit_entries(tenant="north")]
    assert found == [actor.subject for actor in acting]
    assert not vault.audit_entries(tenant="south")
    assert [e.record.action for e in vault.audit_entries(tenant="default")] == ["vault.create"]


@pytest.mark.parametrize(
    ("statements", "entry"),
    [
        (["UPDATE audit SET subject = 'someone else' WHERE id = 3"], 3),
        (["UPDATE audit SET reason = x'00ff' WHERE id = 2"], 2),
        (["UPDATE audit SET at = 'never' WHERE id = 4"], 4),
        (["UPDATE audit SET seal = '' WHERE id = 2"], 2),
        (["DELETE FROM audit WHERE id = 3"], 3),
        (["DELETE FROM audit WHERE id = 3", "UPDATE audit SET id = id - 1 WHERE id > 3"], 3),
        (["DELETE FROM audit WHERE id > 4"], 5),
        (["DELETE FROM audit"], 1),
        (
            [
                "UPDATE audit SET id = 99 WHERE id = 2",
                "UPDATE audit SET id = 2 WHERE id = 3",
                "UPDATE audit SET id = 3 WHERE id = 99",
            ],
            2,
        ),
        (["DELETE FROM audit WHERE id = 6", "UPDATE audit_head SET entries = 5"], None),
        (["DELETE FROM audit_head"], None),
    ],
)
def test_tampering_is_found_and_named(
    vault: Vault, actor: Principal, folder: Path, statements: list[str], entry: int | None
) -> None:
    for count in range(5):
        with vault.begin(actor) as tx:
            tx.audit("draft.read", object_id=f"d-{count}")
    assert vault.verify_audit() == 6
    tamper(folder, *statements)
    with pytest.raises(AuditBroken) as caught:
        vault.verify_audit()
    assert caught.value.entry == entry


def test_a_chain_without_its_head_is_never_started_anew(vault: Vault, folder: Path) -> None:
    vault.close()
    tamper(folder, "DELETE FROM audit_head")
    with pytest.raises(AuditBroken, match="head is missing"):
        Vault.open(VaultOptions(folder))


def filled(vault: Vault, session_id: SessionId) -> None:
    vault.blobs.put(session_id, "transcript", b"words")
    log = vault.log(session_id, "recording")
    log.append(0, b"sound")
    log.close()


def test_purge_leaves_nothing_to_read(
    vault: Vault, session_id: SessionId, actor: Principal, folder: Path
) -> None:
    filled(vault, session_id)
    writer = vault.log(session_id, "captions")
    writer.append(0, b"half")
    reading = vault.log(session_id, "recording").entries()
    (row,) = vault.rows(select(session_keys.c.wrapped_key))
    wrapped = row.wrapped_key
    assert any(wrapped in path.read_bytes() for path in folder.glob("inglenook.db*"))

    with vault.begin(actor) as tx:
        report = vault.purge(tx, session_id)
    assert (report.key_destroyed, report.blobs) == (True, ("transcript",))
    assert report.logs == ("captions", "recording")

    attempts: list[Callable[[], object]] = [
        lambda: vault.blobs.get(session_id, "transcript"),
        lambda: vault.blobs.put(session_id, "transcript", b"again"),
        lambda: vault.log(session_id, "recording").entries(),
        lambda: next(reading),
        lambda: writer.append(1, b"more"),
    ]
    for attempt in attempts:
        with pytest.raises(KeyDestroyed):
            attempt()
    writer.close()
    assert [p for kind in ("blobs", "logs") for p in (folder / kind).rglob("*")] == []
    assert not any(wrapped in path.read_bytes() for path in folder.glob("inglenook.db*"))
    assert vault.audit_entries()[-1].record.action == "session.purge"

    with vault.begin(actor) as tx:
        assert vault.purge(tx, session_id).key_destroyed is False


def test_a_purge_rolled_back_destroys_nothing(
    vault: Vault, session_id: SessionId, actor: Principal
) -> None:
    filled(vault, session_id)
    with pytest.raises(ZeroDivisionError), vault.begin(actor) as tx:
        vault.purge(tx, session_id)
        with pytest.raises(KeyDestroyed):
            vault.blobs.get(session_id, "transcript")
        raise ZeroDivisionError
    assert vault.blobs.get(session_id, "transcript") == b"words"
    assert vault.log(session_id, "recording").last() is not None


def test_what_a_crash_left_of_a_purge_is_removed_at_the_next_start(
    vault: Vault,
    session_id: SessionId,
    actor: Principal,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled(vault, session_id)
    with monkeypatch.context() as crashed:
        crashed.setattr(vault, "_remove", lambda _session_id: None)
        with vault.begin(actor) as tx:
            vault.purge(tx, session_id)
    vault.close()
    assert (folder / "blobs" / session_id / "transcript").exists()
    Vault.open(VaultOptions(folder)).close()
    assert not (folder / "blobs" / session_id).exists()
    assert not (folder / "logs" / session_id).exists()


def test_purge_by_another_process_is_seen_at_once(
    vault: Vault, session_id: SessionId, actor: Principal, folder: Path
) -> None:
    filled(vault, session_id)
    log = vault.log(session_id, "recording")
    log.append(1, b"more")
    other = Vault.open(VaultOptions(folder))
    with other.begin(actor) as tx:
        other.purge(tx, session_id)
    other.close()
    with pytest.raises(KeyDestroyed):
        vault.blobs.get(session_id, "transcript")
    with pytest.raises(KeyDestroyed):
        log.append(2, b"more")  # its cipher was shut when the vault noticed
    log.close()


def test_purging_what_was_never_there(vault: Vault, actor: Principal) -> None:
    with pytest.raises(NotHeld), vault.begin(actor) as tx:
        vault.purge(tx, SessionId("nobody"))


def test_one_log_can_be_let_go_alone(vault: Vault, session_id: SessionId) -> None:
    filled(vault, session_id)
    assert vault.log_names(session_id) == ["recording"]
    vault.delete_log(session_id, "recording")
    vault.delete_log(session_id, "recording")
    assert vault.log_names(session_id) == []
    assert list(vault.log(session_id, "recording").entries()) == []
    assert vault.blobs.get(session_id, "transcript") == b"words"


def test_the_head_counts_what_is_there(vault: Vault) -> None:
    (row,) = vault.rows(select(audit_head.c.entries))
    assert row.entries == 1
