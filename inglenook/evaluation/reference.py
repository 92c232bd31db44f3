"""What a recording is measured against: `ref.json` and `gold.json` of an evaluation folder."""

import re
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError


def _is_regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Pattern = Annotated[str, AfterValidator(_is_regex)]
"""A regular expression, matched without regard to case."""


class _Held(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ReferenceTurn(_Held):
    """Times in seconds from session start."""

    speaker: str
    text: str
    start: float
    end: float
    role: str | None = None

    @property
    def role_name(self) -> str:
        """The speaker is the role unless a role is given."""
        return self.role or self.speaker


class Reference(_Held):
    turns: tuple[ReferenceTurn, ...]


class GoldItem(_Held):
    item: int
    score: int | None


class GoldInstrument(_Held):
    items: tuple[GoldItem, ...] = ()
    total: int | None = None


class GoldFact(_Held):
    id: str
    section: str = ""
    level: str = "must"
    statement: str = ""
    match: tuple[tuple[Pattern, ...], ...]
    """Every group needs a hit; a group is hit by any of its patterns."""


class Forbidden(_Held):
    id: str
    patterns: tuple[Pattern, ...]


class Gold(_Held):
    phq9: GoldInstrument | None = None
    gad7: GoldInstrument | None = None
    negation: Pattern | None = None
    facts: tuple[GoldFact, ...] = ()
    must_not_appear: tuple[Forbidden, ...] = ()

    def instruments(self) -> dict[str, GoldInstrument]:
        """By the name a note gives the instrument."""
        held = {"PHQ-9": self.phq9, "GAD-7": self.gad7}
        return {name: gold for name, gold in held.items() if gold is not None}


class ReferenceUnusable(Exception):
    """A reference file is missing or has another shape; the message names file and field."""


Shape = TypeVar("Shape", Reference, Gold)


def read_reference(path: Path) -> Reference:
    return _read(path, Reference)


def read_gold(path: Path) -> Gold:
    return _read(path, Gold)


def _read(path: Path, shape: type[Shape]) -> Shape:
    try:
        return shape.model_validate_json(path.read_bytes())
    except OSError as error:
        raise ReferenceUnusable(f"{path} cannot be read: {error.strerror}.") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise ReferenceUnusable(f"{path}: {field or 'document'}: {first['msg']}.") from None
