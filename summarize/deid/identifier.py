"""What identifies a person, and where in a text it stands."""

from dataclasses import dataclass
from enum import StrEnum


class IdentifierKind(StrEnum):
    """What kind of identifier; the value is the tag's name."""

    PERSON = "PERSON"
    NAME = "NAME"
    """Of a person, a place or a firm: speech does not say which."""
    PLACE = "PLACE"
    ORGANISATION = "ORG"
    DATE = "DATE"
    AGE = "AGE"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    URL = "URL"
    """Web and network addresses, and what one is called there."""
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
