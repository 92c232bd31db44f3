"""Opus packets out of WebM (Matroska, RFC 9559; EBML, RFC 8794), fed in any pieces.

Reads what browsers' `MediaRecorder` and FFmpeg write live: clusters and segments of unknown
size, one Opus track among others, no lacing.
"""

from collections.abc import Iterator
from typing import Final

from ingest.errors import Malformed
from ingest.opus.packet import OPUS_HZ, Demuxed, OpusHead, OpusPacket, duration

MAGIC: Final = b"\x1a\x45\xdf\xa3"

_EBML: Final = 0x1A45DFA3
_SEGMENT: Final = 0x18538067
_INFO: Final = 0x1549A966
_TIMESTAMP_SCALE: Final = 0x2AD7B1
_TRACKS: Final = 0x1654AE6B
_TRACK_ENTRY: Final = 0xAE
_TRACK_NUMBER: Final = 0xD7
_CODEC_ID: Final = 0x86
_CODEC_PRIVATE: Final = 0x63A2
_CLUSTER: Final = 0x1F43B675
_TIMESTAMP: Final = 0xE7
_SIMPLE_BLOCK: Final = 0xA3
_BLOCK_GROUP: Final = 0xA0
_BLOCK: Final = 0xA1
_DISCARD_PADDING: Final = 0x75A2

_OPENED: Final = frozenset({_SEGMENT, _CLUSTER})
"""Their children are read one by one: they may be endless."""
_READ: Final = frozenset({_INFO, _TRACKS, _TIMESTAMP, _SIMPLE_BLOCK, _BLOCK_GROUP})
_PASSED_OVER: Final = frozenset(
    {
        _EBML,
        0xEC,  # Void
        0xBF,  # CRC-32
        0xA7,  # Position
        0xAB,  # PrevSize
        0x5854,  # SilentTracks
        0x114D9B74,  # SeekHead
        0x1C53BB6B,  # Cues
        0x1254C367,  # Tags
        0x1941A469,  # Attachments
        0x1043A770,  # Chapters
    }
)
"""What else may stand in a segment or cluster; anything unknown is taken for damage."""
_LONGEST_ELEMENT: Final = 1 << 20
_NS: Final = 1_000_000_000
_GAP_S: Final = 1.0
"""Timestamps that run ahead of the sound by more than this tell that nothing was recorded;
by less they only wander."""


