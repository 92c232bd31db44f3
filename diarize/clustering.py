"""How many people spoke, and what their voices are, decided once over the whole session.

Everybody is one person first. The group that most convincingly holds two voices is parted, as long
as there is one; two people are the expectation, a third must differ more. Then what turns out too
much alike is joined again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from diarize.change import changes
from diarize.likeness import Rows, Stretches, likeness, turn_taking
from diarize.parting import partings, settled
from diarize.voice import EMBEDDING_SIZE, Matrix, VoiceSegment


@dataclass(frozen=True, slots=True)
class Prior:
    """From which likeness two groups are one person: the more was heard of the smaller, the surer
    it is known."""

    of_little: float
    """With `little_ms` of the smaller."""
    of_much: float
    """With `much_ms` and more."""


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """Likeness is measured in `likeness.py`, with what was found there."""

    second: Prior = Prior(0.70, 0.84)
    """For the second person, who is expected;"""
    further: Prior = Prior(0.55, 0.80)
    """and for a third or fourth."""
    little_ms: int = 3_000
    much_ms: int = 10_000
    changed: float = 0.15
    """So much less alike must two be who never follow each other: a voice that changes once, as
    when somebody moves or tires, is no other person."""
    talking_together: float = 0.6
    """Turn-taking from which two do follow each other;"""
    one_after_the_other: float = 0.2
    """and under which they do not."""
    long_ms: int = 1_000
    """Clean speech from which a stretch takes part in finding the voices."""
    person_ms: int = 4_000
    """A group with less clean speech is no person of its own."""
    person_share: float = 0.02
    """…nor one with less than this share of all clean speech."""
    least_told_ms: int = 1_500
    """Enough for a person where the number of people is known."""
    most_stretches: int = 800
    """So many of the longest find the voices; the rest are assigned."""
    most_speakers: int = 4


DEFAULTS = ClusterOptions()


@dataclass(frozen=True, slots=True, eq=False)
class _Parting:
    groups: list[Rows]
    margin: float
    """How far it is below the likeness of one person."""


def find_voices(
    segments: Sequence[VoiceSegment], speakers: int | None, options: ClusterOptions = DEFAULTS
) -> Matrix:
    """Unit mean embeddings of the people found: shape (people, 192). `speakers` is their number
    where it is known; fewer are found where fewer differ."""
    heard = _stretches(segments)
    long = np.flatnonzero(heard.weights >= options.long_ms)
    if len(long) >= 2:
        heard = heard.of(long)
    heard = heard.of(np.argsort(-heard.weights, kind="stable")[: options.most_stretches])
    if not len(heard):
        return np.zeros((0, EMBEDDING_SIZE))
    groups = _parted(heard, speakers, options)
    if speakers is None:
        groups = _joined(heard, groups, options)
    means = np.array([heard.of(group).mean for group in groups])
    return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9))


def _stretches(segments: Sequence[VoiceSegment]) -> Stretches:
    rows: list[tuple[Matrix, float, float]] = []
    for segment in segments:
        heard = segment.heard
        for first, last in pairwise([0, *changes(heard), len(heard)] if len(heard) else []):
            vector = heard[first:last].sum(axis=0)
            share = (last - first) / len(heard)
            middle = segment.start_ms + segment.length_ms * (first + last) / 2 / len(heard)
            length = max(float(np.linalg.norm(vector)), 1e-9)
            rows.append((vector / length, segment.clean_ms * share, middle))
    rows = [row for row in rows if row[1] > 0]
    vectors = np.array([vector for vector, _, _ in rows]).reshape(-1, EMBEDDING_SIZE)
    return Stretches(vectors, np.array([w for _, w, _ in rows]), np.array([t for *_, t in rows]))


def _parted(heard: Stretches, speakers: int | None, options: ClusterOptions) -> list[Rows]:
    """Groups of stretches, one for each person, or more than that."""
    least_ms = _least_ms(heard, speakers, options)
    groups: list[Rows] = [np.arange(len(heard))]
    while len(groups) < (speakers or options.most_speakers):
        best = _best_parting(heard, groups, least_ms, options)
        if speakers is not None and (best is None or best.margin < 0):
            least_ms = min(least_ms, options.least_told_ms)
            best = _best_parting(heard, groups, least_ms, options)
        if best is None or (speakers is None and best.margin < 0):
            break
        groups = _settled(heard, best.groups, least_ms)
    return groups


def _least_ms(heard: Stretches, speakers: int | None, options: ClusterOptions) -> float:
    """Of speech that makes a person."""
    total = float(heard.weights.sum())
    wanted = min(speakers or 2, len(heard))
    return max(min(options.person_ms, 0.25 * total / wanted), options.person_share * total)


def _best_parting(
    heard: Stretches, groups: Sequence[Rows], least_ms: float, options: ClusterOptions
) -> _Parting | None:
    """The most convincing way to make two of one group; None where none would make two people."""
    best: _Parting | None = None
    for place, group in enumerate(groups):
        inside = heard.of(group)
        for one, other in partings(inside):
            first, second = inside.of(one), inside.of(other)
            if min(first.weights.sum(), second.weights.sum()) < least_ms:
                continue
            margin = _margin(first, second, len(groups) + 1, options)
            if best is None or margin > best.margin:
                rest = [rows for number, rows in enumerate(groups) if number != place]
                best = _Parting([*rest, group[one], group[other]], margin)
    return best


def _settled(heard: Stretches, groups: Sequence[Rows], least_ms: float) -> list[Rows]:
    """Each stretch with whom it is most like, unless that leaves somebody with nothing."""
    nearest = settled(heard, np.array([heard.of(group).mean for group in groups]))
    now = [np.flatnonzero(nearest == person) for person in range(len(groups))]
    if min(heard.weights[group].sum() for group in now) < least_ms / 2:
        return list(groups)
    return now


def _joined(heard: Stretches, groups: list[Rows], options: ClusterOptions) -> list[Rows]:
    """Without those who are not convincingly two."""
    while len(groups) > 1:
        pairs = [
            (_margin(heard.of(a), heard.of(b), len(groups), options), number)
            for number, (a, b) in enumerate(combinations(groups, 2))
        ]
        margin, number = min(pairs)
        if margin >= 0:
            break
        first, second = list(combinations(range(len(groups)), 2))[number]
        rest = [group for place, group in enumerate(groups) if place not in (first, second)]
        groups = [*rest, np.concatenate([groups[first], groups[second]])]
    return groups


def _margin(one: Stretches, other: Stretches, people: int, options: ClusterOptions) -> float:
    """How much less alike two groups are than one person would be, where there are `people`."""
    prior = options.second if people == 2 else options.further
    smaller_ms = min(float(one.weights.sum()), float(other.weights.sum()))
    sure = np.interp(smaller_ms, (options.little_ms, options.much_ms), (0.0, 1.0))
    follow = np.interp(
        turn_taking(one, other), (options.one_after_the_other, options.talking_together), (1.0, 0.0)
    )
    one_person = prior.of_little + (prior.of_much - prior.of_little) * float(sure)
    return one_person - options.changed * float(follow) - likeness(one, other)
