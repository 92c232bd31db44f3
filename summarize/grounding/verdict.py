"""What a check may say of a statement."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    DROPPED = "dropped"


class Check(StrEnum):
    """What was looked at."""

    QUOTE = "quote"
    NUMBER = "number"
    DRUG = "drug"
    CONCEPT = "concept"
    NAME = "name"
    NEGATION = "negation"
    DIRECTION = "direction"
    DEGREE = "degree"
    SPEAKER = "speaker"
    PERSON = "person"
    TIME = "time"
    MODALITY = "modality"
    INSTRUCTION = "instruction"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class Objection:
    """What a check has against a statement; `words` are those it is about."""

    verdict: Verdict
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that a statement did not pass."""

    check: Check
    verdict: Verdict
    words: tuple[str, ...] = ()


def mark(*words: str) -> Objection:
    """Not proven: the statement stays, marked."""
    return Objection(Verdict.UNVERIFIED, words)


def drop(*words: str) -> Objection:
    """Contradicted, or brought in from nowhere: the statement goes."""
    return Objection(Verdict.DROPPED, words)
