"""Facts of a statement that can be looked up: numbers, medicines, grave matters, names, times.

Each check gives None where it finds nothing wrong.
"""

import re
from collections.abc import Iterator, Sequence

from summarize.grounding.concept import CONCEPTS, concepts_spoken, concepts_written
from summarize.grounding.quotation import Token, tokens
from summarize.grounding.sense_check import is_denial
from summarize.grounding.support import Ground
from summarize.grounding.verdict import Objection, drop, mark
from summarize.grounding.voice_check import KIN
from summarize.talk.drug import drugs_in, is_drug, misheard
from summarize.talk.medication import is_taken
from summarize.talk.number import Quantity, implied_quantities, quantities
from summarize.talk.stem import content_stem, stem
from summarize.talk.wording import with_digits


def numbers(text: str, held: Ground) -> Objection | None:
    """A number that nobody said is dropped; one said elsewhere, or of something else, marked."""
    near, implied = quantities(held.text), implied_quantities(held.text)
    ever = {quantity.value for quantity in quantities(held.session)}
    elsewhere: list[str] = []
    for claimed in quantities(text):
        if any(claimed.value == said.value and _units_agree(claimed.unit, said.unit)
               for said in near):  # fmt: skip
            continue
        if any(claimed.value == said.value and said.unit in {None, claimed.unit}
               for said in implied):  # fmt: skip
            continue
        if claimed.value not in ever:
            return drop(_named(claimed))
        elsewhere.append(_named(claimed))
    if elsewhere:
        return mark(*elsewhere)
    if wrong := _led_otherwise(text, held) or _hour_exchanged(text, held):
        return mark(wrong)
    return _bound_otherwise(text, held)


def _named(quantity: Quantity) -> str:
    return f"{quantity.value:g} {quantity.unit or ''}".strip()


def _units_agree(claimed: str | None, said: str | None) -> bool:
    """People leave units out; two that differ are two things."""
    return claimed is None or said is None or claimed == said


def _bound_otherwise(text: str, held: Ground) -> Objection | None:
    """Two numbers, each of them said, in each other's place."""
    claim, said = _values(text), _values(held.text)
    shared = [value for value in dict.fromkeys(v for _, v in claim)
              if any(value == other for _, other in said)]  # fmt: skip
    match = _OVER.search(text)
    if match is not None and float(match[1]) < float(match[2]):
        return mark(match[0])
    if len(shared) < 2:
        return None
    first, second = shared[:2]
    in_order = re.compile(r"\bfrom\b.*\bto\b", re.IGNORECASE)
    if in_order.search(text) and in_order.search(held.text) and _order(said, first, second) < 0:
        return mark(f"{first:g}", f"{second:g}")
    match = _SHARE.search(text)
    if match is not None and float(match[1]) > float(match[2]):
        return mark(match[1], match[2])
    mine, theirs = _anchors(text, held.text), _anchors(held.text, text)
    for value, anchor in mine.items():
        for other, anchored in theirs.items():
            if other != value and anchor & anchored and not anchor & theirs.get(value, anchor):
                return mark(f"{value:g}")
    return None


_SHARE = re.compile(r"\b(\d+) (?:out )?of (?:the |a )?(\d+)\b")
_OVER = re.compile(r"\b(\d{2,3})/(\d{2,3})\b")
"""A blood pressure; the first is the higher."""
_LEADS = frozenset({"to", "from", "for", "at", "by", "in", "with", "of"})
_ARTICLES = frozenset({"a", "an", "the", "my", "your", "about", "like", "dr", "doctor"})


def _led_otherwise(text: str, held: Ground) -> str | None:
    """A number or a name behind a `to` that was said behind another word, while what did stand
    behind that `to` stands elsewhere in the statement."""
    claim, said = _led(text), _led(held.text)
    words_said, words = {word for _, word in said}, {word for _, word in claim}
    for lead, word in claim:
        if lead not in _LEADS or word not in words_said or (lead, word) in said:
            continue
        if any(lead == other and wrong != word and wrong in words for other, wrong in said):
            return word
    return None


def _led(text: str) -> set[tuple[str, str]]:
    """Each number and each name with the word before it."""
    found: set[tuple[str, str]] = set()
    for written in (with_digits(text), text):
        lead = ""
        for token in tokens(written):
            values = quantities(token.text)
            capital = written[token.start].isupper() and len(token.text) > _SHORT_NAME
            if values:
                found.add((lead, f"{values[0].value:g}"))
            elif capital and token.start:
                found.add((lead, token.text))
            if token.text not in _ARTICLES:
                lead = token.text
    return found


_SHORT_NAME = 2
_HOUR = re.compile(
    r"\b(?P<lead>at|in|on|every|most|last|next|this|the) (?:the |single )?"
    r"(?P<hour>morning|afternoon|evening|night|weekend|weekday|day|week|month|year)s?\b",
    re.IGNORECASE,
)


