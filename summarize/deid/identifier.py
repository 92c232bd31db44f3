"""What identifies a person, and where in a text it stands."""

from dataclasses import dataclass
from enum import StrEnum


class IdentifierKind(StrEnum):
    """What kind of identifier; the value is the tag's name."""

    PERSON = "PERSON"
    PLACE = "PLACE"
    ORGANISATION = "ORG"
    DATE = "DATE"
    AGE = "AGE"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    ADDRESS = "ADDRESS"
    NUMBER = "NUMBER"
    LITERAL = "LITERAL"
    """Text that already looks like a tag."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """Characters [start, end) of one text identify somebody."""

    kind: IdentifierKind
    start: int
    end: int
