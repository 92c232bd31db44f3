"""The schema that migrations build is the one the tables describe; SQLite runs as promised."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from vault import Vault, VaultBusy, VaultOptions, VaultUnusable
from vault.database import Database
from vault.tables import metadata


def test_migrations_build_the_tables(tmp_path: Path) -> None:
    database = Database.in_file(tmp_path / "inglenook.db")
    database.migrate()
    database.migrate()
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    database.close()


@pytest.mark.parametrize(
    ("setting", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
)
def test_settings_hold_on_every_connection(tmp_path: Path, setting: str, value: object) -> None:
    database = Database.in_file(tmp_path / "inglenook.db")
    with database.write() as writing, database.read() as reading:
        for connection in (writing, reading):
            assert connection.execute(text(f"PRAGMA {setting}")).scalar() == value
    database.close()


def test_a_reader_does_not_wait_for_the_writer(tmp_path: Path) -> None:
    database = Database.in_file(tmp_path / "inglenook.db")
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER)"))
    with database.write() as writing:
        writing.execute(text("INSERT INTO t VALUES (1)"))
        with database.read() as reading:
            assert reading.execute(text("SELECT count(*) FROM t")).scalar() == 0
    with database.read() as reading:
        assert reading.execute(text("SELECT count(*) FROM t")).scalar() == 1
    database.close()


def test_refuses_a_database_from_the_future(tmp_path: Path) -> None:
    Vault.open(VaultOptions(tmp_path)).close()
    connection = sqlite3.connect(tmp_path / "inglenook.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(VaultUnusable, match="newer version"):
        Vault.open(VaultOptions(tmp_path))


def test_a_reader_on_an_old_snapshot_delays_but_does_not_stop_forgetting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vault.database._CHECKPOINT_TIMEOUT_MS", 1)
    database = Database.in_file(tmp_path / "inglenook.db")
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER)"))
    with database.read() as reading:
        reading.execute(text("SELECT * FROM t"))
        with database.write() as connection:
            connection.execute(text("INSERT INTO t VALUES (1)"))
        database.forget_history()
    assert "keeps its history" in caplog.text
    database.forget_history()
    assert (tmp_path / "inglenook.db-wal").stat().st_size == 0
    database.close()


def test_another_writer_that_does_not_let_go_makes_it_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vault.database.BUSY_TIMEOUT_MS", 1)
    database = Database.in_file(tmp_path / "inglenook.db")
    elsewhere = Database.in_file(tmp_path / "inglenook.db")
    with elsewhere.write(), pytest.raises(VaultBusy), database.write():
        pass
    with database.write() as connection:
        connection.execute(text("CREATE TABLE t (x INTEGER)"))
    for held in (database, elsewhere):
        held.close()
