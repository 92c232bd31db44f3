"""How long and by which way a session was held, as the one who dictates says it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from summarize.session_facts import SessionFacts
from summarize.talk.numerals import numerals
from summarize.talk.passage import Passage
from summarize.talk.wording import with_digits

_MEETING = r"(?:session|visit|appointment|meeting|intake|therapy|telehealth|video|individual)"
_MINUTES = re.compile(
    rf"\b(\d{{1,3}})[- ]?min(?:ute)?s?\b.{{0,40}}\b{_MEETING}\b|"
    rf"\b{_MEETING}\b.{{0,30}}\b(\d{{1,3}})[- ]?min(?:ute)?s?\b|"
    r"\b(?:saw|seen|met)\b.{0,40}\bfor (\d{1,3}) min"
)
_CLOCK = r"(\d{1,2})(?:[: ](\d{2}))? ?(?:a\.?m\.?|p\.?m\.?|o'clock)?"
_FROM_TO = re.compile(rf"\b(?:from|between|at) {_CLOCK} (?:to|until|and|through|-) {_CLOCK}\b")
_MODALITIES = (
    (re.compile(r"\btele(?:health|therapy|medicine)|\bvirtual(?:ly)? (?:session|visit)"),
     "telehealth"),
    (re.compile(r"\b(?:by|via|over|on) (?:a )?(?:video|zoom|doxy)\b|"
                r"\bvideo (?:session|visit|call)"), "video"),
    (re.compile(r"\b(?:by|via|over|on) (?:the )?(?:tele)?phone\b|\bphone (?:session|visit|call)\b|"
                r"\baudio[- ]only"), "phone"),
    (re.compile(r"\bin[- ]person\b|\bin (?:the|my|our) office\b|\bface[- ]to[- ]face\b|"
                r"\bin[- ]office\b"), "in person"),
)  # fmt: skip
_OF_SESSION = re.compile(
    rf"\b{_MEETING}\b|\b(?:saw|seen|met with|met) (?:the |with )?(?:client|patient|him|her|them)\b"
)
_ANOTHER = re.compile(r"\b(?:next|last|prior|previous|will|missed|cancel\w*)\b")
_SHORTEST, _LONGEST = 5, 480


def with_setting(facts: SessionFacts, passages: Sequence[Passage]) -> SessionFacts:
    """Duration and modality where they are said of this session and not known otherwise."""
    for said in passages:
        text = with_digits(numerals(said.text))
        if not _OF_SESSION.search(text) or _ANOTHER.search(text):
            continue
        if facts.duration_ms is None:
            minutes = _minutes(text)
            facts = replace(facts, duration_ms=None if minutes is None else minutes * 60_000)
        if facts.modality is None:
            way = next((name for pattern, name in _MODALITIES if pattern.search(text)), None)
            facts = replace(facts, modality=way)
    return facts


def _minutes(text: str) -> int | None:
    told = _MINUTES.search(text)
    if told is not None:
        return _plausible(int(next(group for group in told.groups() if group)))
    span = _FROM_TO.search(text)
    if span is None:
        return None
    start, end = (int(span[at]) % 12 * 60 + int(span[at + 1] or 0) for at in (1, 3))
    return _plausible((end - start) % (12 * 60))


def _plausible(minutes: int) -> int | None:
    return minutes if _SHORTEST <= minutes <= _LONGEST else None
