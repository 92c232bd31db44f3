"""Data keys: one per session, never stored open, gone when destroyed."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from vault import KeyDestroyed, NotHeld, Principal, SessionId, Tampered, Vault, VaultOptions
from vault.tables import session_keys


def test_a_key_is_usable_before_the_commit_and_gone_after_a_rollback(
    vault: Vault, actor: Principal
) -> None:
    name = SessionId("s-9")
    with pytest.raises(ZeroDivisionError), vault.begin(actor) as tx:
        vault.keys.create(tx, name)
        cipher = vault.keys.cipher(name)
        vault.blobs.put(name, "context", b"{}")
        raise ZeroDivisionError
    with pytest.raises(NotHeld):
        vault.keys.cipher(name)
    with pytest.raises(KeyDestroyed):
        cipher.seal(b"x", b"")


def test_every_session_has_a_key_of_its_own(
    vault: Vault, session_id: SessionId, actor: Principal
) -> None:
    other = SessionId("s-2")
    with vault.begin(actor) as tx:
        vault.keys.create(tx, other)
    sealed = vault.keys.cipher(session_id).seal(b"x", b"")
    with pytest.raises(Tampered):
        vault.keys.cipher(other).open(sealed, b"")
    with pytest.raises(IntegrityError), vault.begin(actor) as tx:
        vault.keys.create(tx, session_id)
    assert vault.keys.cipher(session_id).open(sealed, b"") == b"x"


def test_destroying_is_final(
    vault: Vault, session_id: SessionId, actor: Principal, folder: Path
) -> None:
    cipher = vault.keys.cipher(session_id)
    with vault.begin(actor) as tx:
        assert vault.keys.destroy(tx, session_id)
        with pytest.raises(KeyDestroyed):
            vault.keys.cipher(session_id)
    with pytest.raises(KeyDestroyed):
        cipher.seal(b"x", b"")
    (row,) = vault.rows(select(session_keys))
    assert row.wrapped_key is None
    assert row.destroyed_at >= row.created_at
    with vault.begin(actor) as tx:
        assert not vault.keys.destroy(tx, session_id)
    with pytest.raises(IntegrityError), vault.begin(actor) as tx:
        vault.keys.create(tx, session_id)
    again = Vault.open(VaultOptions(folder))
    with pytest.raises(KeyDestroyed):
        again.keys.cipher(session_id)
    again.close()


def test_a_wrapped_key_opens_for_its_own_session_only(
    vault: Vault, session_id: SessionId, actor: Principal, folder: Path
) -> None:
    with vault.begin(actor) as tx:
        vault.keys.create(tx, SessionId("s-2"))
    vault.close()
    connection = sqlite3.connect(folder / "inglenook.db")
    connection.execute(
        "UPDATE session_keys SET wrapped_key ="
        " (SELECT wrapped_key FROM session_keys WHERE session_id = 's-2')"
    )
    connection.commit()
    connection.close()
    again = Vault.open(VaultOptions(folder))
    with pytest.raises(Tampered):
        again.keys.cipher(session_id)
    again.close()
