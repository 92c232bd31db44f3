"""The vault: everything that rests."""

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from vault.audit import START, AuditChain, AuditEntry, AuditHead, AuditRecord
from vault.audit_query import AuditQuery, select_entries
from vault.blobs import Blobs, names_in, path_part, remove_folder
from vault.database import Database
from vault.durable import make_folder, sync_folder
from vault.errors import AuditBroken, VaultUnusable
from vault.ids import SessionId
from vault.keys import DestroyedKey, Keys
from vault.lineage import Lineage, lineage_of, owner_of
from vault.log import Log
from vault.master_key import MasterKey, load_secret
from vault.principal import SYSTEM, Principal
from vault.tables import audit, audit_head
from vault.transaction import Transaction

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class VaultOptions:
    """Where things rest."""

    folder: Path
    """Holds inglenook.db, master.key (0600), blobs/ and logs/; made private on first use."""
    database_url: str | None = None
    """SQLAlchemy URL of a database server; None means SQLite in the folder."""


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """What a purge destroys once its transaction commits."""

    session_id: SessionId
    keys: tuple[DestroyedKey, ...]
    """None where they had been destroyed before, or where files of a session of an earlier
    version are deleted whose key must stay for the rest of it."""
    blobs: tuple[str, ...]
    logs: tuple[str, ...]
    size_bytes: int
    """Of all of them together, as they rested."""

    @property
    def key_destroyed(self) -> bool:
        return bool(self.keys)

    def __bool__(self) -> bool:
        """Whether there was anything left to destroy."""
        return bool(self.keys or self.blobs or self.logs)


