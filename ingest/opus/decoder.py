"""Opus packets to samples (libopus, through PyAV)."""

from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from ingest.errors import Malformed
from ingest.opus.packet import OPUS_HZ, OpusHead, OpusPacket, duration

_LAYOUTS: Final = {1: "mono", 2: "stereo"}


class OpusDecoder:
    """One stream from its first packet on, at one rate and number of channels.

    n samples at 48 kHz in give n * rate / 48000 out in all, once flushed; until then the
    resampling filter holds a few back.
    """

    def __init__(self, head: OpusHead, *, sample_rate: int, channels: int) -> None:
        self._channels = channels
        self._rate = sample_rate
        self._skip = head.pre_skip
        self._layout = _LAYOUTS[channels]
        self._codec = av.AudioCodecContext.create("libopus", "r")
        self._codec.layout = self._layout
        self._codec.extradata = OpusHead(channels, 0, head.gain).write()
        self._resampler = (
            None
            if sample_rate == OPUS_HZ
            else av.AudioResampler(format="s16", layout=self._layout, rate=sample_rate)
        )
        self.taken = 0
        """Samples at 48 kHz, without what is skipped or cut off."""
        self.given = 0
        """Samples at the rate asked for."""

    def push(self, packet: OpusPacket) -> NDArray[np.int16]:
        """Shape (frames, channels). Raises `Malformed`."""
        decoded = self._decode(packet.data)
        decoded = decoded[: len(decoded) - packet.trim]
        if packet.silence:
            silence = np.zeros((packet.silence, self._channels), np.int16)
            decoded = np.concatenate([silence, decoded])
        skipped = min(self._skip, len(decoded))
        self._skip -= skipped
        decoded = decoded[skipped:]
        self.taken += len(decoded)
        return self._given(self._resampled(decoded))

    def flush(self) -> NDArray[np.int16]:
        """What the filter holds; nothing may be pushed after it."""
        rest = self._empty()
        if self._resampler is not None and self.taken:
            rest = self._joined(self._resampler.resample(None))
        missing = round(self.taken * self._rate / OPUS_HZ) - self.given
        padding = np.zeros((max(0, missing - len(rest)), self._channels), np.int16)
        return self._given(np.concatenate([rest[: max(0, missing)], padding]))

    def _given(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        self.given += len(samples)
        return samples

    def _decode(self, data: bytes) -> NDArray[np.int16]:
        try:
            frames = self._codec.decode(av.Packet(data))
        except av.FFmpegError:
            raise Malformed("An Opus packet is damaged.") from None
        decoded = self._joined(frames)
        if len(decoded) != duration(data):
            raise Malformed("An Opus packet is damaged.")
        return decoded

    def _resampled(self, samples: NDArray[np.int16]) -> NDArray[np.int16]:
        if self._resampler is None or not len(samples):
            return samples
        packed = np.ascontiguousarray(samples).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format="s16", layout=self._layout)
        frame.sample_rate = OPUS_HZ
        return self._joined(self._resampler.resample(frame))

    def _joined(self, frames: list[av.AudioFrame]) -> NDArray[np.int16]:
        parts = [frame.to_ndarray().reshape(-1, self._channels) for frame in frames]
        return np.concatenate([self._empty(), *parts]).astype(np.int16, copy=False)

    def _empty(self) -> NDArray[np.int16]:
        return np.zeros((0, self._channels), np.int16)
