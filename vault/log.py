"""Append-only encrypted logs: one writer, any number of readers."""

import os
import threading
from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from vault.cipher import Cipher
from vault.log_format import LogEntry, LogForm, Place, covering, places, read_log_id
from vault.log_writer import LogWriter

__all__ = ["Log", "LogEntry"]

_INDEX_EVERY = 64
"""Records between two places that a handle remembers, so that reading on needs no full scan."""
_MAX_PAYLOAD = 1 << 30


class Log:
    """A handle on one log: it reads, and from its first `append` on is the log's only writer.

    Made by `Vault.log`. May be shared between threads. Only `sync` and `close` wait for the disk;
    `append` buffers. A reader sees at least what was appended before the last `sync`.
    """

    def __init__(self, path: Path, context: bytes, cipher: Callable[[], Cipher]) -> None:
        self._path = path
        self._context = context
        self._cipher = cipher
        self._lock = threading.Lock()
        self._syncing = threading.Lock()
        self._writer: LogWriter | None = None
        self._closed = False
        self._index: list[Place] = []
        self._indexing = threading.Lock()

    def append(self, position: int, payload: bytes) -> None:
        """Durable after the next `sync`. The first call cuts off what a crash left torn.

        Raises ValueError (position before the last one, or closed), VaultBusy (another writer),
        KeyDestroyed, NotHeld, Tampered, VaultUnusable (disk).
        """
        if not 0 <= position < 1 << 63 or len(payload) > _MAX_PAYLOAD:
            raise ValueError("position or payload out of range")
        with self._lock:
            if self._closed:
                raise ValueError("this log handle is closed")
            if self._writer is None:
                self._writer = LogWriter(self._path, self._context, self._cipher())
            self._writer.append(position, payload)

    def sync(self) -> None:
        """All that was appended is durable once this returns. Raises VaultUnusable."""
        with self._syncing:
            with self._lock:
                writer = self._writer
                if writer is None:
                    return
                end = writer.hand_over()
            try:
                writer.sync(end)
            except OSError as error:
                with self._lock:
                    raise writer.fail(error) from None

    def entries(self, from_position: int = 0) -> Iterator[LogEntry]:
        """From the entry that covers `from_position` (the last at or before it) to the end.

        The end is the last whole record now in the file; call again to read on.
        Raises NotHeld, KeyDestroyed at once; Tampered, KeyDestroyed while reading.
        """
        return self._read(from_position, self._cipher())

    def last(self) -> LogEntry | None:
        """The newest entry in the file; None where there is none. Raises as `entries` does."""
        cipher = self._cipher()
        with self._opened() as (file, form):
            place = deque(self._places(file, None), maxlen=1)
            return form.entry(file, cipher, place[0]) if place else None

    def close(self) -> None:
        """Sync what was appended and let go of the writer's place; the handle still reads."""
        with self._syncing, self._lock:
            self._closed = True
            writer, self._writer = self._writer, None
            if writer is not None:
                writer.close()

    def _read(self, from_position: int, cipher: Cipher) -> Iterator[LogEntry]:
        with self._opened() as (file, form):
            for place in covering(self._places(file, from_position), from_position):
                yield form.entry(file, cipher, place)

    @contextmanager
    def _opened(self) -> Iterator[tuple[BufferedReader, LogForm]]:
        with self._open_or_empty() as file:
            yield file, LogForm(self._context, read_log_id(file) or b"")

    def _places(self, file: BufferedReader, position: int | None) -> Iterator[Place]:
        """From a remembered place at or before `position` (None: the newest remembered)."""
        with self._indexing:
            at = (
                len(self._index)
                if position is None
                else bisect_right(self._index, position, key=lambda place: place.position)
            )
            first = self._index[at - 1] if at else None
        before: Place | None = None
        for place in places(file, first):
            # only the first of records that share a position: `covering` wants them all
            if before is not None and before.position < place.position:
                self._remember(place)
            before = place
            yield place

    def _remember(self, place: Place) -> None:
        with self._indexing:
            if not self._index or place.number >= self._index[-1].number + _INDEX_EVERY:
                self._index.append(place)

    def _open_or_empty(self) -> BufferedReader:
        try:
            return self._path.open("rb")
        except FileNotFoundError:
            self._cipher()  # not written yet, or purged just now: that must not pass for an end
            return Path(os.devnull).open("rb")
