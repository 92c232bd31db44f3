"""Data keys: one per session, wrapped by the master key."""

import threading
from weakref import WeakValueDictionary

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert, select, update

from vault.cipher import Cipher
from vault.database import Database
from vault.errors import KeyDestroyed, NotHeld
from vault.ids import SessionId
from vault.instant import now
from vault.master_key import MasterKey
from vault.tables import session_keys
from vault.transaction import Transaction


class Keys:
    """Gives out ciphers, never keys.

    The database is asked every time, so a key destroyed by another process is refused here at
    once; the ciphers that this process already gave out are shut when their key is destroyed.
    """

    def __init__(self, database: Database, master: MasterKey) -> None:
        self._database = database
        self._master = master
        self._lock = threading.Lock()
        self._open: WeakValueDictionary[SessionId, Cipher] = WeakValueDictionary()
        self._uncommitted: dict[SessionId, Cipher] = {}
        self._condemned: set[SessionId] = set()

    def create(self, tx: Transaction, session_id: SessionId) -> None:
        """A fresh key; usable from now on, gone again if the transaction is rolled back."""
        data_key = AESGCM.generate_key(256)
        tx.execute(
            insert(session_keys).values(
                session_id=session_id,
                wrapped_key=self._master.wrap(data_key, session_id),
                master_key_id=self._master.key_id,
                created_at=now(),
            )
        )
        with self._lock:
            self._open[session_id] = self._uncommitted[session_id] = Cipher(data_key)
        tx.after_commit(lambda: self._settle(session_id))
        tx.after_rollback(lambda: self._shut(session_id))

    def destroy(self, tx: Transaction, session_id: SessionId) -> bool:
        """Destroy the key; False where that was done before. Raises NotHeld.

        No cipher is given out from now on; those given out are shut when this commits.
        """
        row = tx.execute(
            select(session_keys.c.destroyed_at).where(session_keys.c.session_id == session_id)
        ).first()
        if row is None:
            raise NotHeld("no such session key")
        if row.destroyed_at is not None:
            return False
        tx.execute(
            update(session_keys)
            .where(session_keys.c.session_id == session_id)
            .values(wrapped_key=None, destroyed_at=now())
        )
        with self._lock:
            self._condemned.add(session_id)
        tx.after_commit(lambda: self._destroyed(session_id))
        tx.after_rollback(lambda: self._spare(session_id))
        return True

    def cipher(self, session_id: SessionId) -> Cipher:
        """Raises NotHeld, KeyDestroyed, Tampered (the stored key is not the one wrapped)."""
        with self._lock:
            if session_id in self._condemned:
                raise KeyDestroyed("the session's key was destroyed")
            if session_id in self._uncommitted:
                return self._uncommitted[session_id]
        with self._database.read() as connection:
            row = connection.execute(
                select(session_keys.c.wrapped_key, session_keys.c.destroyed_at).where(
                    session_keys.c.session_id == session_id
                )
            ).first()
        if row is None:
            raise NotHeld("no such session key")
        if row.destroyed_at is not None or row.wrapped_key is None:
            self._shut(session_id)
            raise KeyDestroyed("the session's key was destroyed")
        with self._lock:
            if session_id in self._condemned:
                raise KeyDestroyed("the session's key was destroyed")
            cipher = self._open.get(session_id)
            if cipher is None:
                cipher = Cipher(self._master.unwrap(row.wrapped_key, session_id))
                self._open[session_id] = cipher
            return cipher

    def destroyed(self) -> list[SessionId]:
        """Sessions whose key is gone: nothing of theirs should rest any more."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(session_keys.c.session_id).where(session_keys.c.destroyed_at.is_not(None))
            )
            return [SessionId(row.session_id) for row in rows]

    def _settle(self, session_id: SessionId) -> None:
        with self._lock:
            self._uncommitted.pop(session_id, None)

    def _shut(self, session_id: SessionId) -> None:
        with self._lock:
            self._uncommitted.pop(session_id, None)
            cipher = self._open.pop(session_id, None)
            if cipher is not None:
                cipher.shut()

    def _destroyed(self, session_id: SessionId) -> None:
        self._shut(session_id)
        self._database.forget_history()

    def _spare(self, session_id: SessionId) -> None:
        with self._lock:
            self._condemned.discard(session_id)
