"""Windows of local speaker activity, stitched into tracks that run through the session.

A window's columns are in no order of their own. Neighbouring windows share 7.5 s; a column goes on
with the track it agrees with there. A voice silent for longer starts a new track: which tracks are
the same person is for the clustering to say.
"""

from dataclasses import dataclass, field
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

FRAME_US = 16_875
"""Distance of two segmentation frames, microseconds."""
FRAME_LEAD_US = 22_500
"""Where frame 0 begins: it is centred on 31 ms, half its receptive field."""
WINDOW_FRAMES = 589
"""Frames of a 10 s window."""

ACTIVE = 0.5
"""Mean activity from which a voice counts as speaking."""
AGREEMENT = 0.4
"""Share of the smaller activity that two stretches must have in common to be one track."""
EDGE_FRAMES = 60
"""About 1 s at each edge of a window, where the network has little context and weighs less."""

Scores = NDArray[np.float32]


def frame_ms(frame: int) -> int:
    """Where a frame begins, ms from the first sample."""
    return (frame * FRAME_US + FRAME_LEAD_US) // 1000


def frame_at(ms: int) -> int:
    """The frame that a window starting at `ms` puts its first row on."""
    return round(ms * 1000 / FRAME_US)


@dataclass(frozen=True, slots=True)
class Run:
    """An unbroken stretch of one track, in frames."""

    start: int
    end: int


def _edge_weights() -> Scores:
    ramp = np.minimum(np.arange(1, WINDOW_FRAMES + 1), EDGE_FRAMES) / EDGE_FRAMES
    return np.minimum(ramp, ramp[::-1]).astype(np.float32)


_WEIGHTS = _edge_weights()


@dataclass(slots=True)
class Activity:
    """Weighted mean activity of each track from `base` on; older frames are let go.

    Memory is bounded by the caller, who calls `forget` for frames it has used.
    """

    base: int = 0
    """First frame still held."""
    tracks: dict[int, Scores] = field(default_factory=dict)
    """Weighted sums, one value per frame from `base`."""
    _weight: Scores = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    _next_track: int = 0

    @property
    def end(self) -> int:
        """First frame no window has reached."""
        return self.base + len(self._weight)

    def add(self, start: int, window: Scores) -> None:
        """`window`: shape (frames, local speakers), beginning at frame `start`; windows come in
        order and without gaps."""
        if start < self.base or start > self.end:
            raise ValueError("Windows must follow one another.")
        weights = _WEIGHTS[: len(window)]
        seen = self.end
        self._grow(start + len(window) - self.base)
        columns = self._columns(window[: seen - start], start)
        at = slice(start - self.base, start - self.base + len(window))
        for column, known in enumerate(columns):
            track = known
            if track is None:
                if float(window[:, column].max(initial=0.0)) < ACTIVE:
                    continue
                track = self._new_track()
            self.tracks[track][at] += window[:, column] * weights
        self._weight[at] += weights

    def scores(self, track: int, until: int) -> Scores:
        """Mean activity of `track` in the frames from `base` to `until`."""
        length = max(until - self.base, 0)
        weight = np.maximum(self._weight[:length], np.float32(1e-6))
        return np.asarray(self.tracks[track][:length] / weight, dtype=np.float32)

    def counted(self, until: int) -> dict[int, Scores]:
        """As `scores` for each track, but of no more voices at once than the windows count
        together: where they put one voice now here, now there, the likelier track has it."""
        scores = {track: self.scores(track, until) for track in self.tracks}
        if len(scores) < 2:
            return scores
        table = np.array(list(scores.values()))
        count = np.maximum(np.rint(table.sum(axis=0)), 1)
        rank = np.argsort(np.argsort(-table, axis=0, kind="stable"), axis=0)
        kept = np.where(rank < count, table, np.float32(0.0))
        return dict(zip(scores, kept, strict=True))

    def forget(self, before: int) -> None:
        """Let go of frames before `before`, and of tracks that were silent since."""
        count = min(max(before - self.base, 0), len(self._weight))
        self.base += count
        self._weight = self._weight[count:]
        self.tracks = {
            track: sums[count:]
            for track, sums in self.tracks.items()
            if float(sums[count:].sum()) > 0.0
        }

    def _grow(self, length: int) -> None:
        missing = length - len(self._weight)
        if missing > 0:
            zeros = np.zeros(missing, dtype=np.float32)
            self._weight = np.concatenate([self._weight, zeros])
            self.tracks = {t: np.concatenate([s, zeros]) for t, s in self.tracks.items()}

    def _new_track(self) -> int:
        track = self._next_track
        self._next_track += 1
        self.tracks[track] = np.zeros(len(self._weight), dtype=np.float32)
        return track

    def _columns(self, shared: Scores, start: int) -> list[int | None]:
        """The track each column goes on with, by most activity in common on the shared frames."""
        width = shared.shape[1]
        at = slice(start - self.base, start - self.base + len(shared))
        weight = np.maximum(self._weight[at], 1e-6)
        held = {t: sums[at] / weight for t, sums in self.tracks.items()}
        ranked = sorted(held, key=lambda t: -float(held[t].sum()))[: width + 1]
        common = np.zeros((width, len(ranked) + width), dtype=np.float64)
        for row in range(width):
            for place, track in enumerate(ranked):
                both = float(np.minimum(shared[:, row], held[track]).sum())
                smaller = min(float(shared[:, row].sum()), float(held[track].sum()))
                if smaller > 3.0 and both >= AGREEMENT * smaller:
                    common[row, place] = both
        best = max(
            permutations(range(common.shape[1]), width),
            key=lambda places: sum(common[row, place] for row, place in enumerate(places)),
        )
        return [
            ranked[place] if place < len(ranked) and common[row, place] > 0 else None
            for row, place in enumerate(best)
        ]


def active_runs(scores: Scores, base: int, *, closing: int = 15, shortest: int = 6) -> list[Run]:
    """Stretches with activity of at least `ACTIVE`, in absolute frames; breaks of up to `closing`
    frames (0.25 s) are bridged, stretches under `shortest` (0.1 s) dropped."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], scores >= ACTIVE, [0]]).astype(np.int8)))
    runs: list[Run] = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if runs and start + base - runs[-1].end <= closing:
            runs[-1] = Run(runs[-1].start, end + base)
        else:
            runs.append(Run(start + base, end + base))
    return [run for run in runs if run.end - run.start >= shortest]
