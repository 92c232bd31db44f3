"""Whole documents at rest, encrypted under their session's keys."""

import re
import shutil
from pathlib import Path

from vault.durable import make_folder, replace_file, sync_folder
from vault.errors import NotHeld, Tampered, VaultUnusable
from vault.ids import SessionId
from vault.keys import Keys
from vault.lineage import lineage_of

_MAGIC = b"IGBLOB1\n"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


def path_part(name: str) -> str:
    """`name` if it can stand as one part of a path. Raises NotHeld: nothing has such a name."""
    if not _NAME.fullmatch(name):
        raise NotHeld("nothing can be held under that name")
    return name


class Blobs:
    """One encrypted file per session and name. A blob is replaced whole or not at all."""

    def __init__(self, folder: Path, keys: Keys) -> None:
        self._folder = folder
        self._keys = keys

    def put(self, session_id: SessionId, name: str, data: bytes) -> None:
        """Durable once this returns. Raises NotHeld (no such key), KeyDestroyed, VaultUnusable."""
        path = self._path(session_id, name)
        cipher = self._keys.cipher(session_id, lineage_of(name))
        sealed = _MAGIC + cipher.seal(data, _context(session_id, name))
        try:
            make_folder(path.parent)
            replace_file(path, sealed)
        except OSError as error:
            raise VaultUnusable(f"a blob cannot be written: {error.strerror}") from None

    def get(self, session_id: SessionId, name: str) -> bytes:
        """Raises NotHeld, KeyDestroyed, Tampered."""
        path = self._path(session_id, name)
        cipher = self._keys.cipher(session_id, lineage_of(name))
        try:
            stored = path.read_bytes()
        except FileNotFoundError:
            raise NotHeld("no such blob") from None
        if not stored.startswith(_MAGIC):
            raise Tampered("stored bytes are not the ones that were written")
        return cipher.open(stored[len(_MAGIC) :], _context(session_id, name))

    def has(self, session_id: SessionId, name: str) -> bool:
        """Whether a blob is stored; says nothing about whether it can still be read."""
        return self._path(session_id, name).is_file()

    def delete(self, session_id: SessionId, name: str) -> None:
        """Remove a blob if it is there."""
        path = self._path(session_id, name)
        if path.is_file():
            path.unlink(missing_ok=True)
            sync_folder(path.parent)

    def names(self, session_id: SessionId) -> list[str]:
        """What is stored, sorted."""
        return names_in(self._folder / path_part(session_id))

    def _path(self, session_id: SessionId, name: str) -> Path:
        return self._folder / path_part(session_id) / path_part(name)


def names_in(folder: Path) -> list[str]:
    """Files that stand under a name; those still being written (leading dot) are left out."""
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))


def remove_folder(folder: Path) -> None:
    """Remove `folder` with all in it, durably; nothing happens where it is not there."""
    if folder.is_dir():
        shutil.rmtree(folder)
        sync_folder(folder.parent)


def _context(session_id: SessionId, name: str) -> bytes:
    return b"\0".join((b"blob", session_id.encode(), name.encode()))
