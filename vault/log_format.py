"""How an append-only encrypted log lies in its file.

    file    = "IGLOG01\\n" | log id (16 random bytes)
    record  = sealed length u32 | position u64 | check u32 | sealed payload      (big endian)

`check` is a CRC-32 over length, position and the record's number. It tells a record cut short by
a crash from one that was altered: a damaged length must not pass for the end of the file. The seal
binds session, name, log id, number and position, so that no record can be altered, moved or
carried over from another log. What a file cannot show is that whole records were cut off at its
end; who needs to know keeps the expected end elsewhere.
"""

import os
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader

from vault.cipher import OVERHEAD_BYTES, TAG_BYTES, Cipher
from vault.errors import Tampered

MAGIC = b"IGLOG01\n"
LOG_ID_BYTES = 16
START = len(MAGIC) + LOG_ID_BYTES
_HEADER = struct.Struct(">IQI")
_PLACE = struct.Struct(">QQ")
_BLOCK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class LogEntry:
    """What was appended, where."""

    position: int
    """The writer's own measure (sample frames, a counter); never decreases along the log."""
    payload: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies."""

    number: int
    """0, 1, 2, … along the log."""
    offset: int
    """Bytes from file start to the record's header."""
    position: int
    sealed_bytes: int

    @property
    def end(self) -> int:
        """Bytes from file start to the end of the record."""
        return self.offset + _HEADER.size + self.sealed_bytes


class LogForm:
    """Packs and reads the records of one log file."""

    def __init__(self, context: bytes, log_id: bytes) -> None:
        self._context = context + b"\0" + log_id

    def pack(self, cipher: Cipher, number: int, entry: LogEntry) -> bytes:
        """The record's bytes. Raises KeyDestroyed."""
        sealed = cipher.seal(entry.payload, self._bound(number, entry.position))
        check = _check(len(sealed), entry.position, number)
        return _HEADER.pack(len(sealed), entry.position, check) + sealed

    def entry(self, file: BufferedReader, cipher: Cipher, place: Place) -> LogEntry:
        """Raises Tampered, KeyDestroyed."""
        file.seek(place.offset + _HEADER.size)
        sealed = file.read(place.sealed_bytes)
        bound = self._bound(place.number, place.position)
        return LogEntry(place.position, cipher.open(sealed, bound))

    def _bound(self, number: int, position: int) -> bytes:
        return self._context + _PLACE.pack(number, position)


def read_log_id(file: BufferedReader) -> bytes | None:
    """None where a crash left less than the file's header. Raises Tampered."""
    file.seek(0)
    head = file.read(START)
    if len(head) < START or not any(head):
        return None
    if not head.startswith(MAGIC):
        raise Tampered("a log's header is not the one that was written")
    return head[len(MAGIC) :]


def places(file: BufferedReader, first: Place | None = None) -> Iterator[Place]:
    """The whole records from `first` on, up to the end or a torn tail; payloads are not looked at.

    Raises Tampered where a record's header was altered.
    """
    size = written_end(file)
    number, offset = (0, START) if first is None else (first.number, first.offset)
    while offset + _HEADER.size <= size:
        file.seek(offset)
        length, position, check = _HEADER.unpack(file.read(_HEADER.size))
        if length < OVERHEAD_BYTES or check != _check(length, position, number):
            raise Tampered("a log record is not the one that was written")
        place = Place(number, offset, position, length)
        if place.end > size:
            return
        yield place
        number, offset = number + 1, place.end


def covering(found: Iterable[Place], position: int) -> Iterator[Place]:
    """Of ascending places, those from the last at or before `position` on.

    Where several share that last position, all of them.
    """
    held: list[Place] = []
    for place in found:
        if place.position <= position:
            if held and held[-1].position < place.position:
                held.clear()
            held.append(place)
            continue
        yield from held
        held.clear()
        yield place
    yield from held


def written_end(file: BufferedReader) -> int:
    """Bytes up to the end of the file, less the zeros of space that a power cut left unwritten.

    Every whole record ends in a tag of TAG_BYTES, which is never all zeros.
    """
    size = end = os.fstat(file.fileno()).st_size
    while end:
        start = max(0, end - _BLOCK_BYTES)
        file.seek(start)
        written = len(file.read(end - start).rstrip(b"\0"))
        if written:
            end = start + written
            return end if size - end >= TAG_BYTES else size
        end = start
    return 0


def _check(length: int, position: int, number: int) -> int:
    return zlib.crc32(_HEADER.pack(length, position, 0) + _PLACE.pack(number, 0))
