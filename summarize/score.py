"""Structured scores of an instrument."""

from dataclasses import dataclass
from enum import StrEnum

from summarize.evidence import Evidence


class ScoreMethod(StrEnum):
    """How the answers were given."""

    VERBAL = "verbal"
    FORM = "form"
    PRIOR = "prior"


class Remark(StrEnum):
    """What a clinician should know of an item that was asked."""

    DECLINED = "declined"
    """The client did not want to answer."""
    UNCLEAR = "unclear"
    """Answered, and what was said does not tell the score: the clinician has to."""
    TO_CHECK = "to_check"
    """Scored from words that only sound like an answer, or for a question known by its place."""


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One question's answer; None where it was not asked, not answered or declined."""

    item: int
    score: int | None
    evidence: tuple[Evidence, ...]
    remark: Remark | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """An instrument's items in order; the total is added up here and only when all are there."""

    instrument: str
    items: tuple[ScoreItem, ...]
    total: int | None
    complete: bool
    severity: str | None
    method: ScoreMethod
