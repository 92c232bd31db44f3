"""What is known of the speakers while the session runs, decided anew over all of it so far.

Labels that are given one after the other, with little heard, are sometimes wrong; what comes later
tells. So now and then everything is clustered again, as it will be after the session, and numbered
in the same way, by first appearance.
"""

from collections.abc import Sequence

import numpy as np

from diarize.attribution import Activity
from diarize.clustering import find_voices
from diarize.ownership import owned
from diarize.voice import PRINT_MS, Embedding, Matrix, VoiceSegment

FIRST_MS = 15_000
"""Where the speakers are decided anew for the first time;"""
GROWTH = 1.15
"""and then whenever so much more was heard, so that what it costs grows no faster than the
session."""


def next_revision_ms(heard_ms: int) -> int:
    return max(FIRST_MS, round(heard_ms * GROWTH))


class Revision:
    """Who talked when, and how each sounds, as it looks now."""

    def __init__(self, activity: Sequence[Activity], sums: Matrix) -> None:
        """`activity` in order of start, milliseconds from session start; `sums` of what was heard
        of each person alone, weighted by seconds, shape (people, 192)."""
        self.activity = tuple(activity)
        self.voices: dict[str, Embedding] = {
            name_of(person): total.astype(np.float32) for person, total in enumerate(sums)
        }
        spans = [(span.start_ms, span.end_ms, span.person) for span in activity]
        self._starts, self._ends, self._people = np.array(spans, dtype=np.int64).reshape(-1, 3).T

    def speaker(self, start_ms: int, end_ms: int) -> str | None:
        """Whoever talks most between two times; None where nobody does, or not all of it was heard
        yet."""
        if not len(self._ends) or end_ms > self._ends.max():
            return None
        shared = np.minimum(self._ends, end_ms) - np.maximum(self._starts, start_ms)
        shares = np.bincount(self._people, weights=np.maximum(shared, 0))
        return name_of(int(np.argmax(shares))) if shares.any() else None


def name_of(person: int) -> str:
    """Persons are counted from 0, speakers from "S1"."""
    return f"S{person + 1}"


def revise(segments: Sequence[VoiceSegment]) -> Revision | None:
    """None where no voice is clean enough to be known. `segments` in order of start."""
    found = find_voices(segments, None)
    if not len(found):
        return None
    now = owned(segments, found)
    return Revision(now.activity, now.sums * (PRINT_MS / 1000))
