"""The host's part of a decode: audio to log-mel spectra, as the recognizer computes them."""

import time

import numpy as np
from capacity.geometry import FRAMES_PER_S, Geometry
from faster_whisper.feature_extractor import FeatureExtractor

_RATE_HZ = 16_000
_MEASURED_S = 10


class Spectra:
    """Log-mel spectra of noise, one window after the other; safe to call from several threads."""

    def __init__(self, geometry: Geometry) -> None:
        self._extract = FeatureExtractor(feature_size=geometry.mel_bins)
        noise = np.random.default_rng(1).standard_normal(30 * _RATE_HZ)
        self._noise = (0.1 * noise).astype(np.float32)

    def __call__(self, batch: int, window_s: int) -> np.ndarray:
        """Shape (batch, mel bins, frames)."""
        frames, samples = window_s * FRAMES_PER_S, self._noise[: window_s * _RATE_HZ]
        return np.stack([self._extract(samples)[:, :frames] for _ in range(batch)])

    def cpu_s_per_audio_s(self) -> float:
        """The median of nine calls after one that is not counted."""
        taken = []
        for _ in range(10):
            began = time.process_time()
            self(1, _MEASURED_S)
            taken.append(time.process_time() - began)
        return float(np.median(taken[1:])) / _MEASURED_S
