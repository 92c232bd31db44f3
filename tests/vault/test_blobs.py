"""Blobs: read back exactly, replaced whole, readable by no one else."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault import NotHeld, Principal, SessionId, Tampered, Vault, VaultUnusable
from vault.cipher import Cipher


def test_reads_back_the_newest(vault: Vault, session_id: SessionId) -> None:
    assert vault.blobs.names(session_id) == []
    assert not vault.blobs.has(session_id, "draft")
    for data in (b"first", b"", bytes(100_000)):
        vault.blobs.put(session_id, "draft", data)
        assert vault.blobs.get(session_id, "draft") == data
    vault.blobs.put(session_id, "context", b"{}")
    assert vault.blobs.names(session_id) == ["context", "draft"]
    vault.blobs.delete(session_id, "draft")
    vault.blobs.delete(session_id, "draft")
    assert vault.blobs.names(session_id) == ["context"]
    with pytest.raises(NotHeld):
        vault.blobs.get(session_id, "draft")


def test_a_session_without_key_holds_nothing(vault: Vault) -> None:
    nobody = SessionId("nobody")
    with pytest.raises(NotHeld):
        vault.blobs.put(nobody, "draft", b"x")
    with pytest.raises(NotHeld):
        vault.blobs.get(nobody, "draft")
    assert vault.blobs.names(nobody) == []


@pytest.mark.parametrize("name", ["", ".", "..", "../other", "a/b", ".hidden", "a\0b", "ä", "a\n"])
def test_names_never_leave_the_folder(vault: Vault, session_id: SessionId, name: str) -> None:
    with pytest.raises(NotHeld):
        vault.blobs.put(session_id, name, b"x")
    with pytest.raises(NotHeld):
        vault.blobs.names(SessionId(name))
    with pytest.raises(NotHeld):
        vault.log(SessionId(name), "recording")


def test_swapped_and_altered_files_are_found(
    vault: Vault, session_id: SessionId, actor: Principal, folder: Path
) -> None:
    other = SessionId("s-2")
    with vault.begin(actor) as tx:
        vault.keys.create(tx, other)
    vault.blobs.put(session_id, "draft", b"mine")
    vault.blobs.put(session_id, "draft.v1", b"older")
    vault.blobs.put(other, "draft", b"theirs")
    path = folder / "blobs" / session_id / "draft"
    mine = path.read_bytes()
    altered = mine[:-1] + bytes([mine[-1] ^ 1])
    older = path.with_name("draft.v1").read_bytes()
    theirs = (folder / "blobs" / other / "draft").read_bytes()
    for content in (theirs, older, altered, mine[:-1], mine[:10], b""):
        path.write_bytes(content)
        with pytest.raises(Tampered):
            vault.blobs.get(session_id, "draft")


def test_a_full_disk_leaves_the_old_blob(
    vault: Vault, session_id: SessionId, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.blobs.put(session_id, "draft", b"old")

    def refuse(_handle: int, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vault.durable.write_all", refuse)
    with pytest.raises(VaultUnusable, match="No space left"):
        vault.blobs.put(session_id, "draft", b"new")
    assert vault.blobs.get(session_id, "draft") == b"old"
    assert [path.name for path in (folder / "blobs" / session_id).iterdir()] == ["draft"]


@given(st.binary(max_size=100), st.binary(max_size=20), st.binary(max_size=20), st.data())
@settings(max_examples=50)
def test_a_cipher_opens_only_what_it_sealed(
    plaintext: bytes, context: bytes, other: bytes, data: st.DataObject
) -> None:
    cipher = Cipher(bytes(32))
    sealed = cipher.seal(plaintext, context)
    assert cipher.open(sealed, context) == plaintext
    assert sealed != cipher.seal(plaintext, context)
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    altered = bytearray(sealed)
    altered[bit // 8] ^= 1 << bit % 8
    wrong = [(bytes(altered), context), (sealed[:-1], context)]
    if other != context:
        wrong.append((sealed, other))
    for found, bound in wrong:
        with pytest.raises(Tampered):
            cipher.open(found, bound)
    with pytest.raises(Tampered):
        Cipher(b"1" * 32).open(sealed, context)
