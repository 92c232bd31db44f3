"""The note: statements that each show what they stand on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from summarize.evidence import Evidence
from summarize.risk import Risk
from summarize.score import Score
from summarize.session_facts import UNTOLD, SessionFacts


class Support(StrEnum):
    """How far a statement is proven."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    CLINICIAN = "clinician"
    """Written or confirmed by the clinician, who needs no evidence."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the note."""

    statement_id: str
    text: str
    support: Support
    evidence: tuple[Evidence, ...]
    doubts: tuple[str, ...] = ()
    """Why it is not verified, or what of a clinician's wording its evidence does not show."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the note under the template's own name."""

    name: str
    statements: tuple[Statement, ...]
    title: str = ""
    """The heading of a practice's own format; empty where the format is built in."""


@dataclass(frozen=True, slots=True)
class Omission:
    """Something said that matters and stands nowhere in the note."""

    turn_id: str
    quote: str
    why: str


@dataclass(frozen=True, slots=True)
class SessionMetrics:
    """Counted from the transcript; times in milliseconds."""

    duration_ms: int
    turns: int
    clinician_talk_ms: int
    client_talk_ms: int
    other_talk_ms: int
    overlap_ms: int
    silence_ms: int
    longest_silence_ms: int
    questions_by_clinician: int
    words: int
    longest_clinician_ms: int | None = None
    """The longest the clinician spoke with nothing but listening sounds between; None in notes
    written before it was counted, as the next four."""
    longest_client_ms: int | None = None
    open_questions: int | None = None
    """By rule (`summarize.counselling`); with the closed ones they are `questions_by_clinician`."""
    closed_questions: int | None = None
    reflections: int | None = None


@dataclass(frozen=True, slots=True)
class DrafterRecord:
    """What wrote the note."""

    kind: str
    """`vllm` or `extractive`."""
    model: str
    """As the server that was asked reports it."""
    prompt_sha256: str | None
    """Of everything that was asked; None where nothing was."""
    prompt_version: str | None = None
    """Of the prompts' wording."""
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    """Sections that a model was to write and the extractive drafter wrote, wholly or in part, and
    why (`summarize.model.fault.Fault`)."""


@dataclass(frozen=True, slots=True)
class Note:
    """A drafted note; becomes part of no record before a clinician signs it."""

    template: str
    sections: tuple[Section, ...]
    scores: tuple[Score, ...]
    risk: Risk
    metrics: SessionMetrics
    omissions: tuple[Omission, ...]
    drafter: DrafterRecord
    title: str = ""
    """Of a practice's own format, kept here because its file may change after signing."""
    session: SessionFacts = UNTOLD
