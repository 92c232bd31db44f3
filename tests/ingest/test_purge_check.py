"""What is reported as destroyed is gone from every byte, or the check says what is left."""

from pathlib import Path

import pytest
from sqlalchemy import update

from ingest import Session
from ingest.door import Door
from ingest.purge import PurgeRecord, purges_of
from ingest.purge_check import faults, files_holding
from vault import Principal, Vault, VaultOptions
from vault.tables import purges, session_keys


@pytest.fixture
def purged(door: Door, session: Session, clinician: Principal) -> Door:
    door.vault.blobs.put(session.session_id, "transcript", b"words")
    door.consents.withdraw(clinician, session.consent_id)
    return door


def records(door: Door) -> list[PurgeRecord]:
    return purges_of(door.vault)


def test_a_true_report_holds_also_after_a_restart(purged: Door) -> None:
    assert faults(purged.vault, records(purged)) == []
    purged.vault.close()
    again = Vault.open(VaultOptions(purged.vault.folder))
    assert faults(again, purges_of(again)) == []
    again.close()


def test_a_changed_report_is_named(purged: Door, clinician: Principal) -> None:
    (record,) = records(purged)
    with purged.vault.begin(clinician) as tx:
        tx.execute(update(purges).values(report=record.report.replace("clinician", "supervisor")))
    assert faults(purged.vault, records(purged)) == [f"{record.purge_id}: the report was changed"]


def test_a_report_that_the_audit_does_not_know_is_named(purged: Door, clinician: Principal) -> None:
    with purged.vault.begin(clinician) as tx:
        tx.execute(update(purges).values(purge_id="pur-other"))
    (fault,) = faults(purged.vault, records(purged))
    assert fault == "pur-other: its digest does not stand in the audit"


def test_a_key_that_came_back_is_named(
    purged: Door, session: Session, clinician: Principal
) -> None:
    (record,) = records(purged)
    key = record.document["sessions"][0]["keys"][0]
    wrapped = bytes.fromhex(key["mark"]) + bytes(48)
    with purged.vault.begin(clinician) as tx:
        tx.execute(update(session_keys).filter_by(session_id=key["id"]).values(wrapped_key=wrapped))
    found = faults(purged.vault, records(purged))
    assert f"{record.purge_id}: the key {key['id']} is there" in found
    assert any(fault.endswith("still holds a destroyed key") for fault in found)


def test_a_copy_and_a_file_that_stayed_are_named(purged: Door, session: Session) -> None:
    (record,) = records(purged)
    mark = bytes.fromhex(record.document["sessions"][0]["keys"][0]["mark"])
    (purged.vault.folder / "copy.db").write_bytes(b"x" * ((1 << 20) - 5) + mark + b"y")
    kept = purged.vault.folder / "blobs" / session.session_id / "transcript"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"sealed")
    assert faults(purged.vault, records(purged)) == [
        f"{record.purge_id}: blobs/{session.session_id}/transcript is there",
        "copy.db still holds a destroyed key",
    ]


def test_nothing_is_looked_for_where_nothing_was_destroyed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert files_holding(tmp_path, []) == []
