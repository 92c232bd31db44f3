"""Which words of a statement nobody said.

A word is said if its stem was, if the lexicon knows it as the note's word for what was said, or if
it is one of the few that a note adds by its nature. Everything a statement claims must be covered
by the words around its quotes: so a sentence with one invented word in it is never verified.
"""

import re
from collections.abc import Iterable

from summarize.grounding.concept import concepts_spoken, concepts_written
from summarize.grounding.lexicon import free_words, says
from summarize.grounding.quotation import Token, tokens
from summarize.grounding.support import Ground
from summarize.talk.number import quantities
from summarize.talk.stem import content_stem, stem
from summarize.talk.wording import plain

_CONCEPT_WORDS = re.compile(r"suicid|ideation|self|harm|homicid|substance|alcohol|use\b|abuse|hi$")


def unsaid(text: str, held: Ground) -> list[str]:
    """The statement's words that neither its quotes nor what stands around them carries."""
    return [token.text for token, found in _judged(text, held) if not found]


def coverage(text: str, held: Ground) -> float:
    """Share of the statement's content words that were said; 1 where it has none."""
    judged = _judged(text, held)
    return sum(found for _, found in judged) / len(judged) if judged else 1.0


def quoted_share(text: str, held: Ground) -> float:
    """Share of the words that must have been said which stand in the quoted sentences, or in the
    question they answer; 1 where there are fewer than two."""
    near = plain(f"{held.asked} {held.text}")
    stems = _stems(near)
    wanted = [found for _, found in _wanted(text) if found not in free_words()]
    met = sum(found in stems or _alike(found, stems) or says(found, near) for found in wanted)
    return met / len(wanted) if len(wanted) > 1 else 1.0


def _wanted(text: str) -> list[tuple[Token, str]]:
    return [
        (token, found)
        for token in tokens(text)
        if (found := content_stem(token.text)) and not _is_number(token.text)
    ]


def _stems(text: str) -> set[str]:
    words = [token.text for token in tokens(text)]
    return {stem(word) for word in words} | {f for word in words if (f := content_stem(word))}


def _judged(text: str, held: Ground) -> list[tuple[Token, bool]]:
    near = plain(held.context)
    before = _stems(plain(held.recent))
    stems = _stems(near)
    shared = concepts_written(text) & concepts_spoken(near)
    return [
        (token, found in free_words() or found in stems or _alike(found, stems) or says(found, near)
         or (found in before and not _IS_SOMEBODY.fullmatch(token.text))
         or (bool(shared) and _CONCEPT_WORDS.match(found) is not None))
        for token, found in _wanted(text)
    ]  # fmt: skip


_IS_SOMEBODY = re.compile(
    r"(?:mother|mom|father|dad|brother|sister|son|daughter|wife|husband|partner|friend|boss|"
    r"uncle|aunt|cousin|niece|nephew|ex|roommate|neighbou?r|girlfriend|boyfriend)(?:'?s)?"
)
"""Whose doing it was must stand in the cited turns themselves."""


def _alike(stemmed: str, held: Iterable[str]) -> bool:
    """One word in two forms: `irritab|le` and `irrita|ted`, but not `sister` and `sist`."""
    if len(stemmed) < 5:
        return False
    return any(
        other[:5] == stemmed[:5] and abs(len(other) - len(stemmed)) <= 4
        for other in held
        if len(other) >= 5
    )


def _is_number(word: str) -> bool:
    """Numbers have a check of their own; also in `12th` and `10am`."""
    return bool(quantities(word) or quantities(word.rstrip("thndsram") or word))
