"""Speakers as they appear, told apart while nobody knows yet how many there will be."""

from collections.abc import Mapping

import numpy as np

from diarize.voice import Embedding

SAME_VOICE = 0.4
"""Cosine from which speech certainly belongs to a known voice, and teaches it."""
SHORTEST_NEW_MS = 1_200
"""Somebody new must say at least this much in one go."""


def stranger_cosine(length_ms: int) -> float:
    """Under which cosine speech of this length is somebody new: longer speech resembles its own
    voice more, so less difference is needed (0.27 at 1.2 s, 0.42 from 2.9 s)."""
    return min(0.16 + 0.09 * length_ms / 1000, 0.42)


class ProvisionalSpeakers:
    """Online clustering by nearest running mean; labels are settled after the session."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._sums: list[Embedding] = []
        self.last = "S1"
        """The latest answer; the best guess where there is too little to hear."""

    @property
    def voices(self) -> dict[str, Embedding]:
        """Unit mean voice of each speaker so far."""
        return {
            f"S{number}": total / max(float(np.linalg.norm(total)), 1e-9)
            for number, total in enumerate(self._sums, start=1)
        }

    def revise(self, voices: Mapping[str, Embedding]) -> None:
        """Known anew: for "S1", "S2"… the sum of what was heard of each, weighted by seconds."""
        self._sums = list(voices.values())

    def assign(self, embedding: Embedding, length_ms: int) -> str:
        """The speaker of a stretch with this voice: "S1", "S2"… in order of appearance."""
        if not self._sums and length_ms < SHORTEST_NEW_MS:
            return self.last
        nearest, cosine = self._nearest(embedding)
        if self._is_stranger(cosine, length_ms):
            self._sums.append(embedding * (length_ms / 1000))
            nearest = len(self._sums) - 1
        elif cosine >= SAME_VOICE:
            self._sums[nearest] = self._sums[nearest] + embedding * (length_ms / 1000)
        self.last = f"S{nearest + 1}"
        return self.last

    def guess(self, embedding: Embedding, length_ms: int) -> str:
        """As `assign`, for a stretch that will be heard again: it teaches no known voice."""
        nearest, cosine = self._nearest(embedding)
        if self._is_stranger(cosine, length_ms) or not self._sums:
            return self.assign(embedding, length_ms)
        return f"S{nearest + 1}"

    def nearest(self, embedding: Embedding) -> str:
        """The known speaker who is most alike; for a stretch that several may share, which makes
        nobody known."""
        return f"S{self._nearest(embedding)[0] + 1}" if self._sums else self.last

    def _nearest(self, embedding: Embedding) -> tuple[int, float]:
        """Place and cosine of the voice that is most alike; with nobody known, none at all."""
        cosines = [float(s @ embedding) / max(float(np.linalg.norm(s)), 1e-9) for s in self._sums]
        place = int(np.argmax(cosines)) if cosines else -1
        return place, cosines[place] if cosines else -np.inf

    def _is_stranger(self, cosine: float, length_ms: int) -> bool:
        return (
            cosine < stranger_cosine(length_ms)
            and length_ms >= SHORTEST_NEW_MS
            and len(self._sums) < self._most
        )