def _hour_exchanged(text: str, held: Ground) -> str | None:
    """`at morning` where `at night` was said, and the morning only of something else."""
    claim, said = _hours(text), _hours(held.text)
    for lead, hour in claim - said:
        if any(lead == other for other, _ in said) and not any(hour == one for _, one in said):
            return hour
        if lead == "at" and any(lead == other for other, _ in said):
            return hour
    return None


def _hours(text: str) -> set[tuple[str, str]]:
    plainly = text.casefold().replace("each", "every")
    return {(match["lead"], match["hour"]) for match in _HOUR.finditer(plainly)}


def _order(said: Sequence[tuple[int, float]], first: float, second: float) -> int:
    """Negative where the second is said before the first."""
    places = [next(at for at, value in said if value == wanted) for wanted in (first, second)]
    return places[1] - places[0]


def _values(text: str) -> list[tuple[int, float]]:
    """Each number, with its place among the words."""
    return [
        (at, quantity.value)
        for at, token in enumerate(tokens(with_digits(text)))
        for quantity in quantities(token.text)
    ]


def _anchors(text: str, other: str) -> dict[float, frozenset[str]]:
    """The words nearest to each number, of those that stand in both texts."""
    shared = {found for token in tokens(other) if (found := _anchor(token))}
    words = tokens(with_digits(text))
    placed = [(at, found) for at, token in enumerate(words)
              if (found := _anchor(token)) in shared and found is not None]  # fmt: skip
    nearest: dict[float, frozenset[str]] = {}
    for at, value in _values(text):
        if placed:
            distance = min(abs(place - at) for place, _ in placed)
            close = {found for place, found in placed if abs(place - at) == distance}
            nearest[value] = nearest.get(value, frozenset()) | close
    return nearest


def _anchor(token: Token) -> str | None:
    return None if quantities(token.text) else content_stem(token.text)


def drugs(text: str, held: Ground) -> Objection | None:
    """A medicine named by nobody is dropped; one that was not taken is not taken in the note."""
    named = drugs_in(text)
    missing = named - drugs_in(held.turn_text)
    if missing:
        known = drugs_in(held.session)
        if all(drug in known or misheard(drug, held.session) for drug in missing):
            return mark(*sorted(missing))
        return drop(*sorted(missing))
    for drug in named:
        said = [s for s in _sentences(held.context) if drug in drugs_in(s)]
        told_so = not is_taken(text) or is_denial(text) or KIN.search(text)
        if said and not told_so and not any(is_taken(s) for s in said):
            return drop(drug) if _TAKES.search(text) else mark(drug)
    return None


_TAKES = re.compile(
    r"\b(?:tak(?:es|ing)|continu\w+|prescribed|started|on|maintained|remains|increased|daily|"
    r"nightly)\b", re.IGNORECASE,
)  # fmt: skip


def _sentences(text: str) -> Iterator[str]:
    yield from re.findall(r"[^.?!]+[.?!]*", text)


def doses(text: str, held: Ground) -> Objection | None:
    """With several medicines about, each number must stand beside its own name."""
    claimed, said = _dose_pairs(text), _dose_pairs(held.turn_text)
    known = {drug for drug, _ in said}
    wrong = [
        (drug, value) for drug, value in claimed if drug in known and (drug, value) not in said
    ]
    return drop(*(f"{drug} {value:g}" for drug, value in wrong)) if wrong else None


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


def concepts(text: str, held: Ground) -> Objection | None:
    """A grave matter that nobody touched is dropped; one touched elsewhere is marked."""
    missing = concepts_written(text) - concepts_spoken(f"{held.asked} {held.text}")
    missing -= concepts_spoken(held.recent) & _TOPICS
    if not missing:
        return _diagnosis(text, held)
    ever = concepts_spoken(held.session)
    ever |= _RISK if ever & _RISK else frozenset()
    objection = mark if missing <= ever else drop
    return objection(*_words_of(missing, text))


_TOPICS = frozenset({"alcohol", "panic"})
"""What is gone on about for a while without being named again: "three on a work night"."""
_RISK = frozenset({"suicide", "self-harm"})
"""Notes name these together; where one was said the other is marked, not dropped."""


def _words_of(names: frozenset[str], text: str) -> Iterator[str]:
    for concept in CONCEPTS:
        if concept.name in names and (match := concept.written.search(text)):
            yield match.group()


_DIAGNOSED = re.compile(
    r"\b(?:criteria for|diagnos\w+ (?:of|with)|history of|consistent with|suggest(?:ive|s) of|"
    r"indicative of|suffers from|secondary to)\s+(?:an?\s+|the\s+)?(?P<what>[\w -]+)",
    re.IGNORECASE,
)


def _diagnosis(text: str, held: Ground) -> Objection | None:
    """What a statement diagnoses must have been named somewhere in the session."""
    match = _DIAGNOSED.search(text)
    if match is None:
        return None
    said = {stem(token.text) for token in tokens(held.session)}
    words = [token.text for token in tokens(match["what"])[:3] if content_stem(token.text)]
    return (
        drop(match["what"].strip()) if words and not any(stem(w) in said for w in words) else None
    )


