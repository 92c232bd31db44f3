"""The silero voice detector on onnxruntime, made resumable."""

from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from gpu.audio import Samples
from gpu.worker import SpeechState

FRAME_SAMPLES = 512
"""The network hears 32 ms at a time,"""
_CONTEXT_SAMPLES = 64
"""preceded by the last 4 ms of the frame before."""
_MEMORY = (1, 1, 128)


class SpeechNet:
    """Speech probability per frame; the recurrent memory travels with the caller."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(
            str(path), providers=["CPUExecutionProvider"], sess_options=options
        )

    def __call__(
        self, samples: Samples, state: SpeechState | None
    ) -> tuple[NDArray[np.float32], SpeechState]:
        """Raises `ValueError` where the length is no multiple of 512."""
        if len(samples) % FRAME_SAMPLES:
            raise ValueError("Speech detection takes whole frames of 512 samples.")
        hidden, cell, context = state.arrays if state else _fresh()
        if not len(samples):
            return np.zeros(0, np.float32), SpeechState((hidden, cell, context))
        frames = samples.astype(np.float32, copy=False).reshape(-1, FRAME_SAMPLES)
        tails = np.concatenate([context[None], frames[:-1, -_CONTEXT_SAMPLES:]])
        output, hidden, cell = self._session.run(
            None, {"input": np.concatenate([tails, frames], axis=1), "h": hidden, "c": cell}
        )
        after = SpeechState((hidden, cell, frames[-1, -_CONTEXT_SAMPLES:].copy()))
        return np.asarray(output, np.float32).reshape(-1), after


def _fresh() -> tuple[NDArray[np.float32], ...]:
    return (
        np.zeros(_MEMORY, np.float32),
        np.zeros(_MEMORY, np.float32),
        np.zeros(_CONTEXT_SAMPLES, np.float32),
    )
