"""The two directions of a call side by side, whatever order their chunks come in. Pure.

A track's time is that of its chunks' timestamps; chunks that follow each other by number are
joined without a look at the clock. A chunk that runs ahead waits for those before it, at most
until the call is `PATIENCE` further; then what is missing becomes silence. So does a track of
which nothing comes, and both stay aligned.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.errors import Malformed

RATE_HZ: Final = 8_000
PATIENCE: Final = 1 * RATE_HZ
"""How late a chunk may be, in samples."""
LONGEST_GAP: Final = 600 * RATE_HZ
WANDER: Final = RATE_HZ // 100
"""Timestamps are whole milliseconds and may be a little off: 10 ms is no gap."""
_REMEMBERED: Final = 1_000
"""Chunk numbers kept to tell a repeat."""

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of one track."""

    number: int
    start: int
    """Samples since the stream began."""
    samples: Samples
    """Shape (frames,)."""

    @property
    def end(self) -> int:
        return self.start + len(self.samples)


@dataclass(slots=True)
class _Track:
    end: int
    """Up to where it is settled."""
    last: int | None
    """Number of the chunk that ended there."""
    ready: list[Samples] = field(default_factory=list)
    """What is settled and not yet given."""
    waiting: dict[int, Chunk] = field(default_factory=dict)
    seen: dict[int, None] = field(default_factory=dict)
    """In the order in which they came."""

    def put(self, chunk: Chunk) -> None:
        """Raises `Malformed`."""
        if chunk.number in self.seen:
            return
        self.seen[chunk.number] = None
        if len(self.seen) > _REMEMBERED:
            del self.seen[next(iter(self.seen))]
        if len(self.waiting) >= _REMEMBERED:
            raise Malformed("Too many chunks came out of order.")
        self.waiting[chunk.number] = chunk

    def settle(self, horizon: int) -> None:
        """Join what follows; what begins before `horizon` is waited for no longer."""
        while self.waiting:
            following = self.waiting.get(-1 if self.last is None else self.last + 1)
            chunk = following or min(self.waiting.values(), key=lambda c: (c.start, c.number))
            ahead = chunk.start > self.end + WANDER
            if ahead and following is None and chunk.start >= horizon:
                return
            del self.waiting[chunk.number]
            if ahead:
                self.pad(chunk.start)
            held = 0 if following or chunk.start >= self.end - WANDER else self.end - chunk.start
            if held < len(chunk.samples):
                self._join(chunk.samples[held:])
                self.last = chunk.number

    def pad(self, to: int) -> None:
        if to > self.end:
            self._join(np.zeros(to - self.end, np.int16))
            self.last = None

    def _join(self, samples: Samples) -> None:
        self.ready.append(samples)
        self.end += len(samples)

    def give(self, count: int) -> Samples:
        joined = np.concatenate([np.zeros(0, np.int16), *self.ready])
        self.ready = [joined[count:]]
        return joined[:count]


class Tracks:
    """One stream's tracks, each a channel in the order of their names."""

    def __init__(self, names: tuple[str, ...], held: int = 0) -> None:
        """`held`: samples of this stream that are there already."""
        first = None if held else 0
        self._tracks = {name: _Track(held, first) for name in names}
        self._given = held
        self._newest = held

    def put(self, name: str, chunk: Chunk) -> Samples:
        """What is settled on all tracks now; shape (frames, channels). Raises `Malformed`."""
        track = self._tracks.get(name)
        if track is None:
            raise Malformed("media.track is none of those that start named.")
        if chunk.start > self._newest + LONGEST_GAP:
            raise Malformed("media.timestamp runs more than ten minutes ahead of the audio.")
        track.put(chunk)
        self._newest = max(self._newest, chunk.end)
        return self._settled(self._newest - PATIENCE)

    def rest(self) -> Samples:
        """Everything, with silence where a track is shorter; nothing more comes."""
        return self._settled(self._newest + 1)

    def _settled(self, horizon: int) -> Samples:
        tracks = self._tracks.values()
        for track in tracks:
            track.settle(horizon)
        longest = max(track.end for track in tracks)
        end = max(min(track.end for track in tracks), min(horizon, longest))
        for track in tracks:
            track.pad(end)
        count = end - self._given
        self._given = end
        return np.stack([track.give(count) for track in tracks], axis=1)
