"""Facts of a statement that can be looked up: numbers, medicines, grave matters, names, times.

Each check gives None where it finds nothing wrong.
"""

import re

from summarize.grounding.concept import concepts_spoken, concepts_written
from summarize.grounding.quotation import tokens
from summarize.grounding.support import Ground
from summarize.grounding.verdict import Verdict
from summarize.talk.drug import drugs_in, is_drug, misheard
from summarize.talk.number import quantities


def numbers(text: str, held: Ground) -> Verdict | None:
    near, far = quantities(held.text), quantities(held.turn_text)
    worst: Verdict | None = None
    for claimed in quantities(text):
        if any(claimed.value == said.value and _units_agree(claimed.unit, said.unit)
               for said in near):  # fmt: skip
            continue
        if not any(claimed.value == said.value for said in [*near, *far]):
            return Verdict.DROPPED
        worst = Verdict.UNVERIFIED
    return worst


def _units_agree(claimed: str | None, said: str | None) -> bool:
    """People leave units out; two that differ are two things."""
    return claimed is None or said is None or claimed == said


def drugs(text: str, held: Ground) -> Verdict | None:
    missing = drugs_in(text) - drugs_in(held.turn_text)
    if not missing:
        return None
    if all(misheard(drug, held.turn_text) for drug in missing):
        return Verdict.UNVERIFIED
    return Verdict.DROPPED


def doses(text: str, held: Ground) -> Verdict | None:
    """With several medicines about, each number must stand beside its own name."""
    claimed, said = _dose_pairs(text), _dose_pairs(held.turn_text)
    known = {drug for drug, _ in said}
    return Verdict.DROPPED if any(
        pair not in said for pair in claimed if pair[0] in known
    ) else None  # fmt: skip


def _dose_pairs(text: str) -> set[tuple[str, float]]:
    """Each medicine with the doses before the next one is named; only where two are named."""
    if len(drugs_in(text)) == 0:
        return set()
    pairs: set[tuple[str, float]] = set()
    drug: str | None = None
    for piece in re.split(r"(?<=[a-z])(?=\W)|(?<=\W)(?=[A-Za-z])", text):
        named = drugs_in(piece)
        drug = next(iter(named)) if named else drug
        if drug is not None:
            pairs |= {(drug, quantity.value) for quantity in quantities(piece)
                      if quantity.unit in {"mg", "mcg"}}  # fmt: skip
    return pairs


def concepts(text: str, held: Ground) -> Verdict | None:
    missing = concepts_written(text) - concepts_spoken(held.text)
    if not missing:
        return None
    near = concepts_spoken(held.turn_text)
    near |= _RISK if near & _RISK else frozenset()
    return Verdict.UNVERIFIED if missing <= near else Verdict.DROPPED


_RISK = frozenset({"suicide", "self-harm"})
"""Notes name these together; where one was said the other is marked, not dropped."""


_NAME = re.compile(r"(?<=[\w,;] )[A-Z][a-z]{2,}")
_NOT_NAMES = frozenset({"client", "patient", "clinician", "therapist", "provider", "pt"})


def names(text: str, held: Ground) -> Verdict | None:
    """A capital inside a sentence is a name: it must have been said."""
    said = {token.text for token in tokens(held.turn_text)}
    for match in _NAME.finditer(text):
        word = match.group().casefold()
        if word not in said and word not in _NOT_NAMES and not is_drug(word):
            return Verdict.UNVERIFIED
    return None


_TIME_WORDS = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|january|february|march|april|june|july|august|september|october|november|december|"
    r"morning|afternoon|evening|weekend|(?:last|next|past|this) (?:week|month|year|night|summer|"
    r"winter|spring|fall|session|visit|time|weekend)|ago|daily|weekly|monthly|biweekly)s?\b",
    re.IGNORECASE,
)
_FREE_TIME_WORDS = frozenset({"today", "this session", "next session", "next visit", "next time"})
_TIME_ALIASES = {
    "daily": r"\b(?:daily|every (?:single )?(?:day|night|morning)|each day|once a day)\b",
    "weekly": r"\b(?:weekly|every week|once a week|each week)\b",
    "monthly": r"\b(?:monthly|every month|once a month)\b",
    "biweekly": r"\b(?:biweekly|every (?:two|other|2) weeks?)\b",
}
_PAST = re.compile(
    r"\b(?:used to|years? ago|back (?:when|then|in)|as a (?:kid|child|teen\w*)|in (?:college|high "
    r"school)|when i was|in the past|growing up|history of|previous\w*|past|formerly|former|"
    r"last (?:year|summer|winter|spring|fall)|long time ago)\b",
    re.IGNORECASE,
)


def times(text: str, held: Ground) -> Verdict | None:
    said = held.text.casefold()
    for match in _TIME_WORDS.finditer(text):
        word = match.group().casefold()
        if word in _FREE_TIME_WORDS:
            continue
        if re.search(_TIME_ALIASES.get(word, rf"\b{re.escape(word)}"), said) is None:
            return Verdict.UNVERIFIED
    only_past = all(_PAST.search(passage.sentence) for passage in held.passages)
    if only_past and _PAST.search(text) is None and not re.search(r"\b(?:was|had|did)\b", text):
        return Verdict.UNVERIFIED
    return None
