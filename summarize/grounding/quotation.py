"""Finding a quote in the turn it is said to come from.

A recognizer and a model differ in case, punctuation and fillers, so the comparison is by words;
what comes back is always the turn's own characters.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diarize.turn import Turn
from summarize.evidence import Evidence

FILLERS = frozenset({"um", "uh", "uhm", "erm", "er", "ah", "hmm", "mm", "mhm"})

_LEAST_WORDS_TO_GUESS = 4
_LEAST_SHARE_TO_GUESS = 0.8

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.?!]+(?:[\"'”’)]*)(?=\s|$)")
_ELLIPSIS = re.compile(r"\s*(?:\.{3,}|…|\[\.\.\.\])\s*")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: how it compares, and its place in characters."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Words in order, folded for comparison: case, width and the kind of apostrophe are gone."""
    return [
        Token(_folded(match.group()), match.start(), match.end()) for match in _WORD.finditer(text)
    ]


def find_quote(turn: Turn, quote: str) -> tuple[Evidence, ...]:
    """The turn's verbatim spans for a quote; several where the quote leaves words out by `...`.

    Empty where any part of the quote is not in the turn, in that order, word by word.
    """
    parts = [part for part in _ELLIPSIS.split(quote) if tokens(part)]
    found: list[Evidence] = []
    start_at = 0
    for part in parts:
        span = find_span(turn.text, part, start_at)
        if span is None:
            return ()
        found.append(evidence_of(turn, *span))
        start_at = span[1]
    return tuple(found)


def find_loosely(turn: Turn, quote: str) -> tuple[Evidence, ...]:
    """Where a quote that is not verbatim was meant: the stretch of the turn that holds most of its
    words in order. Empty where it is too short to tell, or where fewer than four in five do.

    The evidence is what was really said there, so a word that was put into the quote proves
    nothing.
    """
    wanted = [token.text for token in tokens(quote) if token.text not in FILLERS]
    held = [token for token in tokens(turn.text) if token.text not in FILLERS]
    if len(wanted) < _LEAST_WORDS_TO_GUESS or not held:
        return ()
    blocks = [
        block
        for block in difflib.SequenceMatcher(
            None, [token.text for token in held], wanted, autojunk=False
        ).get_matching_blocks()
        if block.size
    ]
    met = sum(block.size for block in blocks)
    if met < _LEAST_SHARE_TO_GUESS * len(wanted):
        return ()
    start, end = blocks[0].a, blocks[-1].a + blocks[-1].size
    if end - start > 2 * len(wanted):
        return ()
    return (evidence_of(turn, held[start].start, held[end - 1].end),)


def find_span(text: str, quote: str, start_at: int = 0) -> tuple[int, int] | None:
    """First place of the quote's words in the text, in characters; fillers do not count."""
    wanted = [token.text for token in tokens(quote)]
    held = [token for token in tokens(text) if token.start >= start_at]
    if not wanted:
        return None
    exact = _run(held, wanted)
    if exact is not None:
        return exact
    spoken = [word for word in wanted if word not in FILLERS]
    if not spoken:
        return None
    return _run([token for token in held if token.text not in FILLERS], spoken)


def evidence_of(turn: Turn, start: int, end: int) -> Evidence:
    """Evidence for the characters [start, end) of the turn's text, timed by its words."""
    start_ms, end_ms = _times(turn, start, end)
    return Evidence(turn.turn_id, turn.text[start:end], start_ms, end_ms)


def sentence_around(text: str, start: int, end: int, reach: int = 14) -> tuple[int, int]:
    """The sentences that [start, end) touches, in characters.

    Speech comes without full stops at times, so at most `reach` words on either side are taken.
    """
    left, right = 0, len(text)
    for match in _SENTENCE_END.finditer(text):
        if match.end() <= start:
            left = match.end()
        elif match.end() >= end:
            right = match.end()
            break
    held = tokens(text)
    before = [token.start for token in held if left <= token.start and token.end <= start]
    after = [token.end for token in held if token.start >= end and token.end <= right]
    if len(before) > reach:
        left = before[-reach]
    if len(after) > reach:
        right = after[reach - 1]
    while left < start and text[left].isspace():
        left += 1
    return left, right


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("’", "'")


def _run(held: Sequence[Token], wanted: Sequence[str]) -> tuple[int, int] | None:
    size = len(wanted)
    for at in range(len(held) - size + 1):
        if all(held[at + offset].text == wanted[offset] for offset in range(size)):
            return held[at].start, held[at + size - 1].end
    return None


def _times(turn: Turn, start: int, end: int) -> tuple[int, int]:
    """From the first to the last recognised word inside the span; else the turn's own times."""
    inside = [
        (word_start, word_end)
        for word_start, word_end, char_start, char_end in _placed_words(turn)
        if char_start < end and char_end > start
    ]
    if not inside:
        return turn.start_ms, turn.end_ms
    return min(first for first, _ in inside), max(last for _, last in inside)


def _placed_words(turn: Turn) -> Iterator[tuple[int, int, int, int]]:
    """Each word that can be found in the turn's text: its times and its characters."""
    at = 0
    for word in turn.words:
        spoken = word.text.strip()
        place = turn.text.find(spoken, at) if spoken else -1
        if place < 0:
            continue
        at = place + len(spoken)
        yield word.start_ms, word.end_ms, place, at
