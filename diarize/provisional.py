"""Speakers as they appear, told apart while nobody knows yet how many there will be."""

import numpy as np

from diarize.voice import Embedding

SAME_VOICE = 0.4
"""Cosine from which an utterance certainly belongs to a known voice."""
NEW_VOICE = 0.3
"""Cosine under which a long enough utterance is somebody new."""
LONG_ENOUGH_MS = 1_200


class ProvisionalSpeakers:
    """Online clustering by nearest running mean; labels are settled after the session."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._sums: list[Embedding] = []
        self.last = "S1"
        """The speaker of the latest label; the answer where there is too little to hear."""

    def assign(self, embedding: Embedding, length_ms: int) -> str:
        """The speaker of an utterance with this voice."""
        nearest, cosine = self._nearest(embedding)
        new = nearest is None or (
            cosine < NEW_VOICE and length_ms >= LONG_ENOUGH_MS and len(self._sums) < self._most
        )
        if nearest is None or new:
            self._sums.append(embedding * (length_ms / 1000))
            nearest = len(self._sums) - 1
        elif cosine >= SAME_VOICE:
            self._sums[nearest] = self._sums[nearest] + embedding * (length_ms / 1000)
        self.last = f"S{nearest + 1}"
        return self.last

    def _nearest(self, embedding: Embedding) -> tuple[int | None, float]:
        if not self._sums:
            return None, 0.0
        cosines = [float(s @ embedding) / max(float(np.linalg.norm(s)), 1e-9) for s in self._sums]
        nearest = int(np.argmax(cosines))
        return nearest, cosines[nearest]
