"""The audio that may still be asked for."""

import numpy as np

from gpu import Samples


class Tape:
    """Samples addressed from the start of the channel; the past is let go."""

    def __init__(self) -> None:
        self._pieces: list[Samples] = []
        self._begin = 0
        self._end = 0

    @property
    def end(self) -> int:
        return self._end

    @property
    def held(self) -> int:
        """Samples in memory."""
        return self._end - self._begin

    def append(self, samples: Samples) -> None:
        if len(samples):
            self._pieces.append(np.array(samples, np.float32))
            self._end += len(samples)

    def cut(self, start: int, end: int) -> Samples:
        """Samples from `start` to `end`, as far as they are there. Raises `ValueError` for the
        past already let go."""
        if start < self._begin:
            raise ValueError("That audio was let go.")
        at, found = self._begin, []
        for piece in self._pieces:
            if at < end and at + len(piece) > start:
                found.append(piece[max(start - at, 0) : end - at])
            at += len(piece)
        return np.concatenate(found) if found else np.zeros(0, np.float32)

    def let_go(self, before: int) -> None:
        """Forget whole pieces that end at or before this sample."""
        while self._pieces and self._begin + len(self._pieces[0]) <= before:
            self._begin += len(self._pieces.pop(0))
