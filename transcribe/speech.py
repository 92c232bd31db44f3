"""Where speech is: probability per 32 ms, level and cheap screen included."""

import numpy as np
from numpy.typing import NDArray

from gpu import Samples, SpeechState, Worker
from transcribe.band import BandWidener
from transcribe.level import FRAME_SAMPLES, Leveller
from transcribe.screen import Screen

FRAME_MS = 32
BLOCK_FRAMES = 8
"""256 ms at a time, always: the outcome does not depend on how the audio arrived."""
BLOCK_SAMPLES = BLOCK_FRAMES * FRAME_SAMPLES


class SpeechDetector:
    """One channel's ears."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._level = Leveller()
        self._screen = Screen()
        self._widen = BandWidener()
        self._state: SpeechState | None = None

    async def __call__(self, block: Samples) -> NDArray[np.float32]:
        """`block` has `BLOCK_SAMPLES`; shape (BLOCK_FRAMES,)."""
        levelled = self._level(self._widen(block))
        if not self._screen.passes(levelled):
            return np.zeros(BLOCK_FRAMES, np.float32)
        probabilities, self._state = await self._worker.speech(levelled, self._state)
        return probabilities
