"""Audio as it is received and kept."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class Encoding(StrEnum):
    """What a client may declare."""

    PCM_S16LE = "pcm_s16le"
    MULAW = "mulaw"
    OPUS = "opus"
    WEBM_OPUS = "webm-opus"


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """Declared once at `start` and the same for the whole session."""

    encoding: Encoding
    sample_rate: int
    """8000 to 48000 Hz."""
    channels: int
    """1 or 2."""

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample frame (one sample of each channel) on the wire, PCM and mu-law."""
        return self.channels * (1 if self.encoding is Encoding.MULAW else 2)


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """Decoded audio at its place in the session."""

    start: int
    """Offset in sample frames at the received rate, from session start."""
    samples: NDArray[np.int16]
    """Shape (frames, channels)."""
    sample_rate: int

    @property
    def end(self) -> int:
        return self.start + len(self.samples)
