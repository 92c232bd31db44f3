"""Where one voice gives way to another within what the segmentation took for one."""

import numpy as np
from numpy.typing import NDArray

SIDE = 3
"""Prints on each side of a place that are compared."""
CHANGE_COSINE = 0.5
"""Sides that resemble each other less are two voices."""
APART = 2


def changes(prints: NDArray[np.floating]) -> list[int]:
    """Rows at which another voice begins; `prints`: shape (n, 192), in order of time."""
    count = len(prints)
    if count < 2:
        return []
    sums = np.concatenate([np.zeros((1, prints.shape[1])), np.cumsum(prints, axis=0)])
    at = np.arange(1, count)
    left = sums[at] - sums[np.maximum(at - SIDE, 0)]
    right = sums[np.minimum(at + SIDE, count)] - sums[at]
    lengths = np.linalg.norm(left, axis=1) * np.linalg.norm(right, axis=1)
    alike = (left * right).sum(axis=1) / np.maximum(lengths, 1e-9)
    found: list[int] = []
    for place in np.argsort(alike, kind="stable").tolist():
        if alike[place] >= CHANGE_COSINE:
            break
        if all(abs(place + 1 - other) >= APART for other in found):
            found.append(place + 1)
    return sorted(found)
