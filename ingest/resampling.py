"""Audio as received to audio as the models hear it."""

import numpy as np

from gpu import MODEL_RATE_HZ, Samples
from ingest.audio import AudioChunk
from ingest.ffmpeg import Resampler


class ModelAudio:
    """Channels of a session at 16 kHz, as 32-bit float.

    Push consecutive chunks, then flush. What comes out in all does not depend on where the
    chunks were cut; n frames in give n * 16000 / rate samples out, rounded up, aligned with
    the input from the first sample on.
    """

    def __init__(self, sample_rate: int, channels: int) -> None:
        self._sample_rate = sample_rate
        self._channels = channels
        self._resampler = (
            None
            if sample_rate == MODEL_RATE_HZ
            else Resampler(rate_in=sample_rate, rate_out=MODEL_RATE_HZ, channels=channels)
        )

    def push(self, chunk: AudioChunk) -> list[Samples]:
        """One array per channel; empty while the filter fills."""
        if self._resampler is not None:
            return list(self._resampler.push(chunk.samples))
        return list(np.ascontiguousarray(chunk.samples.T, dtype=np.float32) / np.float32(32768))

    def flush(self) -> list[Samples]:
        """The rest; one array per channel."""
        if self._resampler is None:
            return [np.zeros(0, dtype=np.float32) for _ in range(self._channels)]
        return list(self._resampler.flush())
