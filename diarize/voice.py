"""What was heard of the voices of a session, before it is known whose they are."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Embedding = NDArray[np.float32]
"""Shape (192,), unit length."""


@dataclass(frozen=True, slots=True, eq=False)
class VoiceSegment:
    """One voice without a pause worth the name. Times are milliseconds from session start."""

    start_ms: int
    end_ms: int
    track: int
    """Segments of one track that stand close together are most likely one person."""
    clean_ms: int
    """How much of it no other voice covers."""
    embedding: Embedding | None
    """None where too little of it is clean."""

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """All segments of one microphone in order of their start; voice data, so vault only."""

    segments: tuple[VoiceSegment, ...]

    def to_bytes(self) -> bytes:
        """A NumPy archive without pickles."""
        held = [s for s in self.segments if s.embedding is not None]
        table = [
            (s.start_ms, s.end_ms, s.track, s.clean_ms, int(s.embedding is not None))
            for s in self.segments
        ]
        out = io.BytesIO()
        np.savez_compressed(
            out,
            table=np.array(table, dtype=np.int64).reshape(-1, 5),
            embeddings=np.array([s.embedding for s in held], dtype=np.float32),
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Voices":
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            table, embeddings = held["table"], iter(held["embeddings"])
        return cls(
            tuple(
                VoiceSegment(start, end, track, clean, next(embeddings) if embedded else None)
                for start, end, track, clean, embedded in table.tolist()
            )
        )
