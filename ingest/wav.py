"""WAV (RIFF, 16-bit PCM) around a stretch of a recording, and which bytes of it are wanted."""

import re
from dataclasses import dataclass
from typing import Final

HEADER_BYTES: Final = 44
_RANGE: Final = re.compile(r"bytes=(\d*)-(\d*)")
_DIGITS: Final = 18


def wav_header(*, sample_rate: int, channels: int, frames: int) -> bytes:
    """44 bytes; the sizes are cut to what RIFF can say (4 GiB)."""
    frame_bytes = 2 * channels
    data = min(frames * frame_bytes, 0xFFFFFFFF - 36)
    return b"".join(
        (
            b"RIFF",
            (36 + data).to_bytes(4, "little"),
            b"WAVEfmt ",
            (16).to_bytes(4, "little"),
            (1).to_bytes(2, "little"),
            channels.to_bytes(2, "little"),
            sample_rate.to_bytes(4, "little"),
            (sample_rate * frame_bytes).to_bytes(4, "little"),
            frame_bytes.to_bytes(2, "little"),
            (16).to_bytes(2, "little"),
            b"data",
            data.to_bytes(4, "little"),
        )
    )


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `first` to `last`, both counted."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


class Unsatisfiable(ValueError):
    """No byte of the range exists (RFC 9110, 416)."""


def read_range(value: str | None, total: int) -> ByteRange | None:
    """The one range a `Range` header asks for out of `total` bytes.

    None means everything: no header, another unit, or several ranges, which a server may
    answer with the whole (RFC 9110, 14.2).
    """
    match = _RANGE.fullmatch(value.strip()) if value is not None else None
    if match is None or match.group(1) == match.group(2) == "":
        return None
    first, last = match.groups()
    if max(len(first), len(last)) > _DIGITS:
        raise Unsatisfiable
    if first == "":
        wanted = min(int(last), total)
        found = ByteRange(total - wanted, total - 1)
    else:
        found = ByteRange(int(first), min(int(last), total - 1) if last else total - 1)
        if last and int(last) < int(first):
            return None
    if found.length <= 0:
        raise Unsatisfiable
    return found
