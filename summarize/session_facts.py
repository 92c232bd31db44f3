"""What a note says of the session itself: when, how long, how they met, how it was told."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Account(StrEnum):
    """How the session came to be known."""

    RECORDING = "recording"
    DICTATION = "dictation"
    """The clinician alone, after the session."""
    FIELDS = "fields"
    """What a record system sent."""


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """None where nobody gave it: it is not written then."""

    account: Account = Account.RECORDING
    held_on: date | None = None
    duration_ms: int | None = None
    """Of the session; a recording's own length stands in the metrics."""
    modality: str | None = None
    """As it was given: `video`, `in person`."""

    @property
    def are_known(self) -> bool:
        return self != SessionFacts()


UNTOLD = SessionFacts()