class WebmDemuxer:
    """The first Opus track of the file."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._skip = 0
        self._began = False
        self._scale_ns = 1_000_000
        self._cluster = 0
        self._track: int | None = None
        self._origin: int | None = None
        self._taken = 0

    def push(self, data: bytes) -> list[Demuxed]:
        """What is complete now. Raises `Malformed`."""
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        self._bytes += data[skipped:]
        if not self._began and self._bytes[:4] != MAGIC[: len(self._bytes)]:
            raise Malformed("The audio is not WebM; start must name its encoding.")
        found: list[Demuxed] = []
        while not self._skip and (element := self._element()) is not None:
            found += self._take(*element)
        return found

    def _element(self) -> tuple[int, bytes] | None:
        """The next element to be read; others are opened or passed over."""
        while not self._skip:
            head = _head(self._bytes)
            if head is None:
                return None
            name, size, begin = head
            if not self._began and name != _EBML:
                raise Malformed("The audio is not WebM; start must name its encoding.")
            self._began = True
            if name in _OPENED:
                del self._bytes[:begin]
            elif size is None:
                raise Malformed("The WebM stream is damaged: an element has no size.")
            elif name in _READ:
                if size > _LONGEST_ELEMENT:
                    raise Malformed("The WebM stream is damaged: an element is too large.")
                if len(self._bytes) < begin + size:
                    return None
                content = bytes(self._bytes[begin : begin + size])
                del self._bytes[: begin + size]
                return name, content
            elif name not in _PASSED_OVER:
                raise Malformed("The WebM stream is damaged: an element is unknown.")
            else:
                self._skip = max(0, begin + size - len(self._bytes))
                del self._bytes[: begin + size]
        return None

    def _take(self, name: int, content: bytes) -> list[Demuxed]:
        if name == _TRACKS:
            return [self._find_track(content)]
        if name == _SIMPLE_BLOCK:
            return self._block(content, 0)
        if name == _BLOCK_GROUP:
            group = dict(_children(content))
            padding = int.from_bytes(group.get(_DISCARD_PADDING, b""), signed=True)
            return self._block(group[_BLOCK], padding) if _BLOCK in group else []
        if name == _TIMESTAMP:
            self._cluster = int.from_bytes(content[:8])
        else:
            info = dict(_children(content))
            self._scale_ns = int.from_bytes(info.get(_TIMESTAMP_SCALE, b"")) or self._scale_ns
        return []

    def _find_track(self, content: bytes) -> OpusHead:
        for child, entry in _children(content):
            fields = dict(_children(entry)) if child == _TRACK_ENTRY else {}
            if fields.get(_CODEC_ID) == b"A_OPUS":
                self._track = int.from_bytes(fields.get(_TRACK_NUMBER, b""))
                return OpusHead.read(fields.get(_CODEC_PRIVATE, b""))
        raise Malformed("The WebM stream holds no Opus track.")

    def _block(self, content: bytes, padding_ns: int) -> list[Demuxed]:
        if self._track is None:
            raise Malformed("The WebM stream is damaged: sound comes before its track's header.")
        number = _number(content, 0, keep_marker=False)
        if number is None or len(content) < number[1] + 3:
            raise Malformed("The WebM stream is damaged: a block is cut off.")
        track, at = number
        if track != self._track:
            return []
        if content[at + 2] & 0x06:
            raise Malformed("Laced WebM blocks are not taken; write one packet in each block.")
        packet = content[at + 3 :]
        time = self._cluster + int.from_bytes(content[at : at + 2], signed=True)
        silence = self._silence_before(time * self._scale_ns * OPUS_HZ // _NS)
        length = duration(packet)
        self._taken += length
        trim = min(max(0, padding_ns) * OPUS_HZ // _NS, length)
        return [OpusPacket(packet, silence, trim)]

    def _silence_before(self, at: int) -> int:
        if self._origin is None:
            self._origin = at
        ahead = at - self._origin - self._taken
        if ahead <= _GAP_S * OPUS_HZ:
            return 0
        self._taken += ahead
        return ahead


def _head(data: bytes | bytearray) -> tuple[int, int | None, int] | None:
    """Id, size (None: unknown) and length of the head; None while it is incomplete."""
    name = _number(data, 0, keep_marker=True, longest=4)
    if name is None:
        return None
    size = _number(data, name[1], keep_marker=False)
    if size is None:
        return None
    length = size[1] - name[1]
    unknown = size[0] == (1 << 7 * length) - 1
    return name[0], None if unknown else size[0], size[1]


def _number(
    data: bytes | bytearray, at: int, *, keep_marker: bool, longest: int = 8
) -> tuple[int, int] | None:
    """A variable-size integer (RFC 8794, 4) and where it ends; None while it is incomplete."""
    if at >= len(data):
        return None
    length = 9 - data[at].bit_length()
    if length > longest:
        raise Malformed("The WebM stream is damaged: an element's head cannot be read.")
    if at + length > len(data):
        return None
    value = int.from_bytes(data[at : at + length])
    if not keep_marker:
        value -= 1 << 7 * length
    return value, at + length


def _children(content: bytes) -> Iterator[tuple[int, bytes]]:
    while content:
        head = _head(content)
        if head is None or head[1] is None or len(content) < head[2] + head[1]:
            raise Malformed("The WebM stream is damaged: an element is cut off.")
        name, size, begin = head[0], head[1], head[2]
        yield name, content[begin : begin + size]
        content = content[begin + size :]
