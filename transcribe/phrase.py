"""Words in a row, without their punctuation, and what is written instead of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transcribe.word import Word

Rewriting = tuple[int, list[Word]]
"""How many words are taken, and what is written for them."""

UNCHANGED: Rewriting = (0, [])

_CORE = re.compile(r"([^\w]*)(.*?)([^\w%]*)", re.DOTALL)
_PIECES = re.compile(r"[-–]")


@dataclass(frozen=True, slots=True)
class Core:
    """A word between its punctuation."""

    before: str
    text: str
    after: str
    word: Word

    def parted(self, first: str, second: str) -> list[Word]:
        """Two words in the time of this one, by their length."""
        word = self.word
        share = len(first) / (len(first) + len(second))
        middle = word.start_ms + round((word.end_ms - word.start_ms) * share)
        return [
            Word(self.before + first, word.start_ms, middle, word.confidence),
            Word(second + self.after, middle, word.end_ms, word.confidence),
        ]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words up to the first punctuation, in lower-case pieces: `twenty-five` is two."""

    cores: tuple[Core, ...]
    pieces: list[str]
    owners: list[int]
    """Which core a piece is from."""

    @classmethod
    def of(cls, words: Sequence[Word], at: int, longest: int) -> "Phrase":
        cores: list[Core] = []
        pieces: list[str] = []
        owners: list[int] = []
        for word in words[at : at + longest]:
            core = core_of(word)
            if core.before and cores:
                break
            for piece in _PIECES.split(core.text.casefold()):
                pieces.append(piece)
                owners.append(len(cores))
            cores.append(core)
            if core.after:
                break
        return cls(tuple(cores), pieces, owners)

    def replaced(self, used: int, text: str) -> Rewriting:
        """`text` in place of the first `used` pieces; nothing where these end within a word."""
        count = self.owners[used - 1] + 1
        if used < len(self.owners) and self.owners[used] < count:
            return UNCHANGED
        taken = self.cores[:count]
        whole = taken[0].before + text + taken[-1].after
        return count, [joined([core.word for core in taken], whole)]


def core_of(word: Word) -> Core:
    match = _CORE.fullmatch(word.text)
    assert match is not None
    return Core(match[1], match[2], match[3], word)


def joined(words: Sequence[Word], text: str) -> Word:
    """One word for several: their time, and the least of their confidences."""
    return Word(text, words[0].start_ms, words[-1].end_ms, min(word.confidence for word in words))
