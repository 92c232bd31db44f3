"""Recordings in any container and codec that FFmpeg reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.audio import AudioChunk
from ingest.errors import TooLarge, Undecodable
from ingest.ffmpeg import Demuxed, FileObject

LOWEST_HZ: Final = 8_000
HIGHEST_HZ: Final = 48_000


@dataclass(frozen=True, slots=True)
class AudioFile:
    """An opened file. Native rate, kept within 8 to 48 kHz; more than 2 channels become one."""

    sample_rate: int
    channels: int
    _track: Demuxed

    def chunks(self, *, max_s: float = float("inf")) -> Iterator[AudioChunk]:
        """Consecutive chunks of about a second, once. `TooLarge` beyond `max_s` seconds,
        `Undecodable` where nothing, or hardly anything, can be decoded."""
        start = 0
        for samples in _seconds(self._track.samples(), self.sample_rate):
            chunk = AudioChunk(start, samples, self.sample_rate)
            start = chunk.end
            if start > max_s * self.sample_rate:
                raise TooLarge(f"A recording is limited to {max_s:.0f} seconds.")
            yield chunk
        if not start:
            raise Undecodable("The file holds no sound.")


@contextmanager
def open_audio(source: Path | FileObject) -> Iterator[AudioFile]:
    """Open a file, or a seekable binary file object, which stays the caller's to close.

    Raises `Undecodable`; a path that cannot be opened raises `OSError`.
    """
    if isinstance(source, Path):
        with source.open("rb") as file, open_audio(file) as audio:
            yield audio
        return
    track = Demuxed(source, lowest_hz=LOWEST_HZ, highest_hz=HIGHEST_HZ)
    try:
        yield AudioFile(track.sample_rate, track.channels, track)
    finally:
        track.close()


@dataclass(frozen=True, slots=True)
class Examined:
    """What decoding the whole file once has shown."""

    sample_rate: int
    channels: int
    frames: int


def examine(source: Path | FileObject, *, max_s: float = float("inf")) -> Examined:
    """Decode everything and keep nothing: whoever stores the file after this stores all of it."""
    frames = 0
    with open_audio(source) as audio:
        for chunk in audio.chunks(max_s=max_s):
            frames = chunk.end
        return Examined(audio.sample_rate, audio.channels, frames)


def _seconds(parts: Iterator[NDArray[np.int16]], rate: int) -> Iterator[NDArray[np.int16]]:
    """Join small parts to about a second each."""
    held: list[NDArray[np.int16]] = []
    for part in parts:
        held.append(part)
        if sum(map(len, held)) >= rate:
            yield np.concatenate(held)
            held = []
    if held and sum(map(len, held)):
        yield np.concatenate(held)
