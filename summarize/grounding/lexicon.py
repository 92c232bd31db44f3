"""Words a note uses, and how people say the same.

`lexicon.txt` has one meaning on each row: the note's words on the left and, after the bar, patterns
of speech that carry them. The words on the left also stand for one another. Nothing stands on both
sides of a contrast (better and worse, more and less): those are told apart by the checks, and a row
that joined them would prove a lie. `free_words.txt` has what a note adds by its nature. Both were
written for this project from how therapy is spoken and noted.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from summarize.talk.stem import stem

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    """One meaning."""

    written: frozenset[str]
    """Stems of the note's words."""
    spoken: re.Pattern[str]


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """All rows, in order."""
    found = []
    for line in _lines("lexicon.txt"):
        written, _, spoken = line.partition(" | ")
        words = [word for part in written.split(",") for word in re.split(r"[\s-]+", part.strip())]
        pattern = re.compile(rf"(?<![a-z])(?:{spoken})(?![a-z])", re.IGNORECASE)
        found.append(Row(frozenset(stem(word.casefold()) for word in words), pattern))
    return tuple(found)


@lru_cache(maxsize=1)
def free_words() -> frozenset[str]:
    """Stems of words that need not have been said."""
    return frozenset(stem(word) for line in _lines("free_words.txt") for word in line.split())


@lru_cache(maxsize=1)
def _rows_by_stem() -> dict[str, tuple[Row, ...]]:
    by_stem: dict[str, list[Row]] = {}
    for row in rows():
        for word in row.written:
            by_stem.setdefault(word, []).append(row)
    return {word: tuple(held) for word, held in by_stem.items()}


def says(written: str, spoken: str) -> bool:
    """Whether speech carries a note's word; `written` is a stem, `spoken` plain text."""
    return any(row.spoken.search(spoken) for row in _rows_by_stem().get(written, ()))


def _lines(name: str) -> list[str]:
    return (_HERE / name).read_text(encoding="utf-8").splitlines()
