"""The appending side of a log."""

import fcntl
import os
from collections import deque
from contextlib import suppress
from pathlib import Path

from vault.cipher import Cipher
from vault.durable import PRIVATE_FILE, make_folder, sync_folder, write_all
from vault.errors import VaultBusy, VaultUnusable
from vault.log_format import LOG_ID_BYTES, MAGIC, START, LogEntry, LogForm, places, read_log_id

_BUFFER_BYTES = 1 << 20
"""Appended bytes that may wait for `sync`; beyond, they are handed to the operating system."""


class LogWriter:
    """The one that appends to a log file; the lock on the file tells others to stay away.

    Not safe between threads but for `sync`, which may run beside `append`. After a failed write
    or fsync nothing unsynced can be trusted to be on disk any more: the file is cut back to what
    was synced, and this writer refuses.
    """

    def __init__(self, path: Path, context: bytes, cipher: Cipher) -> None:
        self._cipher = cipher
        self._buffer = bytearray()
        self._failed = False
        self._number, self._position, self._end, self._durable_end = 0, 0, START, 0
        try:
            self._handle = _open_locked(path)
        except BlockingIOError:
            raise VaultBusy("another writer holds this log; close it first") from None
        except OSError as error:
            raise VaultUnusable(f"a log cannot be opened: {error.strerror}") from None
        try:
            self._begin(path, context)
        except BaseException:
            os.close(self._handle)
            raise

    def append(self, position: int, payload: bytes) -> None:
        if self._failed:
            raise VaultUnusable("an earlier write to this log failed; open it anew")
        if position < self._position:
            raise ValueError("a log's positions never decrease")
        record = self._form.pack(self._cipher, self._number, LogEntry(position, payload))
        self._buffer += record
        self._number += 1
        self._position = position
        if len(self._buffer) > _BUFFER_BYTES:
            self.hand_over()

    def hand_over(self) -> int:
        """Give the buffer to the operating system; the file's end after it."""
        if self._failed:
            raise VaultUnusable("an earlier write to this log failed; open it anew")
        try:
            write_all(self._handle, bytes(self._buffer))
        except OSError as error:
            raise self.fail(error) from None
        self._end += len(self._buffer)
        self._buffer.clear()
        return self._end

    def sync(self, end: int) -> None:
        """Make the file durable at least up to `end`. Raises OSError: then call `fail`."""
        os.fsync(self._handle)
        self._durable_end = end

    def close(self) -> None:
        try:
            if not self._failed:
                self.sync(self.hand_over())
        except OSError as error:
            raise self.fail(error) from None
        finally:
            os.close(self._handle)

    def _begin(self, path: Path, context: bytes) -> None:
        """Find the end, cut off what is torn, and write the header of a new log."""
        with path.open("rb") as file:
            log_id = read_log_id(file)
            newest = deque(places(file), maxlen=1) if log_id else deque()
            new_id = os.urandom(LOG_ID_BYTES)
            self._form = LogForm(context, log_id or new_id)
            if newest:
                place = newest[0]
                self._form.entry(file, self._cipher, place)  # refuses to go on after altered bytes
                self._number, self._position = place.number + 1, place.position
                self._end = place.end
        try:
            if log_id is None:
                os.ftruncate(self._handle, 0)
                write_all(self._handle, MAGIC + new_id)
            os.ftruncate(self._handle, self._end)
            os.lseek(self._handle, self._end, os.SEEK_SET)
            os.fsync(self._handle)
            sync_folder(path.parent)
        except OSError as error:
            raise self.fail(error) from None
        self._durable_end = self._end

    def fail(self, error: OSError) -> VaultUnusable:
        """Drop what is not durable and refuse from now on; not beside `append`."""
        self._failed = True
        self._buffer.clear()
        with suppress(OSError):
            os.ftruncate(self._handle, self._durable_end)
        return VaultUnusable(f"a log cannot be written: {error.strerror}")


def _open_locked(path: Path) -> int:
    """Raises BlockingIOError where another handle holds the lock."""
    make_folder(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(handle)
        raise
    return handle
