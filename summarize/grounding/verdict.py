"""What a check may say of a statement."""

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
    SPEAKER = "speaker"
    PERSON = "person"
    TIME = "time"
    INSTRUCTION = "instruction"
    MEANING = "meaning"
