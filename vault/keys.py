"""Data keys: those of a session, wrapped by the master key."""

import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from weakref import WeakSet, WeakValueDictionary

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert, select, update

from vault.cipher import NONCE_BYTES, Cipher
from vault.database import Database
from vault.errors import KeyDestroyed, NotHeld
from vault.ids import SessionId
from vault.instant import now
from vault.lineage import Lineage, key_id
from vault.master_key import MasterKey
from vault.tables import session_keys
from vault.transaction import Transaction


@dataclass(frozen=True, slots=True)
class DestroyedKey:
    """What is left of a key: enough to look for its bytes, nothing to open anything with."""

    key_id: SessionId
    mark: str
    """The first bytes (hex) of the wrapped key as it rested: a random number of no meaning. Where
    it is found nowhere, the key is nowhere."""


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
        self._forgetting: WeakSet[Transaction] = WeakSet()

    def create(self, tx: Transaction, owner: SessionId, lineages: Iterable[Lineage] = ()) -> None:
        """A fresh key, and one for each of `lineages`; usable from now on, gone again if the
        transaction is rolled back."""
        for key in (owner, *(key_id(owner, lineage) for lineage in lineages)):
            self._create(tx, key)

    def _create(self, tx: Transaction, key: SessionId) -> None:
        data_key = AESGCM.generate_key(256)
        tx.execute(
            insert(session_keys).values(
                session_id=key,
                wrapped_key=self._master.wrap(data_key, key),
                master_key_id=self._master.key_id,
                created_at=now(),
            )
        )
        with self._lock:
            self._open[key] = self._uncommitted[key] = Cipher(data_key)
        tx.after_commit(lambda: self._settle(key))
        tx.after_rollback(lambda: self._shut(key))

    def destroy(
        self, tx: Transaction, owner: SessionId, lineages: Collection[Lineage] | None = None
    ) -> tuple[DestroyedKey, ...]:
        """Destroy all keys of `owner`, or those of some lineages; gives those that were there.

        None is given where that was done before, or where a lineage has no key of its own.
        No cipher is given out from now on; those given out are shut when this commits. Raises
        NotHeld.
        """
        keys = [key_id(owner, lineage) for lineage in (*Lineage, None)]
        rows = tx.execute(
            select(session_keys.c.session_id, session_keys.c.wrapped_key).where(
                session_keys.c.session_id.in_(keys)
            )
        ).all()
        if owner not in {row.session_id for row in rows}:
            raise NotHeld("no such session key")
        if lineages is not None:
            keys = [key_id(owner, lineage) for lineage in lineages]
        found = tuple(
            DestroyedKey(SessionId(row.session_id), row.wrapped_key[:NONCE_BYTES].hex())
            for row in rows
            if row.session_id in keys and row.wrapped_key is not None
        )
        for key in found:
            self._destroy(tx, key.key_id)
        if found and tx not in self._forgetting:
            self._forgetting.add(tx)
            tx.after_commit(self._database.forget_history)
        return found

    def _destroy(self, tx: Transaction, key: SessionId) -> None:
        tx.execute(
            update(session_keys)
            .where(session_keys.c.session_id == key)
            .values(wrapped_key=None, destroyed_at=now())
        )
        with self._lock:
            self._condemned.add(key)
        tx.after_commit(lambda: self._shut(key))
        tx.after_rollback(lambda: self._spare(key))

    def cipher(self, owner: SessionId, lineage: Lineage | None = None) -> Cipher:
        """Of the lineage's key where it has one, else of the owner's.

        Raises NotHeld, KeyDestroyed, Tampered (the stored key is not the one wrapped).
        """
        own = key_id(owner, lineage)
        with self._lock:
            self._refuse_condemned(owner, own)
            for key in (own, owner):
                if key in self._uncommitted:
                    return self._uncommitted[key]
        with self._database.read() as connection:
            rows = connection.execute(
                select(
                    session_keys.c.session_id,
                    session_keys.c.wrapped_key,
                    session_keys.c.destroyed_at,
                ).where(session_keys.c.session_id.in_({owner, own}))
            ).all()
        held = {row.session_id: row for row in rows}
        if owner not in held:
            raise NotHeld("no such session key")
        for key, row in held.items():
            if row.destroyed_at is not None or row.wrapped_key is None:
                self._shut(key)
                raise KeyDestroyed("the session's key was destroyed")
        row = held.get(own, held[owner])
        with self._lock:
            self._refuse_condemned(owner, own)
            cipher = self._open.get(row.session_id)
            if cipher is None:
                cipher = Cipher(self._master.unwrap(row.wrapped_key, row.session_id))
                self._open[row.session_id] = cipher
            return cipher

    def opens(self, owner: SessionId, lineage: Lineage | None = None) -> bool:
        """Whether there is a key to open it with."""
        try:
            self.cipher(owner, lineage)
        except (KeyDestroyed, NotHeld):
            return False
        return True

    def destroyed(self) -> Sequence[SessionId]:
        """The ids of keys that are gone: nothing of theirs should rest any more."""
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

    def _refuse_condemned(self, *keys: SessionId) -> None:
        if not self._condemned.isdisjoint(keys):
            raise KeyDestroyed("the session's key was destroyed")

    def _spare(self, session_id: SessionId) -> None:
        with self._lock:
            self._condemned.discard(session_id)
