"""pyannote segmentation: who of up to three local speakers is active, frame by frame."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from gpu.audio import MODEL_RATE_HZ, Samples
from gpu.errors import WeightsMissing
from gpu.quiet_pyannote import quiet_pyannote

WINDOW_SAMPLES = 10 * MODEL_RATE_HZ
"""The window the model was trained on; shorter input is padded with silence."""


class Segmenter:
    """PyanNet (powerset, 3 speakers, at most 2 at once) from a local weight file.

    Local speakers keep their column within one window only; the next window may permute them.
    Several threads may call it at once.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        """`path` is `pytorch_model.bin` of segmentation-3.0 (MIT); `threads` of one call."""
        self._threads = threads
        with quiet_pyannote():
            from pyannote.audio import Model  # noqa: PLC0415
            from pyannote.audio.utils.powerset import Powerset  # noqa: PLC0415

            model: torch.nn.Module | None = Model.from_pretrained(path)
        if model is None:
            raise WeightsMissing(f"{path} is not a pyannote model.")
        self._model = model.eval()
        self._speakers_of_class = Powerset(3, 2).mapping.to(torch.float32)

    def __call__(self, window: Samples) -> NDArray[np.float32]:
        """Shape (589, 3) for up to 10 s; frame i is centred on 31 ms + i * 16.875 ms."""
        torch.set_num_threads(self._threads)  # torch counts them for each calling thread
        padded = np.zeros(WINDOW_SAMPLES, dtype=np.float32)
        padded[: len(window)] = window
        with torch.inference_mode():
            classes = self._model(torch.from_numpy(padded)[None, None, :])[0]
            activity: NDArray[np.float32] = (classes.exp() @ self._speakers_of_class).numpy()
        return np.clip(activity, 0.0, 1.0)
