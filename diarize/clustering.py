"""How many people spoke, and what their voices are, decided once over the whole session.

Long stretches in which the voice does not change are joined bottom-up by mean cosine; what is left
tells how many people spoke, with two as the expectation.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from diarize.change import changes
from diarize.voice import EMBEDDING_SIZE, Matrix, VoiceSegment


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """Cosines were measured on CAM++: one voice in one room 0.52 to 0.85 from segment to segment,
    two voices -0.1 to 0.37."""

    surely_same: float = 0.46
    """Two groups whose segments resemble each other more than this are one person."""
    surely_other: float = 0.34
    """A third or fourth person must resemble the others less than this."""
    start_at: float = 0.42
    """Joining stops here before groups are counted."""
    long_ms: int = 1_000
    """Clean speech from which a segment takes part in finding the voices."""
    person_ms: int = 4_000
    """A group with less clean speech is no person of its own."""
    person_share: float = 0.02
    """…nor one with less than this share of all clean speech."""
    most_segments: int = 800
    """So many of the longest segments find the voices; the rest are assigned."""
    most_speakers: int = 4


DEFAULTS = ClusterOptions()


def find_voices(
    segments: Sequence[VoiceSegment], speakers: int | None, options: ClusterOptions = DEFAULTS
) -> Matrix:
    """Unit mean embeddings of the people found: shape (people, 192)."""
    units = _units(segments)
    long = [unit for unit in units if unit[1] >= options.long_ms]
    if len(long) < 2:
        long = units
    long = sorted(long, key=lambda unit: -unit[1])[: options.most_segments]
    if not long:
        return np.zeros((0, EMBEDDING_SIZE))
    vectors = np.array([vector for vector, _ in long])
    weights = np.array([clean_ms for _, clean_ms in long])
    groups = _count_people(vectors, weights, speakers, options)
    voices = _means(vectors, weights, groups)
    for _ in range(3):  # like k-means: a wrong early join is undone by the finished means
        nearest = np.argmax(vectors @ voices.T, axis=1)
        if len(np.unique(nearest)) < len(voices):
            break
        voices = _means(
            vectors, weights, [np.flatnonzero(nearest == k) for k in range(len(voices))]
        )
    return voices


def _units(segments: Sequence[VoiceSegment]) -> list[tuple[Matrix, float]]:
    """Embedding (unit length) and clean ms of stretches in which the voice does not change."""
    units: list[tuple[Matrix, float]] = []
    for segment in segments:
        heard = segment.heard
        for first, last in pairwise([0, *changes(heard), len(heard)] if len(heard) else []):
            vector = heard[first:last].sum(axis=0)
            share = (last - first) / len(heard)
            length = max(float(np.linalg.norm(vector)), 1e-9)
            units.append((vector / length, segment.clean_ms * share))
    return units


def _count_people(
    vectors: Matrix, weights: Matrix, speakers: int | None, options: ClusterOptions = DEFAULTS
) -> list[NDArray[np.intp]]:
    """Groups of segments, one for each person."""
    wanted = min(speakers or 2, len(vectors))
    least_ms = max(
        min(options.person_ms, 0.25 * float(weights.sum()) / wanted),
        options.person_share * float(weights.sum()),
    )
    if speakers is not None:
        least_ms = min(least_ms, 1_500.0)
    stops = [options.start_at]
    while stops[-1] < (options.surely_same if speakers is None else 1.0):
        stops.append(stops[-1] + 0.02)
    people: list[NDArray[np.intp]] = []
    for stop in stops:
        groups = join_by_mean_cosine(vectors, weights, stop)
        people = [group for group in groups if float(weights[group].sum()) >= least_ms]
        if len(people) >= wanted:
            break
    people = people or [np.arange(len(vectors))]
    return _merge_people(vectors, weights, people, speakers, options)


def _merge_people(
    vectors: Matrix,
    weights: Matrix,
    people: list[NDArray[np.intp]],
    speakers: int | None,
    options: ClusterOptions,
) -> list[NDArray[np.intp]]:
    """Join the most alike until the count is what was asked for, or convincing."""
    most = speakers or options.most_speakers
    while len(people) > 1:
        sums = np.array([weights[g] @ vectors[g] / weights[g].sum() for g in people])
        alike = sums @ sums.T
        np.fill_diagonal(alike, -np.inf)
        first, second = divmod(int(np.argmax(alike)), len(people))
        limit = options.surely_same if len(people) == 2 else options.surely_other
        convincing = speakers is not None or alike[first, second] < limit
        if len(people) <= most and convincing:
            break
        joined = np.concatenate([people[first], people[second]])
        people = [g for k, g in enumerate(people) if k not in (first, second)] + [joined]
    return people


def join_by_mean_cosine(vectors: Matrix, weights: Matrix, stop: float) -> list[NDArray[np.intp]]:
    """Average linkage: join the two groups with the highest mean cosine between their members
    (weighted) until none reaches `stop`. For unit vectors that mean is the product of the groups'
    mean vectors, so one matrix holds all of it."""
    means, mass = vectors.copy(), weights.astype(np.float64).copy()
    members: list[list[int]] = [[i] for i in range(len(vectors))]
    alike = means @ means.T
    np.fill_diagonal(alike, -np.inf)
    for _ in range(len(vectors) - 1):
        first, second = divmod(int(np.argmax(alike)), len(vectors))
        if alike[first, second] < stop:
            break
        total = mass[first] + mass[second]
        means[first] = (means[first] * mass[first] + means[second] * mass[second]) / total
        mass[first] = total
        members[first] += members[second]
        members[second] = []
        gone = np.isneginf(alike[first]) & (np.arange(len(vectors)) != first)
        row = means @ means[first]
        row[gone] = -np.inf
        row[[first, second]] = -np.inf
        alike[first], alike[:, first] = row, row
        alike[second], alike[:, second] = -np.inf, -np.inf
    return [np.array(sorted(group), dtype=np.intp) for group in members if group]


def _means(vectors: Matrix, weights: Matrix, groups: Sequence[NDArray[np.intp]]) -> Matrix:
    sums = np.array([weights[group] @ vectors[group] for group in groups])
    unit: Matrix = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return unit
