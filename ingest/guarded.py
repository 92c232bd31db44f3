"""What FFmpeg is let see of a file, and which of its parts may look at it."""

import io
from functools import cache
from typing import Final

import av

from ingest.errors import Undecodable

_LOOKS_ELSEWHERE: Final = frozenset(
    """
alsa avisynth bluray cdg concat concatf dash fbdev ffmetadata hls image2 image2pipe imf kmsgrab
lavfi openal oss pulse rtp rtsp sap sdp tedcaptions tty vapoursynth video4linux2,v4l2 vobsub
webm_dash_manifest x11grab xcbgrab
""".split()  # noqa: SIM905 - a list of forty strings reads worse
)
"""Formats that name other files or addresses, read devices, or make text into pictures."""
_READ_FACTOR: Final = 8
_READ_SPARE: Final = 64 << 20


class GuardedFile(io.RawIOBase):
    """A file without its name, from which a form is guessed where the content tells none; and
    with a bound on how often it is read over again.

    Not the owner: closing it leaves the file open. Raises `Undecodable` beyond the bound.
    """

    def __init__(self, file: io.RawIOBase) -> None:
        self._file = file
        self.size = file.seek(0, io.SEEK_END)
        file.seek(0)
        self._left = self.size * _READ_FACTOR + _READ_SPARE

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size) or b""
        self._left -= len(data)
        if self._left < 0:
            raise Undecodable("The file leads in circles. Convert it to WAV or FLAC and try again.")
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def ends(self, size: int) -> tuple[bytes, bytes]:
        """The first and the last `size` bytes."""
        self.seek(0)
        head = self.read(size)
        self.seek(max(0, self.size - size))
        tail = self.read(size)
        self.seek(0)
        return head, tail


@cache
def opening_options() -> dict[str, str]:
    """No address or file but the one that is handed over, no format that names another, no decoder
    but those of sound: what a recording has of pictures is never decoded."""
    formats = (av.ContainerFormat(name, "r") for name in _readable(av.formats_available))
    codecs = (av.Codec(name, "r") for name in _decoding(av.codecs_available))
    return {
        "protocol_whitelist": "none",
        "format_whitelist": ",".join(
            sorted(format.name for format in formats if format.name not in _LOOKS_ELSEWHERE)
        ),
        "codec_whitelist": ",".join(sorted({c.name for c in codecs if c.type == "audio"})),
    }


def _readable(names: set[str]) -> list[str]:
    found = []
    for name in names:
        try:
            av.ContainerFormat(name, "r")
        except ValueError:
            continue
        found.append(name)
    return found


def _decoding(names: set[str]) -> list[str]:
    found = []
    for name in names:
        try:
            av.Codec(name, "r")
        except av.codec.codec.UnknownCodecError:
            continue
        found.append(name)
    return found
