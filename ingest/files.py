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

_UNSUSPECTED_S: Final = 600
_LEAST_BITS_PER_S: Final = 100
"""The leanest codec of speech, Codec 2, has a mode of 450."""
_SILENT_PEAK: Final = 16
"""Of 32768: the loudest sample of a file in which nothing was recorded (-66 dB); dither is less."""

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
        `Undecodable` where nothing, or hardly anything, can be decoded, or where far more comes
        out than any recording could be packed into so few bytes."""
        start = 0
        for samples in _seconds(self._track.samples(), self.sample_rate):
            chunk = AudioChunk(start, samples, self.sample_rate)
            start = chunk.end
            if start > max_s * self.sample_rate:
                raise TooLarge(f"A recording is limited to {max_s:.0f} seconds.")
            self._refuse_bomb(start / self.sample_rate)
            yield chunk
        if not start:
            raise Undecodable("The file holds no sound. Record or copy it again.")

    def notices(self, held_s: float) -> tuple[str, ...]:
        """What there is to say of it once all `held_s` seconds were decoded."""
        told = []
        if self._track.ends_early(held_s):
            told.append(
                f"The file ends early or is damaged in places; the {held_s:.1f} s that it holds "
                "were kept."
            )
        elif self._track.damaged:
            told.append(f"{self._track.damaged} damaged parts of the file were left out.")
        return tuple(told)

    def _refuse_bomb(self, held_s: float) -> None:
        if held_s > _UNSUSPECTED_S and self._track.size * 8 < held_s * _LEAST_BITS_PER_S:
            raise Undecodable(
                f"{self._track.size} bytes cannot be a recording of more than {held_s:.0f} "
                "seconds: it is hours of nothing. Send the recording itself."
            )


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
    notices: tuple[str, ...] = ()
    """What there is to say of it: that it ends early, or is damaged in places."""


def examine(source: Path | FileObject, *, max_s: float = float("inf")) -> Examined:
    """Decode everything and keep nothing: whoever stores the file after this stores all of it.

    Raises as `open_audio` and `AudioFile.chunks` do, and `Undecodable` where all is silent.
    """
    frames = peak = 0
    with open_audio(source) as audio:
        for chunk in audio.chunks(max_s=max_s):
            frames = chunk.end
            peak = max(peak, int(chunk.samples.max()), -int(chunk.samples.min()))
        if peak <= _SILENT_PEAK:
            raise Undecodable(
                f"The file is silent: {frames / audio.sample_rate:.1f} s without any sound. Check "
                "the microphone that it was recorded with."
            )
        notices = audio.notices(frames / audio.sample_rate)
        return Examined(audio.sample_rate, audio.channels, frames, notices)


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
