"""The proof under a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim span of one turn's text. Times are milliseconds from session start."""

    turn_id: str
    quote: str
    start_ms: int
    end_ms: int