class Vault:
    """Records, encrypted blobs and logs, keys and the audit chain. Safe between threads."""

    keys: Keys
    blobs: Blobs

    def __init__(self, folder: Path, database: Database, master: MasterKey) -> None:
        self._folder = folder
        self._database = database
        self._master_key_id = master.key_id
        self._chain = AuditChain(master.derive("audit"))
        self.keys = Keys(database, master)
        self.blobs = Blobs(folder / "blobs", self.keys)

    @classmethod
    def open(cls, options: VaultOptions) -> "Vault":
        """Open the vault, making or migrating it first where needed. Raises VaultUnusable."""
        folder = options.folder.absolute()
        path = folder / "inglenook.db"
        try:
            make_folder(folder)
            # a database without its key is a vault whose key was lost: never make a new one
            secret = load_secret(folder / "master.key", may_create=not path.exists())
            url = options.database_url
            database = Database(url) if url else Database.in_file(path)
        except OSError as error:
            raise VaultUnusable(f"{folder} cannot be used: {error.strerror}") from None
        vault = cls(folder, database, MasterKey(secret))
        try:
            database.migrate()
            vault._begin_audit()
            vault._sweep()
        except BaseException:
            database.close()
            raise
        return vault

    @property
    def folder(self) -> Path:
        """Where it rests; other keys of the house may lie here too."""
        return self._folder

    @contextmanager
    def begin(self, actor: Principal) -> Iterator[Transaction]:
        """One change to the records: committed, with its audit entries, on a clean exit.

        Do not await inside, and do not begin again on the same thread (RuntimeError): pass the
        transaction on. Raises VaultUnusable, VaultBusy, AuditBroken; then nothing has happened.
        """
        tx: Transaction | None = None
        try:
            with self._database.write() as connection:
                tx = Transaction(connection, actor, self._chain)
                yield tx
                tx.chain_records()
        except BaseException:
            if tx is not None:
                tx.rolled_back()
            raise
        tx.committed()

    def rows(self, statement: Select[Any]) -> Sequence[Row[Any]]:
        """What a SELECT finds among the committed records; waits for no writer."""
        with self._database.read() as connection:
            return connection.execute(statement).all()

    def log(self, session_id: SessionId, name: str) -> Log:
        """A handle on the session's log of that name; the file is made by the first append."""
        path = self._folder / "logs" / path_part(session_id) / path_part(name)
        context = b"\0".join((b"log", session_id.encode(), name.encode()))
        return Log(path, context, lambda: self.keys.cipher(session_id, lineage_of(name)))

    def log_names(self, session_id: SessionId) -> list[str]:
        """The session's logs, sorted."""
        return names_in(self._folder / "logs" / path_part(session_id))

    def delete_log(self, session_id: SessionId, name: str) -> None:
        """Remove a log if it is there (retention of audio); close its writer first."""
        path = self._folder / "logs" / path_part(session_id) / path_part(name)
        if path.is_file():
            path.unlink(missing_ok=True)
            sync_folder(path.parent)

    def purge(
        self, tx: Transaction, session_id: SessionId, lineages: Collection[Lineage] | None = None
    ) -> PurgeReport:
        """`erase` a session, or some of its lineages, audited as such. Raises NotHeld."""
        report = self.erase(tx, session_id, lineages)
        which = "" if lineages is None else " ".join(sorted(lineages))
        tx.audit("session.purge", object_id=session_id, session_id=session_id, reason=which)
        return report

    def erase(
        self, tx: Transaction, session_id: SessionId, lineages: Collection[Lineage] | None = None
    ) -> PurgeReport:
        """Destroy the keys, and with the commit all blobs and logs under them. Raises NotHeld.

        Nothing can be opened any more from the moment this returns, even before the commit; a
        handle already reading or writing stops (KeyDestroyed) with the commit. The caller audits.
        """
        keys = self.keys.destroy(tx, session_id, lineages)
        blobs = _of_lineages(self.blobs.names(session_id), lineages)
        logs = _of_lineages(self.log_names(session_id), lineages)
        size_bytes = sum(path.stat().st_size for path in self.files(session_id, lineages))
        tx.after_commit(lambda: self._remove(session_id, lineages))
        return PurgeReport(session_id, keys, blobs, logs, size_bytes)

    def files(
        self, session_id: SessionId, lineages: Collection[Lineage] | None = None
    ) -> list[Path]:
        """All that rests of a session, or of some of its lineages, whether it opens or not; also
        what a crash left half written."""
        folders = (self._folder / kind / path_part(session_id) for kind in ("blobs", "logs"))
        return [
            path
            for folder in folders
            if folder.is_dir()
            for path in sorted(folder.iterdir())
            if lineages is None or lineage_of(path.name.lstrip(".")) in lineages
        ]

    @property
    def history_waits(self) -> bool:
        """Whether a reader held `forget_history` back when it was last tried."""
        return self._database.history_waits

    def forget_history(self) -> bool:
        """Take what destroyed keys left behind out of the database's files; whether nothing is
        left there now. A reader of another process may hold it back: then ask again."""
        return self._database.forget_history()

    def audit_entries(
        self,
        *,
        after: int = 0,
        limit: int = 1000,
        session_id: SessionId | None = None,
        tenant: str | None = None,
    ) -> list[AuditEntry]:
        """Entries numbered above `after`, ascending, at most `limit`; None means of all."""
        wanted = AuditQuery(tenant=tenant, session_id=session_id)
        return self.find_audit(wanted, after=after, limit=limit)

    def find_audit(
        self,
        wanted: AuditQuery,
        *,
        after: int = 0,
        before: int | None = None,
        limit: int = 1000,
        newest_first: bool = False,
    ) -> list[AuditEntry]:
        """Those numbered above `after` and below `before`, at most `limit`."""
        found = select_entries(wanted, after=after, before=before, newest_first=newest_first)
        return [_entry(row) for row in self.rows(found.limit(limit))]

    def audit_head(self) -> AuditHead:
        """Where the chain ends, for a witness outside. Raises AuditBroken where its seal is not
        ours."""
        rows = self.rows(select(audit_head))
        if not rows:
            raise AuditBroken("the sealed head is missing")
        head = AuditHead(rows[0].entries, rows[0].digest)
        if not self._chain.holds_head(head, rows[0].seal):
            raise AuditBroken("the sealed head was changed; entries may be missing at the end")
        return head

    def verify_audit(self) -> int:
        """How many entries were checked. Raises AuditBroken naming the first broken one."""
        with self._database.read() as connection:
            row = connection.execute(select(audit_head)).first()
            if row is None:
                raise AuditBroken("the sealed head is missing")
            found = connection.execution_options(yield_per=1000).execute(
                select(audit).order_by(audit.c.id)
            )
            entries = (_entry(row) for row in found)
            return self._chain.check(entries, AuditHead(row.entries, row.digest), row.seal)

    def close(self) -> None:
        """Let go of the database; handles on logs are their holders' to close."""
        self._database.close()

    def _begin_audit(self) -> None:
        """Start the chain of a new vault; refuse the database of another."""
        with self._database.read() as connection:
            if self._head_is_ours(connection):
                return
        with self.begin(SYSTEM) as tx:
            row = tx.execute(select(audit_head.c.id)).first()
            if row is not None:
                return  # another process was first
            if tx.execute(select(audit.c.id).limit(1)).first() is not None:
                raise AuditBroken("the sealed head is missing")
            tx.execute(
                insert(audit_head).values(
                    id=1,
                    entries=START.count,
                    digest=START.digest,
                    seal=self._chain.seal_head(START),
                    master_key_id=self._master_key_id,
                )
            )
            tx.audit("vault.create")

    def _head_is_ours(self, connection: Connection) -> bool:
        key_id = connection.execute(select(audit_head.c.master_key_id)).scalar()
        if key_id is not None and key_id != self._master_key_id:
            raise VaultUnusable(
                f"{self._folder / 'master.key'} is not the key this database was made with"
            )
        return key_id is not None

    def _sweep(self) -> None:
        """Remove what a crash between a purge's commit and its deletions left behind."""
        gone: dict[SessionId, set[Lineage | None]] = {}
        for key in self.keys.destroyed():
            owner, lineage = owner_of(key)
            gone.setdefault(owner, set()).add(lineage)
        for session_id, lineages in gone.items():
            whole = None in lineages
            self._remove(session_id, None if whole else {one for one in lineages if one})

    def _remove(self, session_id: SessionId, lineages: Collection[Lineage] | None) -> None:
        try:
            if lineages is not None:
                for path in self.files(session_id, lineages):
                    path.unlink(missing_ok=True)
                    sync_folder(path.parent)
                return
            for kind in ("blobs", "logs"):
                remove_folder(self._folder / kind / path_part(session_id))
        except OSError as error:
            # unreadable already, the key is gone; the next start tries again
            _log.warning(
                "files of a purged session could not be removed",
                extra={"session_id": session_id, "error": type(error).__name__},
            )


def _of_lineages(names: Sequence[str], lineages: Collection[Lineage] | None) -> tuple[str, ...]:
    return tuple(name for name in names if lineages is None or lineage_of(name) in lineages)


def _entry(row: Row[Any]) -> AuditEntry:
    record = AuditRecord(
        at=row.at,
        tenant=row.tenant,
        role=row.role,
        subject=row.subject,
        action=row.action,
        object_id=row.object_id,
        session_id=row.session_id,
        reason=row.reason,
    )
    return AuditEntry(row.id, record, row.previous, row.digest, row.seal)
