"""Speech as words, each knowing how it begins: what every recognizer here reads."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\d+(?:st|nd|rd|th)?(?![^\W\d_])|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\W_]+")
_POSSESSIVE = re.compile(r"'(?:s|ll|d|ve|re)?$")
_TITLED_SHARE = 0.6
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Word:
    """Characters [start, end) of a text."""

    text: str
    folded: str
    """Lower case, with straight apostrophes."""
    bare: str
    """Folded, without a possessive ending."""
    start: int
    end: int
    first: bool
    """First of a turn."""
    opens: bool
    """First of a turn or a sentence."""
    paused: bool
    """Opens, or follows a comma or the like."""
    capital: bool
    """Capitalised where a common word would not be."""

    @property
    def bare_end(self) -> int:
        """Where the word ends without its possessive ending."""
        return self.end - (len(self.folded) - len(self.bare))


def words_of(text: str) -> list[Word]:
    """All words in order. Lines are turns; one written all in capitals, or each word with one,
    tells nothing by them."""
    found: list[Word] = []
    at = 0
    for line in text.splitlines(keepends=True):
        found += _line_words(line, at)
        at += len(line)
    return found


def _line_words(line: str, offset: int) -> list[Word]:
    matches = list(_WORD.finditer(line))
    letters = [match.group() for match in matches if match.group()[0].isalpha()]
    capitals = sum(word[0].isupper() for word in letters)
    if len(letters) < _LEAST_WORDS:
        telling = not line.isupper()
    else:
        telling = capitals < _TITLED_SHARE * len(letters)
    words: list[Word] = []
    at = 0
    for match in matches:
        between = line[at : match.start()]
        opens = not words or any(mark in between for mark in ".?!")
        paused = opens or any(
            mark in between for mark in (",", ";", ":", "—", " -", "- ", "…", '"', "“")
        )
        written = match.group()
        folded = written.casefold().replace("’", "'")
        words.append(
            Word(
                written,
                folded,
                _POSSESSIVE.sub("", folded),
                offset + match.start(),
                offset + match.end(),
                not words,
                opens,
                paused,
                telling and not opens and written[0].isupper() and written != "I",
            )
        )
        at = match.end()
    return words


def adjoin(words: Sequence[Word], at: int) -> bool:
    """Whether word `at` follows the one before it without a mark between them."""
    return at > 0 and words[at].start - words[at - 1].end == 1 and not words[at].paused


def folded_at(words: Sequence[Word], at: int) -> str:
    """Empty beyond the ends."""
    return words[at].folded if 0 <= at < len(words) else ""
