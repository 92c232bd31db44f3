"""What has come of an upload, encrypted under the key of its session: where that is destroyed, it
is unreadable with everything else."""

import io
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from ingest.uploads.upload import Upload
from vault import LogEntry, Vault, VaultError

_PIECE_BYTES: Final = 256 << 10
_SYNC_BYTES: Final = 32 << 20
"""So much may wait for the disk, that the last of a large file need not wait for all of it."""


class HeldBytes:
    """Takes an upload's bytes in order, after those that are there. Blocks; `rest` when done.

    Raises `KeyDestroyed`, `VaultBusy` (it comes over another connection), `VaultUnusable`.
    """

    def __init__(self, vault: Vault, upload: Upload) -> None:
        self._log = vault.log(upload.session_id, upload.upload_id)
        self._stored = _end(self._log.last())
        self._waiting = bytearray()
        self._unsynced = 0

    @property
    def size(self) -> int:
        """All that came; durable after `rest`."""
        return self._stored + len(self._waiting)

    def add(self, data: bytes) -> None:
        self._waiting += data
        while len(self._waiting) >= _PIECE_BYTES:
            self._store(_PIECE_BYTES)
        if self._unsynced >= _SYNC_BYTES:
            self._log.sync()
            self._unsynced = 0

    def rest(self) -> None:
        """Everything is durable once this returns; nothing may be added after it."""
        try:
            if self._waiting:
                self._store(len(self._waiting))
        finally:
            self._log.close()

    def drop(self) -> None:
        """Let go of it whatever became of the disk: its bytes are not wanted."""
        with suppress(VaultError):
            self._log.close()

    def _store(self, size: int) -> None:
        self._log.append(self._stored, bytes(self._waiting[:size]))
        del self._waiting[:size]
        self._stored += size
        self._unsynced += size


class HeldFile(io.RawIOBase):
    """An upload's bytes to read: a file object that can seek, and never one on the disk."""

    def __init__(self, vault: Vault, upload: Upload) -> None:
        self._log = vault.log(upload.session_id, upload.upload_id)
        self._size = _end(self._log.last())
        self._position = 0
        self._entries: Iterator[LogEntry] = iter(())
        self._piece = LogEntry(0, b"")

    @property
    def size(self) -> int:
        return self._size

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._position >= self._size:
            return 0
        if not self._here():
            self._piece = next(self._entries, self._piece)
            if not self._here():
                self._entries = self._log.entries(self._position)
                self._piece = next(self._entries)
        first = self._position - self._piece.position
        part = self._piece.payload[first : first + len(buffer)]
        buffer[: len(part)] = part
        self._position += len(part)
        return len(part)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def _here(self) -> bool:
        return self._piece.position <= self._position < _end(self._piece)


def _end(entry: LogEntry | None) -> int:
    return 0 if entry is None else entry.position + len(entry.payload)
