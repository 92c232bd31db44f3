"""How alike groups of speech are, whatever the noise in them."""

import numpy as np
import pytest

from diarize.likeness import USUAL_COHESION, Stretches, likeness, turn_taking


def spoken(voice: int, count: int, *, spread: float, seed: int) -> Stretches:
    """Two seconds each, four apart, in the direction of `voice` with noise of that length."""
    noise = np.random.default_rng(seed).normal(size=(count, 192)) * spread / np.sqrt(192)
    vectors = np.eye(192)[voice] + noise
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Stretches(vectors, np.full(count, 2_000.0), np.arange(count) * 4_000.0)


@pytest.mark.parametrize("spread", [0.2, 0.6, 1.2])
def test_one_person_comes_to_one_however_noisy(spread: float) -> None:
    one, other = (spoken(3, 40, spread=spread, seed=seed) for seed in (1, 2))
    assert likeness(one, other) == pytest.approx(1.0, abs=0.05)
    assert float(one.mean @ other.mean) < 1 / (1 + spread**2) + 0.05


def test_two_people_come_to_nothing() -> None:
    one, other = spoken(3, 40, spread=0.6, seed=1), spoken(5, 40, spread=0.6, seed=2)
    assert likeness(one, other) == pytest.approx(0.0, abs=0.05)


def test_what_is_never_heard_twice_counts_as_usual() -> None:
    one, other = spoken(3, 1, spread=0.0, seed=1), spoken(3, 1, spread=0.0, seed=2)
    assert likeness(one, other) == pytest.approx(1 / USUAL_COHESION)


def test_turns_are_told_from_one_after_the_other() -> None:
    one, other = spoken(3, 20, spread=0.2, seed=1), spoken(5, 20, spread=0.2, seed=2)
    later = Stretches(other.vectors, other.weights, other.at_ms + 80_000)
    between = Stretches(other.vectors, other.weights, other.at_ms + 2_000)
    assert turn_taking(one, later) < 0.1
    assert turn_taking(one, between) > 1.5
