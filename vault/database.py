"""The database under the vault: engine, durability settings, schema."""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from vault.durable import PRIVATE_FILE
from vault.errors import VaultBusy, VaultUnusable

_log = logging.getLogger(__name__)

BUSY_TIMEOUT_MS = 15_000
_CHECKPOINT_TIMEOUT_MS = 1_000
_WRITES = "inglenook_writes"
_MIGRATING = threading.Lock()
"""Alembic keeps its context in module globals: one migration at a time in a process."""


class Database:
    """Connections to SQLite (in the vault's folder) or to the server a URL names.

    SQLite has one writer: threads of this process queue for it on a lock, other processes on
    SQLite's own, for at most BUSY_TIMEOUT_MS.
    """

    def __init__(self, url: str) -> None:
        # hide_parameters: an exception text must not hold what a statement carries
        self._engine = create_engine(url, hide_parameters=True)
        self._sqlite = self._engine.dialect.name == "sqlite"
        self._writing = threading.Lock()
        self._writer: int | None = None
        self.history_waits = False
        """A reader kept earlier page contents in the write-ahead log when they were to go."""
        if self._sqlite:
            event.listen(self._engine, "connect", _on_connect)
            event.listen(self._engine, "begin", _on_begin)

    @classmethod
    def in_file(cls, path: Path) -> "Database":
        """SQLite at `path`, private to its owner from the first byte on."""
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, PRIVATE_FILE))
        return cls(f"sqlite:///{path}")

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, committed on a clean exit. Raises VaultUnusable, VaultBusy."""
        with self._one_writer(), unusable_named(), self._engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent snapshot; never waits for the writer. Raises VaultUnusable."""
        with unusable_named(), self._engine.connect() as connection:
            if not self._sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    def migrate(self) -> None:
        """Bring the schema to the newest revision. Raises VaultUnusable."""
        config = Config()
        config.set_main_option("script_location", "vault:migrations")
        try:
            with _MIGRATING, self.write() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
        except CommandError:
            raise VaultUnusable(
                "the database was written by a newer version; install that version or a later one"
            ) from None

    def forget_history(self) -> bool:
        """Take earlier page contents (a destroyed key among them) out of the write-ahead log;
        whether they are out.

        A reader still on an older snapshot keeps them until it is done; SQLite then drops them
        at a later checkpoint, at the latest when the vault is closed.
        """
        if not self._sqlite:
            return True
        with self._engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            if raw is None:
                return False
            cursor = raw.cursor()
            cursor.execute(f"PRAGMA busy_timeout={_CHECKPOINT_TIMEOUT_MS}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_pages = cursor.fetchone() or (1,)
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
            cursor.close()
        self.history_waits = bool(busy)
        if busy:
            _log.warning("the write-ahead log keeps its history for now, a reader is using it")
        return not busy

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if not self._sqlite:
            yield
            return
        if self._writer == threading.get_ident():
            raise RuntimeError("a transaction is open on this thread already; pass it on instead")
        if not self._writing.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise VaultBusy("the database is held by another writer; try again")
        self._writer = threading.get_ident()
        try:
            yield
        finally:
            self._writer = None
            self._writing.release()


@contextmanager
def unusable_named() -> Iterator[None]:
    """Database failures as VaultUnusable; integrity and programming errors pass as they are."""
    try:
        yield
    except OperationalError as error:
        cause = _first_line(error)
        if "locked" in cause or "busy" in cause:
            raise VaultBusy("the database is held by another process; try again") from None
        raise VaultUnusable(f"the database refuses: {cause}") from None
    except DatabaseError as error:
        if type(error) is not DatabaseError:
            raise
        raise VaultUnusable(f"the database is damaged: {_first_line(error)}") from None


def _first_line(error: DatabaseError) -> str:
    """The driver's first line; a server's DETAIL lines would quote stored values."""
    return (str(error.orig).splitlines() or ["no reason given"])[0]


def _on_connect(raw: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # the driver must not open transactions of its own, see _on_begin
    raw.isolation_level = None
    cursor = raw.cursor()
    for setting in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # a destroyed key's bytes are overwritten
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
