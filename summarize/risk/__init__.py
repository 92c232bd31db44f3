"""Danger to the client or to others, as it was said."""

from dataclasses import dataclass
from enum import StrEnum

from summarize.evidence import Evidence


class RiskLevel(StrEnum):
    """The highest kind of risk that was mentioned."""

    NONE_MENTIONED = "none_mentioned"
    PASSIVE_IDEATION = "passive_ideation"
    ACTIVE_IDEATION = "active_ideation"
    PLAN_OR_INTENT = "plan_or_intent"
    HARM_TO_OTHERS = "harm_to_others"
    ABUSE_DISCLOSURE = "abuse_disclosure"


@dataclass(frozen=True, slots=True)
class RiskFlag:
    """One mention; `text` says in plain words what was flagged."""

    type: RiskLevel
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    """Always shown first and never dropped."""

    level: RiskLevel
    flags: tuple[RiskFlag, ...]
