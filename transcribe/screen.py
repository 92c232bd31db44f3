"""webrtcvad as a cheap screen: what it calls silence need not go to the neural detector."""

import numpy as np
import webrtcvad

from gpu import MODEL_RATE_HZ, Samples

_STEP_SAMPLES = MODEL_RATE_HZ // 100
_MOST_PERMISSIVE = 0


class Screen:
    """Stateful: webrtcvad adapts to the background."""

    def __init__(self) -> None:
        self._vad = webrtcvad.Vad(_MOST_PERMISSIVE)

    def passes(self, block: Samples) -> bool:
        """Whether any 10 ms of the block may be speech."""
        pcm = (block * 32767).astype("<i2")
        whole = len(pcm) // _STEP_SAMPLES * _STEP_SAMPLES
        steps = [
            self._vad.is_speech(step.tobytes(), MODEL_RATE_HZ)
            for step in np.reshape(pcm[:whole], (-1, _STEP_SAMPLES))
        ]
        return any(steps)
