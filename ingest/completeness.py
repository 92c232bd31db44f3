"""Whether a file is all there, as far as its form tells. Pure."""

from typing import Final

LOOKED_AT_BYTES: Final = 64 << 10
"""Of each end of a file."""

_SAYS_LENGTH: Final = frozenset(
    {"aiff", "ape", "asf", "avi", "caf", "flac", "matroska,webm", "tta", "w64", "wv"}
) | {"mov,mp4,m4a,3gp,3g2,mj2"}
"""Formats whose header holds the duration; of others FFmpeg estimates it."""
_SPARE_BYTES: Final = 1024
_SPARE_S: Final = 0.5
_SPARE_SHARE: Final = 0.001
_OGG_HEADER_BYTES: Final = 27
_LAST_PAGE: Final = 4


def cut_by_form(head: bytes, tail: bytes, size: int) -> bool:
    """Whether the bytes end before the file's form says so."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        declared = int.from_bytes(head[4:8], "little")
        return declared != 0xFFFF_FFFF and declared + 8 > size + _SPARE_BYTES
    if head[:4] == b"OggS":
        return not _ends_with_last_page(tail)
    return False


def says_length(format_name: str, head: bytes) -> bool:
    """Whether a duration is what the file says, not an estimate from its first part."""
    if format_name == "mp3":
        return b"Xing" in head or b"Info" in head
    return format_name in _SAYS_LENGTH


def is_short(held_s: float, declared_s: float) -> bool:
    """Whether more is missing than encoders add and leave off."""
    return declared_s - held_s > max(_SPARE_S, declared_s * _SPARE_SHARE)


def lacks_index(head: bytes) -> bool:
    """Whether a file that cannot be opened is an MP4 whose index (`moov`) stood at its end."""
    return head[4:8] == b"ftyp" and b"moov" not in head


def _ends_with_last_page(tail: bytes) -> bool:
    """RFC 3533: a page is marked as the last of its stream, and is whole."""
    at = tail.rfind(b"OggS")
    page = tail[at:]
    if at < 0 or len(page) < _OGG_HEADER_BYTES:
        return False
    segments = page[_OGG_HEADER_BYTES : _OGG_HEADER_BYTES + page[26]]
    whole = len(page) >= _OGG_HEADER_BYTES + page[26] + sum(segments)
    return bool(page[5] & _LAST_PAGE) and whole
