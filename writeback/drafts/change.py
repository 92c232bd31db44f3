"""What a clinician may change in a draft."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from diarize.transcript import Transcript
from summarize.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Other words for a statement; the same words confirm it."""

    statement_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """The clinician vouches for a statement as it stands."""

    statement_id: str


@dataclass(frozen=True, slots=True)
class Remove:
    statement_id: str


@dataclass(frozen=True, slots=True)
class Add:
    """A new statement, at the end of its section or behind `after`."""

    section: str
    text: str
    after: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Dismiss:
    """An omission that is none, or that the note now covers."""

    turn_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Adopt:
    """An omission becomes a statement of the section, standing on its quote."""

    turn_id: str
    quote: str
    section: str
    text: str | None = None
    """None takes the quote itself."""
    start_ms: int = 0
    end_ms: int = 0
    """Where the quote's turn lies; `placed_in` fills both in."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section given whole: an existing statement by id, or a new one."""

    text: str
    statement_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReplaceSection:
    """The section as it should read, in order; what is not listed is taken out."""

    section: str
    lines: tuple[Line, ...]


Change: TypeAlias = Rewrite | Confirm | Remove | Add | Adopt | Dismiss | ReplaceSection


def placed_in(transcript: Transcript | None, changes: Sequence[Change]) -> list[Change]:
    """Gives each adopted omission the times of the turn it was said in."""
    return [
        _placed(transcript, change) if isinstance(change, Adopt) else change for change in changes
    ]


def _placed(transcript: Transcript | None, change: Adopt) -> Adopt:
    turn = None if transcript is None else transcript.turn(change.turn_id)
    if turn is None:
        return change
    return replace(change, start_ms=turn.start_ms, end_ms=turn.end_ms)
