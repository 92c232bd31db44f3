"""The one place that speaks to FFmpeg (through PyAV)."""

from collections.abc import Iterator
from contextlib import suppress
from io import RawIOBase
from typing import BinaryIO, Final, TypeAlias

import av
import numpy as np
from numpy.typing import NDArray

from ingest.errors import Undecodable

FileObject: TypeAlias = BinaryIO | RawIOBase
"""Binary, readable, seekable."""

_LAYOUTS: Final = {1: "mono", 2: "stereo"}
_MAX_BAD_SHARE: Final = 0.5
"""A file of which more packets than this cannot be decoded is not taken for audio."""


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

    The container may not name further files or addresses (playlists are refused).
    Raises `Undecodable`.
    """

    def __init__(self, file: FileObject, *, lowest_hz: int, highest_hz: int) -> None:
        try:
            self._container = av.open(
                file, mode="r", metadata_errors="replace", options={"protocol_whitelist": "none"}
            )
        except (av.FFmpegError, ValueError, UnicodeError):
            raise Undecodable("The file is not audio that FFmpeg can read.") from None
        try:
            self._stream = self._container.streams.audio[0]
            native_hz = self._stream.codec_context.sample_rate
            channels = self._stream.codec_context.channels
        except (IndexError, AttributeError):
            self._container.close()
            raise Undecodable("The file holds no audio track.") from None
        if not native_hz or not channels:
            self._container.close()
            raise Undecodable("The file's audio track cannot be read.")
        self.sample_rate: int = min(max(native_hz, lowest_hz), highest_hz)
        self.channels: int = channels if channels in _LAYOUTS else 1

    def samples(self) -> Iterator[NDArray[np.int16]]:
        """Shape (frames, channels), contiguous. Single bad packets are skipped."""
        converter = self._converter()
        packets = bad = 0
        for packet in self._packets():
            packets += 1
            try:
                frames = packet.decode()
            except av.FFmpegError:
                bad += 1
                continue
            for frame in frames:
                try:
                    converted = converter.resample(frame)
                except ValueError:  # the track changed its format: begin anew with what it is now
                    yield from self._arrays(converter.resample(None))
                    converter = self._converter()
                    converted = converter.resample(frame)
                yield from self._arrays(converted)
        with suppress(ValueError):  # nothing was ever put in
            yield from self._arrays(converter.resample(None))
        if bad > packets * _MAX_BAD_SHARE:
            raise Undecodable("Most of the file's audio is damaged.")

    def close(self) -> None:
        self._container.close()

    def _converter(self) -> av.AudioResampler:
        return av.AudioResampler(
            format="s16", layout=_LAYOUTS[self.channels], rate=self.sample_rate
        )

    def _packets(self) -> Iterator["av.Packet[av.AudioStream]"]:
        demuxed = self._container.demux(self._stream)
        while True:
            try:
                packet = next(demuxed, None)
            except av.FFmpegError:  # cut off in the middle of a packet: what came before counts
                return
            if packet is None:
                return
            yield packet

    def _arrays(self, frames: list[av.AudioFrame]) -> Iterator[NDArray[np.int16]]:
        for frame in frames:
            packed = frame.to_ndarray().astype(np.int16, copy=False)
            yield packed.reshape(-1, self.channels)
