"""A word as it was heard."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """Times are milliseconds from session start."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float
    """Probability given by the recognizer, 0 to 1."""
