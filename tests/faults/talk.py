"""Audio of which every sample is known: noise from a seed, loud and silent by turns."""

import numpy as np

from inglenook.client import Track

RATE = 8000
_LOUD = 6000
_BREATH_S = 0.75
_PHRASE_S = 1.0


def talk(seed: int, seconds: float, *, channels: int = 1, rate: int = RATE) -> Track:
    """Phrases of a second with breaths between them; no two seeds share a stretch."""
    draw = np.random.default_rng(seed)
    frames = round(seconds * rate)
    samples = draw.integers(-_LOUD, _LOUD, (frames, channels), np.int16)
    time_s = np.arange(frames) / rate
    breath = time_s % (_PHRASE_S + _BREATH_S) >= _PHRASE_S
    samples[breath] //= 1000
    return Track(samples, rate)
