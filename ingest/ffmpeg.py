"""The one place that speaks to FFmpeg (through PyAV)."""

from collections.abc import Iterator
from contextlib import suppress
from io import RawIOBase
from typing import BinaryIO, Final, TypeAlias, cast

import av
import numpy as np
from numpy.typing import NDArray

from ingest.completeness import LOOKED_AT_BYTES, cut_by_form, is_short, lacks_index, says_length
from ingest.errors import Undecodable
from ingest.guarded import GuardedFile, opening_options

FileObject: TypeAlias = BinaryIO | RawIOBase
"""Binary, readable, seekable."""

_LAYOUTS: Final = {1: "mono", 2: "stereo"}
_MAX_BAD_SHARE: Final = 0.5
"""A file of which more packets than this cannot be decoded is not taken for audio."""
_MOST_CHANNELS: Final = 32
_SLOWEST_HZ: Final = 1_000
_FASTEST_HZ: Final = 768_000
"""Beyond these a header is a mistake or a trap: resampling from there takes memory without end."""


class Resampler:
    """Changes the sample rate of 16-bit audio; gives 32-bit float in [-1, 1].

    Holds the filter's memory between calls, so that what comes out in all is the same
    however the input is cut.
    """

    def __init__(self, *, rate_in: int, rate_out: int, channels: int) -> None:
        self._rate_in = rate_in
        self._channels = channels
        self._swr = av.AudioResampler(format="fltp", layout=_LAYOUTS[channels], rate=rate_out)

    def push(self, samples: NDArray[np.int16]) -> NDArray[np.float32]:
        """Shapes: (frames, channels) in, (channels, frames) out."""
        if not len(samples):
            return self._joined([])
        packed = np.ascontiguousarray(samples).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=_LAYOUTS[self._channels])
        frame.sample_rate = self._rate_in
        return self._joined(self._swr.resample(frame))

    def flush(self) -> NDArray[np.float32]:
        """What the filter still holds; nothing may be pushed after it."""
        return self._joined(self._swr.resample(None))

    def _joined(self, frames: list[av.AudioFrame]) -> NDArray[np.float32]:
        parts = [frame.to_ndarray() for frame in frames]
        if not parts:
            return np.zeros((self._channels, 0), dtype=np.float32)
        return np.concatenate(parts, axis=1).astype(np.float32, copy=False)


class Demuxed:
    """The first audio track of a container, decoded to 16-bit at one rate and 1 or 2 channels.

    The container may not name further files or addresses (playlists are refused), and nothing but
    sound is decoded. Raises `Undecodable`.
    """

    def __init__(self, file: FileObject, *, lowest_hz: int, highest_hz: int) -> None:
        guarded = GuardedFile(cast(RawIOBase, file))
        if not guarded.size:
            raise Undecodable("The file is empty. Record or copy it again.")
        self._head, tail = guarded.ends(LOOKED_AT_BYTES)
        self.size = guarded.size
        self.damaged = 0
        """Packets that could not be decoded, once all were."""
        self._cut = cut_by_form(self._head, tail, guarded.size)
        self._container = self._opened(guarded)
        try:
            self._stream = self._container.streams.audio[0]
            native_hz = self._stream.codec_context.sample_rate
            channels = self._stream.codec_context.channels
        except (IndexError, AttributeError):
            self._container.close()
            raise Undecodable(
                "The file holds no audio track. Send the recording with its sound."
            ) from None
        if not 1 <= channels <= _MOST_CHANNELS or not _SLOWEST_HZ <= native_hz <= _FASTEST_HZ:
            self._container.close()
            raise Undecodable(
                "The file's audio track cannot be read: a recording has 1 to "
                f"{_MOST_CHANNELS} channels at {_SLOWEST_HZ} to {_FASTEST_HZ} Hz. Convert it."
            )
        self.sample_rate: int = min(max(native_hz, lowest_hz), highest_hz)
        self.channels: int = channels if channels in _LAYOUTS else 1

    def samples(self) -> Iterator[NDArray[np.int16]]:
        """Shape (frames, channels), contiguous. Single bad packets are skipped."""
        converter = self._converter()
        packets = 0
        for packet in self._packets():
            packets += 1
            try:
                frames = packet.decode()
            except av.FFmpegError:
                self.damaged += 1
                continue
            for frame in frames:
                try:
                    converted = converter.resample(frame)
                except (
                    ValueError,
                    av.FFmpegError,
                ):  # the track changed its format: begin anew with what it is now
                    yield from self._arrays(converter.resample(None))
                    converter = self._converter()
                    converted = self._resampled(converter, frame)
                yield from self._arrays(converted)
        with suppress(ValueError):  # nothing was ever put in
            yield from self._arrays(converter.resample(None))
        if self.damaged > packets * _MAX_BAD_SHARE:
            raise Undecodable("Most of the file's audio is damaged. Copy or export it again.")

    def ends_early(self, held_s: float) -> bool:
        """Whether the file says of itself that there was more than `held_s` seconds."""
        declared_s = self._declared_s()
        return self._cut or (declared_s is not None and is_short(held_s, declared_s))

    def close(self) -> None:
        self._container.close()

    def _opened(self, file: GuardedFile) -> "av.container.InputContainer":
        try:
            return av.open(
                file, mode="r", metadata_errors="replace", options=dict(opening_options())
            )
        except (av.FFmpegError, ValueError, UnicodeError, MemoryError, OverflowError):
            if lacks_index(self._head):
                raise Undecodable(
                    "The file was cut short: the index at its end is missing, and without it "
                    "nothing can be read. Copy or export it again."
                ) from None
            raise Undecodable(
                "The file is not audio that FFmpeg can read. Send a recording such as WAV, FLAC, "
                "MP3, M4A, Ogg or WebM."
            ) from None

    def _declared_s(self) -> float | None:
        if not says_length(self._container.format.name, self._head):
            return None
        if self._stream.duration is not None and self._stream.time_base is not None:
            return float(self._stream.duration * self._stream.time_base)
        if self._container.duration is None or len(self._container.streams) > 1:
            return None  # of the whole, whose pictures may go on for longer
        return float(self._container.duration / av.time_base)

    def _converter(self) -> av.AudioResampler:
        return av.AudioResampler(
            format="s16", layout=_LAYOUTS[self.channels], rate=self.sample_rate
        )

    def _resampled(self, converter: av.AudioResampler, frame: av.AudioFrame) -> list[av.AudioFrame]:
        try:
            return converter.resample(frame)
        except (av.FFmpegError, ValueError):
            self.damaged += 1
            return []

    def _packets(self) -> Iterator["av.Packet[av.AudioStream]"]:
        demuxed = self._container.demux(self._stream)
        while True:
            try:
                packet = next(demuxed, None)
            except av.FFmpegError:  # cut off in the middle of a packet: what came before counts
                self._cut = True
                return
            if packet is None:
                return
            self._cut |= packet.is_corrupt
            yield packet

    def _arrays(self, frames: list[av.AudioFrame]) -> Iterator[NDArray[np.int16]]:
        for frame in frames:
            packed = frame.to_ndarray().astype(np.int16, copy=False)
            yield packed.reshape(-1, self.channels)
