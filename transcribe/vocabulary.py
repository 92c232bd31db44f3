"""Words a practice expects: names of its people and places, medicines, its own terms."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from transcribe.errors import VocabularyUnusable
from transcribe.sound import sound_of

MOST_TERMS = 200
LONGEST_TERM = 60
"""Characters."""
LONGEST_LIST = 50_000
"""Characters of a list with its comments."""
_LINE = re.compile(r"([^()]+?)\s*(?:\(([^()]+)\))?")


@dataclass(frozen=True, slots=True)
class Term:
    """One name or expression."""

    text: str
    """As it is to be written."""
    spoken: str = ""
    """How it sounds in English spelling, where that does not show: `win` for Nguyen."""

    @property
    def sound(self) -> str:
        return sound_of(self.spoken or self.text)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Terms in the order in which they matter."""

    terms: tuple[Term, ...] = ()

    def with_terms(self, terms: Iterable[Term]) -> "Vocabulary":
        """These ahead of the others, as far as there is room."""
        merged: dict[str, Term] = {}
        for term in (*self.terms, *terms):  # a practice's own term says how it sounds
            merged.setdefault(term.text.casefold(), term)
        added = [term.text.casefold() for term in terms]
        order = dict.fromkeys([*added, *merged])
        return Vocabulary(tuple(islice((merged[key] for key in order), MOST_TERMS)))


def read_vocabulary(text: str) -> Vocabulary:
    """One term a line, `Nguyen (win)` with its sound; `#` begins a comment.

    Raises `VocabularyUnusable`, naming the line.
    """
    if len(text) > LONGEST_LIST:
        raise VocabularyUnusable(f"It is longer than {LONGEST_LIST} characters. Shorten it.")
    terms = tuple(_terms(text))
    if len(terms) > MOST_TERMS:
        raise VocabularyUnusable(
            f"{len(terms)} terms are too many. Keep the {MOST_TERMS} that matter most."
        )
    return Vocabulary(terms)


def _terms(text: str) -> Iterator[Term]:
    for number, line in enumerate(text.splitlines(), start=1):
        entry = line.partition("#")[0].strip()
        if not entry:
            continue
        match = _LINE.fullmatch(entry)
        if match is None or not sound_of(match[2] or match[1]):
            raise VocabularyUnusable(
                f"Line {number} is no term. Write one name or expression in Latin letters, where "
                "its sound does not show with that in brackets: Nguyen (win)."
            )
        if len(match[1]) > LONGEST_TERM:
            raise VocabularyUnusable(
                f"The term in line {number} is longer than {LONGEST_TERM} characters. Shorten it."
            )
        yield Term(match[1], match[2] or "")
