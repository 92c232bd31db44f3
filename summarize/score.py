"""Structured scores of an instrument."""

from dataclasses import dataclass
from enum import StrEnum

from summarize.evidence import Evidence


class ScoreMethod(StrEnum):
    """How the answers were given."""

    VERBAL = "verbal"
    FORM = "form"
    PRIOR = "prior"


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One question's answer; None where it was not asked, not answered or declined."""

    item: int
    score: int | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """An instrument's items in order; the total is added up here and only when all are there."""

    instrument: str
    items: tuple[ScoreItem, ...]
    total: int | None
    complete: bool
    severity: str | None
    method: ScoreMethod
