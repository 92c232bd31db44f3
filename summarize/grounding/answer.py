"""Reading what a language model answered, however broken it is."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarize.grounding.support import Citation

_MAX_STATEMENTS = 100
_MAX_TEXT_CHARS = 1_000
_MAX_QUOTE_CHARS = 2_000
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
_STATEMENTS = re.compile(r'"statements"\s*:\s*\[')


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement as the model claims it."""

    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What could be read."""

    claims: tuple[Claim, ...]
    whole: bool
    """The answer was complete and in shape; False where parts of it were saved from a wreck."""


def parse_answer(text: str) -> Answer | None:
    """None where nothing of an answer is in the text; what is malformed inside one is left out."""
    bare = _THOUGHT.sub("", text).strip()
    document = _document(bare)
    if isinstance(document, dict) and isinstance(document.get("statements"), list):
        entries: list[object] = document["statements"]
        claims = tuple(_claims(entries))
        return Answer(claims, whole=len(claims) == len(entries))
    saved = list(_saved(bare))
    return Answer(tuple(_claims(saved)), whole=False) if saved else None


def _document(text: str) -> object:
    """The first JSON object in the text, past code fences and chatter."""
    start = text.find("{")
    if start < 0:
        return None
    try:
        document, _ = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return document


def _saved(text: str) -> Iterator[object]:
    """Whole statements before the place where an answer was cut off."""
    begin = _STATEMENTS.search(text)
    if begin is None:
        return
    decoder, at = json.JSONDecoder(), begin.end()
    while True:
        start = text.find("{", at)
        if start < 0 or "]" in text[at:start]:
            return
        try:
            entry, at = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            return
        yield entry


def _claims(entries: list[object]) -> Iterator[Claim]:
    for entry in entries[:_MAX_STATEMENTS]:
        if not isinstance(entry, dict):
            continue
        text, evidence = entry.get("text"), entry.get("evidence")
        if not isinstance(text, str) or not isinstance(evidence, list):
            continue
        flat = re.sub(r"\s+", " ", text).strip()
        if flat and len(flat) <= _MAX_TEXT_CHARS:
            yield Claim(flat, tuple(_citations(evidence)))


def _citations(evidence: list[object]) -> Iterator[Citation]:
    for entry in evidence[:_MAX_STATEMENTS]:
        if not isinstance(entry, dict):
            continue
        turn, quote = entry.get("turn"), entry.get("quote")
        if isinstance(turn, int) and not isinstance(turn, bool):
            turn = str(turn)
        if isinstance(turn, str) and isinstance(quote, str) and len(quote) <= _MAX_QUOTE_CHARS:
            yield Citation(turn, quote)
