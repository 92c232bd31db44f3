"""Ways to part a group of speech in two, and to settle who belongs where (spherical k-means)."""

from collections.abc import Iterator

import numpy as np

from diarize.likeness import Rows, Stretches
from diarize.voice import Matrix

AXES = 6
"""Directions of most variation along which a group is cut first;"""
STRANGERS = 4
"""and stretches, each as unlike those before as can be, that are tried for a voice of their own."""
ROUNDS = 20


def partings(group: Stretches) -> Iterator[tuple[Rows, Rows]]:
    """Settled ways to part a group, each once; none where its stretches are all alike."""
    seen: set[bytes] = set()
    for start in _starts(group):
        nearest = settled(group, start)
        mirrored = nearest if nearest[0] == 0 else 1 - nearest
        key = mirrored.astype(np.uint8).tobytes()
        if key not in seen and mirrored.any():
            seen.add(key)
            yield np.flatnonzero(mirrored == 0), np.flatnonzero(mirrored)


def settled(group: Stretches, voices: Matrix) -> Rows:
    """For each stretch the row of `voices` it belongs to, once these are the means of what is
    theirs; a voice may end with nothing. `voices`: shape (people, 192), of any length."""
    voices = voices / np.maximum(np.linalg.norm(voices, axis=1, keepdims=True), 1e-9)
    nearest: Rows = np.argmax(group.vectors @ voices.T, axis=1)
    for _ in range(ROUNDS):
        theirs = (nearest[None] == np.arange(len(voices))[:, None]) * group.weights
        sums = theirs @ group.vectors
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        voices = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), voices)
        now: Rows = np.argmax(group.vectors @ voices.T, axis=1)
        if np.array_equal(now, nearest):
            break
        nearest = now
    return nearest


def _starts(group: Stretches) -> Iterator[Matrix]:
    """Two voices each, shape (2, 192)."""
    vectors, weights, mean = group.vectors, group.weights, group.mean
    _, _, axes = np.linalg.svd((vectors - mean) * np.sqrt(weights)[:, None], full_matrices=False)
    for axis in axes[:AXES]:
        along = vectors @ axis
        for middle in (np.median(along), np.average(along, weights=weights)):
            above = along > middle
            if above.any() and not above.all():
                yield np.array([weights[above] @ vectors[above], weights[~above] @ vectors[~above]])
    strangers: list[int] = []
    nearest = vectors @ mean / max(float(np.linalg.norm(mean)), 1e-9)
    for _ in range(min(STRANGERS, len(group))):
        stranger = int(np.argmin(nearest))
        yield np.array([mean, vectors[stranger]])
        for other in strangers:
            yield vectors[[other, stranger]]
        strangers.append(stranger)
        nearest = np.maximum(nearest, vectors @ vectors[stranger])
