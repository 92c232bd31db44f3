"""Whose voice each segment is, decided once over the whole session.

Long clean segments are joined bottom-up by mean cosine; what is left tells how many people spoke,
with two as the expectation; then every segment, also the short and the overlapped, goes to the
voice it resembles, its neighbours on the same track resemble, and its overlap allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diarize.voice import VoiceSegment

Matrix = NDArray[np.float64]


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
    joined_ms: int = 5_000
    """Segments of one track are joined up to this length to find the voices…"""
    joined_pause_ms: int = 100
    """…where no more than this is between them."""
    most_segments: int = 800
    """So many of the longest segments find the voices; the rest are assigned."""
    most_speakers: int = 4
    own_ms: int = 300
    """Clean speech at which a segment's own voice counts as much as its neighbours'."""
    neighbour_ms: int = 15_000
    """How far away a segment of the same track still speaks for this one."""
    overlap_cost: float = 0.3
    """Cosine taken off for the person who certainly talks at the same time."""


DEFAULTS = ClusterOptions()


def assign_speakers(
    segments: Sequence[VoiceSegment],
    speakers: int | None = None,
    options: ClusterOptions = DEFAULTS,
) -> list[int]:
    """The person of each segment, counted from 0 by first appearance.

    `speakers`: how many there are, where it is known; fewer come out only where there are fewer
    usable segments.
    """
    voices = find_voices(segments, speakers, options)
    if len(voices) <= 1:
        return [0] * len(segments)
    scores = _resemblance(segments, voices, options)
    people = _part_overlapped(segments, scores, options)
    order = list(dict.fromkeys(people))
    return [order.index(person) for person in people]


def find_voices(
    segments: Sequence[VoiceSegment], speakers: int | None, options: ClusterOptions
) -> Matrix:
    """Unit mean embeddings of the people found: shape (people, 192)."""
    units = _units(segments, options)
    long = [unit for unit in units if unit[1] >= options.long_ms]
    if len(long) < 2:
        long = units
    long = sorted(long, key=lambda unit: -unit[1])[: options.most_segments]
    if not long:
        return np.zeros((0, 1))
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


def _units(segments: Sequence[VoiceSegment], options: ClusterOptions) -> list[tuple[Matrix, float]]:
    """Embedding (unit length) and clean ms of stretches of one track: segments that follow each
    other closely, for the longer a stretch the surer its voice."""
    units: list[tuple[Matrix, float]] = []
    track, end_ms = -1, 0
    for segment in sorted(segments, key=lambda s: (s.track, s.start_ms)):
        if segment.embedding is None:
            continue
        weighted = segment.embedding.astype(np.float64) * segment.clean_ms
        goes_on = segment.track == track and segment.start_ms - end_ms <= options.joined_pause_ms
        if goes_on and units[-1][1] + segment.clean_ms <= options.joined_ms:
            units[-1] = (units[-1][0] + weighted, units[-1][1] + segment.clean_ms)
        else:
            units.append((weighted, float(segment.clean_ms)))
        track, end_ms = segment.track, segment.end_ms
    return [(sums / max(float(np.linalg.norm(sums)), 1e-9), clean) for sums, clean in units]


def _count_people(
    vectors: Matrix, weights: Matrix, speakers: int | None, options: ClusterOptions
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


def _resemblance(
    segments: Sequence[VoiceSegment], voices: Matrix, options: ClusterOptions
) -> Matrix:
    """Shape (segments, people): cosine of each segment, mixed with that of its neighbours on the
    same track the more the shorter it is."""
    own = np.zeros((len(segments), len(voices)))
    trust = np.zeros(len(segments))
    for index, segment in enumerate(segments):
        if segment.embedding is not None:
            own[index] = voices @ segment.embedding.astype(np.float64)
            trust[index] = segment.clean_ms / (segment.clean_ms + options.own_ms)
    mixed = own * trust[:, None]
    weights = trust * np.array([s.clean_ms for s in segments], dtype=np.float64)
    tracks = np.array([s.track for s in segments])
    middles = np.array([(s.start_ms + s.end_ms) / 2 for s in segments])
    for index in range(len(segments)):
        near = (tracks == tracks[index]) & (
            np.abs(middles - middles[index]) <= options.neighbour_ms
        )
        near[index] = False
        if weights[near].sum() > 0:
            said = weights[near] @ own[near] / weights[near].sum()
            mixed[index] += (1 - trust[index]) * said
    return mixed


def _part_overlapped(
    segments: Sequence[VoiceSegment], scores: Matrix, options: ClusterOptions
) -> list[int]:
    """Surest first; who already talks in most of a segment's time is less likely to be its
    speaker as well."""
    ordered = np.sort(scores, axis=1)
    margin = ordered[:, -1] - ordered[:, -2]
    starts = np.array([segment.start_ms for segment in segments])
    ends = np.array([segment.end_ms for segment in segments])
    people = np.full(len(segments), -1)
    for index in np.argsort(-margin * np.array([s.clean_ms + 1 for s in segments])).tolist():
        here = segments[index]
        common = np.minimum(ends, here.end_ms) - np.maximum(starts, here.start_ms)
        talking = people[(common > 0.5 * here.length_ms) & (people >= 0)]
        cost = np.zeros(scores.shape[1])
        cost[talking] = options.overlap_cost
        people[index] = int(np.argmax(scores[index] - cost))
    return [int(person) for person in people]
