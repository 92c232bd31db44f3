"""How many words of each section were changed. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from summarize.note import Note, Section


@dataclass(frozen=True, slots=True)
class SectionEdit:
    """Of one section, from the first draft to what was signed."""

    section: str
    drafted_words: int
    signed_words: int
    changed_words: int
    """Levenshtein distance by words: inserted, deleted or replaced, as they are written."""


def section_edits(drafted: Note, signed: Note) -> Iterator[SectionEdit]:
    """In the signed note's order; a section that one of them lacks counts as empty there."""
    before = {section.name: _words(section) for section in drafted.sections}
    after = {section.name: _words(section) for section in signed.sections}
    for name in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(name, []), after.get(name, [])
        yield SectionEdit(name, len(old), len(new), Levenshtein.distance(old, new))


def _words(section: Section) -> list[str]:
    return [word for statement in section.statements for word in statement.text.split()]
