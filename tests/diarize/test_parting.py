"""Groups of speech parted in two."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from diarize.likeness import Stretches
from diarize.parting import partings, settled


def group(vectors: np.ndarray, weights: np.ndarray | None = None) -> Stretches:
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    heard = np.ones(len(vectors)) if weights is None else weights
    return Stretches(vectors, heard, np.arange(len(vectors)) * 4_000.0)


@settings(deadline=None)
@given(st.integers(1, 12), st.integers(0, 1000))
def test_every_parting_parts_all_of_it_and_comes_once(count: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    heard = group(generator.normal(size=(count, 192)), generator.uniform(1, 5, size=count))
    found = [(tuple(one.tolist()), tuple(other.tolist())) for one, other in partings(heard)]
    assert len(set(found)) == len(found)
    for one, other in found:
        assert one and other
        assert sorted(one + other) == list(range(count))


def test_somebody_who_says_little_is_found() -> None:
    noise = np.random.default_rng(4).normal(size=(60, 192)) * 0.5 / np.sqrt(192)
    who = np.array([0] * 57 + [1] * 3)
    found = [set(other.tolist()) for _, other in partings(group(np.eye(192)[who] + noise))]
    assert {57, 58, 59} in found


def test_alike_to_the_last_is_not_parted() -> None:
    assert list(partings(group(np.ones((5, 192))))) == []


def test_stretches_settle_with_whom_they_are_most_like() -> None:
    noise = np.random.default_rng(4).normal(size=(30, 192)) * 0.5 / np.sqrt(192)
    who = np.arange(30) % 3
    heard = group(np.eye(192)[who] + noise)
    start = np.eye(192)[:3] + np.eye(192)[3:6]
    assert settled(heard, start).tolist() == who.tolist()
