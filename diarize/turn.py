"""Who said what, when."""

from dataclasses import dataclass
from enum import StrEnum

from transcribe import Word


class SpeakerRole(StrEnum):
    """A person's part in the session."""

    CLINICIAN = "clinician"
    CLIENT = "client"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Speaker:
    """One voice of the session."""

    speaker_id: str
    role: SpeakerRole
    role_confidence: float
    """0 to 1."""
    channel: int | None
    """The channel that carries this voice alone; None where voices share a microphone."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's stretch of talk. Times are milliseconds from session start."""

    turn_id: str
    speaker_id: str
    start_ms: int
    end_ms: int
    text: str
    overlap: bool
    """Somebody else spoke during this turn."""
    words: tuple[Word, ...]
    language: str | None = None
    """ISO 639-1, as it was recognized; None where nobody said (a user's own transcript)."""
