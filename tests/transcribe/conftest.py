import numpy as np
import pytest


def _speech(*pieces):
    """Seconds of tone (positive) and of silence (negative), one after the other."""
    parts = []
    for seconds in pieces:
        time = np.arange(int(16_000 * abs(seconds))) / 16_000
        voice = np.sin(2 * np.pi * 180 * time) + 0.5 * np.sin(2 * np.pi * 720 * time)
        parts.append(0.2 * voice if seconds > 0 else 0.0 * voice)
    return np.concatenate(parts).astype(np.float32)


@pytest.fixture
def speech():
    return _speech
