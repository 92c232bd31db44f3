"""When each line is said. Times are samples from the start of the recording."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inglenook.demo_session.script import ROLES
from inglenook.demo_session.speech import RATE, SpokenLine
from inglenook.demo_session.voice import Samples

LEAD_IN = RATE * 6 // 10
LEAD_OUT = RATE


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A spoken line in its place."""

    spoken: SpokenLine
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.spoken.samples)


def place(spoken: Sequence[SpokenLine], rng: np.random.Generator) -> list[PlacedLine]:
    """Lines in order, the gaps between them log-normal (median 0.35 s, as in talk), except for
    those the script lets begin early."""
    placed: list[PlacedLine] = []
    floor_free = LEAD_IN
    for one in spoken:
        gap = int(np.clip(rng.lognormal(np.log(0.35), 0.6), 0.08, 1.6) * RATE)
        start = floor_free + (gap if placed else 0)
        if one.line.early_ms:
            start = max(placed[-1].start, placed[-1].end - one.line.early_ms * RATE // 1000)
        placed.append(PlacedLine(one, start))
        floor_free = max(floor_free, placed[-1].end)
    return placed


def overlaps(line: PlacedLine, placed: Sequence[PlacedLine]) -> bool:
    """Whether the other person speaks during this line."""
    mine = line.spoken.line.speaker
    return any(
        other.spoken.line.speaker != mine and other.start < line.end and line.start < other.end
        for other in placed
    )


def by_speaker(placed: Sequence[PlacedLine]) -> Samples:
    """Each speaker alone: shape (speakers in the order of ROLES, samples)."""
    length = max(line.end for line in placed) + LEAD_OUT
    tracks = np.zeros((len(ROLES), length), np.float32)
    for line in placed:
        track = tracks[ROLES.index(line.spoken.line.speaker)]
        track[line.start : line.end] += line.spoken.samples
    return tracks
