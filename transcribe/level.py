"""One loudness for near and far speakers, for the ears of the voice detector."""

import numpy as np

from gpu import Samples

FRAME_SAMPLES = 512
_TARGET_RMS = 0.1
_MEMORY_FRAMES = 19
"""The loudest of the last 0.6 s is brought to the target: short enough that a quiet answer is
lifted right after a loud question."""
_QUIETEST_RMS = 0.003
"""Nothing below -50 dBFS is lifted further: a clean channel's silence stays silence."""
_SPEECH_OVER_FLOOR = 3.0
"""Room noise is kept 10 dB below the target."""
_FLOOR_RISE = 1.003
"""Per frame, 10 % a second: the floor forgets a quieter past."""


class Leveller:
    """Scales whole frames of 512 samples; causal, so the same audio gives the same result
    however it is cut into equal blocks."""

    def __init__(self) -> None:
        self._recent = np.zeros(_MEMORY_FRAMES, np.float32)
        self._floor = 1.0

    def __call__(self, block: Samples) -> Samples:
        frames = block.reshape(-1, FRAME_SAMPLES)
        loudness = np.sqrt(np.mean(frames**2, axis=1)) + 1e-9
        for frame in loudness:
            self._floor = min(float(frame), self._floor * _FLOOR_RISE)
        self._recent = np.concatenate([self._recent, loudness])[-_MEMORY_FRAMES:]
        level = max(float(self._recent.max()), self._floor * _SPEECH_OVER_FLOOR, _QUIETEST_RMS)
        levelled: Samples = np.clip(block * np.float32(_TARGET_RMS / level), -1.0, 1.0)
        return levelled
