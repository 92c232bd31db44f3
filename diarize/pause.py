"""Where a voice drops for a moment: the places where one speaker may have followed another."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from gpu import MODEL_RATE_HZ, Samples

_STEP_MS = 10
_STEP = MODEL_RATE_HZ * _STEP_MS // 1000
_REACH = 40
"""Steps (0.4 s) on each side among which the loudest is the voice's level."""


def drops(samples: Samples, *, deep_db: float = 15.0, apart_ms: int = 900) -> list[int]:
    """Times (ms from the first sample) where the level falls `deep_db` below the loudest near it,
    deepest first taken, each `apart_ms` from the next and from both ends; in order."""
    count = len(samples) // _STEP
    if count * _STEP_MS < 2 * apart_ms:
        return []
    power = np.square(samples[: count * _STEP], dtype=np.float64).reshape(count, _STEP).mean(axis=1)
    level = 10 * np.log10(np.convolve(power, np.full(3, 1 / 3), mode="same") + 1e-10)
    padded = np.pad(level, _REACH, constant_values=level.min())
    depth = sliding_window_view(padded, 2 * _REACH + 1).max(axis=1) - level
    taken: list[int] = []
    for place in np.argsort(-depth, kind="stable").tolist():
        if depth[place] < deep_db:
            break
        at = place * _STEP_MS + _STEP_MS // 2
        far = all(abs(at - other) >= apart_ms for other in taken)
        if far and apart_ms <= at <= count * _STEP_MS - apart_ms:
            taken.append(at)
    return sorted(taken)
