"""What was heard of the voices of a session, before it is known whose they are."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Embedding = NDArray[np.float32]
"""Shape (192,), unit length."""
Prints = NDArray[np.float16]
"""Shape (prints, 192), each of unit length."""
EMBEDDING_SIZE = 192
Matrix = NDArray[np.float64]
PRINT_MS = 250
"""Distance of prints."""


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
    prints: Prints | None = None
    """What is heard at places spread evenly over it, about `PRINT_MS` apart."""

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms

    @property
    def heard(self) -> Matrix:
        """Its prints; where there are none its embedding; shape (n, 192), nothing where it has
        neither."""
        if self.prints is not None:
            return self.prints.astype(np.float64)
        if self.embedding is not None:
            return self.embedding[None].astype(np.float64)
        return np.zeros((0, EMBEDDING_SIZE))


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """All segments of one microphone in order of their start; voice data, so vault only."""

    segments: tuple[VoiceSegment, ...]

    def to_bytes(self) -> bytes:
        """A NumPy archive without pickles."""
        table = [
            (s.start_ms, s.end_ms, s.track, s.clean_ms, int(s.embedding is not None), _count(s))
            for s in self.segments
        ]
        prints = [s.prints for s in self.segments if s.prints is not None]
        out = io.BytesIO()
        np.savez_compressed(
            out,
            table=np.array(table, dtype=np.int64).reshape(-1, 6),
            embeddings=np.array(
                [s.embedding for s in self.segments if s.embedding is not None], dtype=np.float32
            ),
            prints=np.concatenate([np.zeros((0, EMBEDDING_SIZE), dtype=np.float16), *prints]),
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Voices":
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            table, embeddings, prints = held["table"], iter(held["embeddings"]), held["prints"]
        segments = []
        first = 0
        for start, end, track, clean, embedded, count in table.tolist():
            embedding = next(embeddings) if embedded else None
            mine = prints[first : first + count] if count else None
            first += count
            segments.append(VoiceSegment(start, end, track, clean, embedding, mine))
        return cls(tuple(segments))


def _count(segment: VoiceSegment) -> int:
    return 0 if segment.prints is None else len(segment.prints)


def unit(vector: NDArray[np.floating]) -> Embedding:
    """At length 1."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)
