from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from diarize.pause import drops


def talk(*lengths_ms: int, pause_ms: int = 150) -> np.ndarray:
    """Noise at speech level with soft pauses between the given lengths."""
    generator = np.random.default_rng(5)
    parts = []
    for place, length in enumerate(lengths_ms):
        if place:
            parts.append(0.002 * generator.normal(size=pause_ms * 16))
        parts.append(0.1 * generator.normal(size=length * 16))
    return np.concatenate(parts).astype(np.float32)


def test_a_pause_is_found_in_its_middle() -> None:
    (at,) = drops(talk(2_000, 1_500))
    assert abs(at - 2_075) < 80


def test_a_short_piece_is_not_cut_off() -> None:
    assert drops(talk(300, 3_000)) == []


def test_a_level_change_is_no_pause() -> None:
    samples = talk(4_000)
    samples[32_000:] *= 0.5
    assert drops(samples) == []


@settings(deadline=None)
@given(st.lists(st.integers(100, 3_000), max_size=5), st.integers(300, 1_500))
def test_cuts_keep_their_distance(lengths: list[int], apart_ms: int) -> None:
    samples = talk(*lengths) if lengths else np.zeros(0, dtype=np.float32)
    cuts = drops(samples, apart_ms=apart_ms)
    ends = [0, *cuts, len(samples) // 16]
    if cuts:
        assert all(later - sooner >= apart_ms for sooner, later in pairwise(ends))