_NAME = re.compile(r"(?<=[\w,;] )[A-Z][a-z]{2,}")
_NOT_NAMES = frozenset({"client", "patient", "clinician", "therapist", "provider", "pt", "doctor"})


def names(text: str, held: Ground) -> Objection | None:
    """A capital inside a sentence is a name: it must have been said."""
    said = {stem(token.text) for token in tokens(held.context)}
    for match in _NAME.finditer(text):
        word = match.group().casefold()
        known = word in _NOT_NAMES or is_drug(word) or _TIME_WORDS.fullmatch(word)
        if not known and stem(word) not in said:
            return mark(match.group())
    return None


_TIME_WORDS = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|january|february|march|april|june|july|august|september|october|november|december|"
    r"morning|afternoon|evening|weekend|weekday|(?:last|next|past|this|previous|prior) "
    r"(?:week|month|year|night|summer|winter|spring|fall|session|visit|time|weekend)|ago|daily|"
    r"nightly|weekly|monthly|biweekly|yearly|annually)s?\b",
    re.IGNORECASE,
)
_FREE_TIME_WORDS = frozenset({"today", "this session", "next session", "next visit", "next time"})
_TIME_ALIASES = {
    "daily": r"daily|(?:every|each) (?:single )?(?:day|night|morning|evening)|(?:once|one|twice) a "
             r"day|a day\b",
    "nightly": r"nightly|(?:every|each|most) (?:single )?(?:nights?|evenings?)|at night|before bed",
    "weekly": r"weekly|(?:every|each) (?:week|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|a week\b|"
              r"\w+days\b",
    "monthly": r"monthly|every month|once a month|a month\b",
    "biweekly": r"biweekly|every (?:two|other|2) weeks?",
    "evening": r"evening|night|dinner|after work",
    "morning": r"morning|breakfast|a\.?m\b",
    "weekend": r"weekend|saturday|sunday",
    "last week": r"(?:last|past|this|the) week",
    "past week": r"(?:last|past|this|the) week",
    "this week": r"(?:this|the|past) week|week",
    "past month": r"(?:last|past) month",
    "past year": r"(?:last|past) year",
    "previous week": r"last week",
    "previous month": r"last month",
    "last session": r"last (?:time|session|week|visit)|we last|last met|previous",
    "previous session": r"last (?:time|session|week|visit)|we last|last met|previous|agreed",
    "prior session": r"last (?:time|session|week|visit)|we last|last met|previous|agreed",
    "last visit": r"last (?:time|session|week|visit)|we last|last met",
    "ago": r"ago|since|last|back",
}  # fmt: skip
_PAST = re.compile(
    r"\b(?:used to|years? ago|back (?:when|then|in)|as a (?:kid|child|teen\w*)|in (?:college|high "
    r"school)|when i was|in the past|growing up|history of|previous\w*|past|formerly|former|"
    r"last (?:year|month|summer|winter|spring|fall|time|session)|long time ago|prior|childhood|"
    r"earlier|(?:days|weeks|months|years) (?:ago|before))\b",
    re.IGNORECASE,
)
_PAST_TENSE = re.compile(r"\b(?:was|were|had|did|been|\w{3,}ed)\b")


def times(text: str, held: Ground) -> Objection | None:
    """When it was said to be; and what is over is not told as of now."""
    asked = [sentence for sentence in _sentences(held.asked) if sentence.endswith("?")]
    said = " ".join([held.text, *asked]).casefold()
    for match in _TIME_WORDS.finditer(text):
        word = match.group().casefold().removesuffix("s")
        if _EARLY_WAKING.match(text, match.start()):
            continue
        if word in _FREE_TIME_WORDS:
            continue
        if re.search(rf"\b(?:{_TIME_ALIASES.get(word, re.escape(word))})", said) is None:
            return mark(match.group())
    if _PAST.search(text) is None:
        if all(_PAST.search(passage.sentence) for passage in held.passages) and not (
            _PAST_TENSE.search(text)
        ):
            return mark()
        return _earlier_number(text, held)
    return None


def _earlier_number(text: str, held: Ground) -> Objection | None:
    """A number that was said of an earlier time, told without that time."""
    clauses = re.split(r"[.?!;,]|\b(?:but|and|now)\b", held.text)
    for claimed in quantities(text):
        of_it = [clause for clause in clauses
                 if any(claimed.value == said.value for said in quantities(clause))]  # fmt: skip
        if of_it and all(_EARLIER.search(clause) for clause in of_it):
            return mark(_named(claimed))
        of_now = re.search(rf"\b(?:is|now|currently) {claimed.value:g}\b", text)
        if of_it and of_now and all(_WAS.search(clause) for clause in of_it):
            return mark(_named(claimed))
    return None


_EARLY_WAKING = re.compile(r"morning (?:awak\w+|waking|insomnia)", re.IGNORECASE)
_WAS = re.compile(r"\b(?:was|were|used to)\b")
_EARLIER = re.compile(
    r"\b(?:last (?:month|time|session|year|visit)|used to|years? ago|back (?:when|then)|previously|"
    r"before that)\b", re.IGNORECASE,
)  # fmt: skip
