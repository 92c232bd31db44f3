"""Opus packets out of Ogg pages (RFC 3533, RFC 7845), fed in any pieces."""

import zlib
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from ingest.errors import Malformed
from ingest.opus.packet import Demuxed, OpusHead, OpusPacket, duration

MAGIC: Final = b"OggS"
_HEADER_BYTES: Final = 27
_CONTINUED, _FIRST, _LAST = 1, 2, 4
_LONGEST_PACKET_BYTES: Final = 1 << 16
_REVERSED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def begins(data: bytes) -> bool:
    """Whether a logical stream begins here."""
    return data[:4] == MAGIC and len(data) > 5 and bool(data[5] & _FIRST)


class OggDemuxer:
    """The first Opus stream of the file; pages of others are passed over."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._serial: int | None = None
        self._wants = "head"
        self._partial = b""
        self._taken = 0
        self._origin: int | None = None

    def push(self, data: bytes) -> list[Demuxed]:
        """What is complete now. Raises `Malformed`."""
        self._bytes += data
        found: list[Demuxed] = []
        while (page := self._page()) is not None:
            found += self._read(page)
        return found

    def _page(self) -> "_Page | None":
        held = self._bytes
        if held[:4] != MAGIC[: len(held)] or (len(held) > 4 and held[4]):
            raise Malformed("The Ogg stream is damaged: a page does not begin where it should.")
        if len(held) < _HEADER_BYTES or len(held) < _HEADER_BYTES + held[26]:
            return None
        lacing = bytes(held[_HEADER_BYTES : _HEADER_BYTES + held[26]])
        begin = _HEADER_BYTES + len(lacing)
        end = begin + sum(lacing)
        if len(held) < end:
            return None
        whole = bytes(held[:end])
        del held[:end]
        if _checksum(whole) != int.from_bytes(whole[22:26], "little"):
            raise Malformed("The Ogg stream is damaged: a page's checksum is wrong.")
        granule = int.from_bytes(whole[6:14], "little", signed=True)
        serial = int.from_bytes(whole[14:18], "little")
        return _Page(whole[5], granule, serial, lacing, whole[begin:])

    def _read(self, page: "_Page") -> list[Demuxed]:
        if page.flags & _FIRST and (self._serial is None or page.body[:8] == b"OpusHead"):
            self._begin(page)
        if page.serial != self._serial:
            return []
        found: list[Demuxed] = []
        for packet in self._packets(page):
            if self._wants == "head":
                found.append(OpusHead.read(packet))
                self._wants = "tags"
            elif self._wants == "tags":
                self._wants = "audio"
            else:
                self._taken += duration(packet)
                found.append(OpusPacket(packet))
        self._place(page, found)
        return found

    def _begin(self, page: "_Page") -> None:
        if page.body[:8] != b"OpusHead":
            raise Malformed("The Ogg stream does not hold Opus.")
        self._serial, self._wants, self._partial = page.serial, "head", b""
        self._taken, self._origin = 0, None

    def _packets(self, page: "_Page") -> list[bytes]:
        packets: list[bytes] = []
        ends = list(accumulate(page.lacing))
        packet = self._partial if page.flags & _CONTINUED else b""
        for size, end in zip(page.lacing, ends, strict=True):
            packet += page.body[end - size : end]
            if len(packet) > _LONGEST_PACKET_BYTES:
                raise Malformed("The Ogg stream holds a packet that is too long for Opus.")
            if size < 255:
                packets.append(packet)
                packet = b""
        self._partial = packet
        return packets

    def _place(self, page: "_Page", found: list[Demuxed]) -> None:
        """The last page tells how much of its last packet is padding (RFC 7845, 4.5)."""
        if page.granule < 0 or not found or not isinstance(found[-1], OpusPacket):
            return
        if self._origin is None:
            self._origin = max(0, page.granule - self._taken)
        surplus = self._taken - (page.granule - self._origin)
        last = found[-1]
        if page.flags & _LAST and 0 < surplus < duration(last.data):
            found[-1] = OpusPacket(last.data, trim=surplus)


@dataclass(frozen=True, slots=True)
class _Page:
    flags: int
    granule: int
    serial: int
    lacing: bytes
    body: bytes


def _checksum(page: bytes) -> int:
    """CRC-32 of Ogg (RFC 3533, 6): that of zlib on mirrored bits, without its inversions."""
    bare = page[:22] + bytes(4) + page[26:]
    mirrored = zlib.crc32(bare.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
