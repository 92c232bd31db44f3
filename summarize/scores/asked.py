"""Which items a clinician's words ask about."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from summarize.scores.audit_c import AUDIT_C
from summarize.scores.gad7 import GAD7
from summarize.scores.instrument import Instrument, Item
from summarize.scores.instruments import INSTRUMENTS
from summarize.scores.phq9 import PHQ9
from summarize.scores.suicide_screen import SUICIDE_SCREEN
from summarize.talk.passage import Passage
from summarize.talk.wording import with_digits

_ABOUT_ANOTHER = re.compile(
    r"\b(?:is|does|has|was|how's|did|are|do) (?:he|she|they|your (?:\w+ )?(?:wife|husband|partner|"
    r"mom|mother|dad|father|son|daughter|kids?|children|boyfriend|girlfriend|brother|sister|friend|"
    r"boss))\b|\bhow(?:'s| is| are) your (?:\w+ )?(?:wife|husband|partner|mom|mother|dad|father|"
    r"son|"
    r"daughter|kids?|boyfriend|girlfriend|brother|sister)\b"
)
_ANOTHER_TIME = re.compile(
    r"\b(?:last (?:month|year|time)|back (?:in|then|when)|when you were|in the past(?! (?:two|2|"
    r"few|couple|several|14|fourteen|week|month|day|7|seven)\b)|years ago|"
    r"growing up|before (?:that|all this)|used to (?:be|feel|sleep))\b"
)
_THESE_WEEKS = re.compile(
    r"\b(?:last|past|these|those|same|over|the) (?:last |past )?(?:2|14|couple(?: of)?) "
    r"(?:weeks|days)\b(?! ago)|how often in 2 weeks|\b2 weeks back\b|bothered by|past fortnight"
)
_NOT_AN_ITEM = re.compile(
    r"\b(?:questionnaires?|medications?|homework|side effects|thought records?|the plan|"
    r"missed doses?|appointment|practi[sc]\w+|exercises?|techniques?|strateg\w+|pills?|melatonin|"
    r"caffeine|how difficult|(?:these|those) problems)\b"
)
_DRINK = re.compile(r"\b(?:drink\w*|alcohol\w*|wine|beers?)\b")
_OTHER_HABIT = re.compile(
    r"\b(?:smok\w+|cigarettes?|weed|cannabis|marijuana|coffee|caffeine|soda|water|tea|pills)\b"
)
_OWN_DEATH = re.compile(r"\b(?:dead|kill\w*|suicid\w*|die|dying|wake|end(?:ing)? your)\b")
_ASKS_ELSE = re.compile(
    r"^(?:(?:and|so|but|okay|ok|well|now|then),? )*(?:who|where|why|when (?:did|was|do|is|are)|"
    r"which|tell me|(?:what(?! about)(?!'s| is| has| are| was| if| number)\b(?!.{0,40}\b(?:like|"
    r"night|sleep|mood))|what (?:did|do|helps?|would|could|kind|made|makes)|"
    r"did you (?!ever|have|feel|notice|think|mean|find|get)|"
    r"would you (?!say|call|describe|put|rate)|"
    r"could you (?!not)|can (?:you|we|i) (?!enjoy|sleep|relax|concentrate|focus|sit|stop|let|"
    r"unwind|still)|how (?:long|come|did|do you (?:think|cope|deal|manage)|was|would|could|"
    r"will|can|about we|about if)))\b"
)
_FREQUENCY = re.compile(
    r"\bhow (?:often|many|much|frequently)|\bmost (?:days|nights)|every (?:day|night)"
)
_NUMBERED = re.compile(
    r"\b(?:number|question|item|#) ?(\d)\b|\b(first|second|third|fourth|fifth|sixth|seventh|"
    r"eighth|ninth|last) (?:1|one|question|item)\b"
)
_BARE_NUMBER = re.compile(
    r"^(?:(?:and|okay|ok|then|so|now|thanks|thank you|great|got it|good|mm),? )*(?:number )?(\d)"
    r"(?: please| then)?[?.,!]*$"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_NEAR_SOUND = 0.8
_NEARLY, _ALIKE = 0.7, 0.4
_SHORT = 25
_ITEM_FORM = re.compile(
    r"^(?:(?:and|so|okay|ok|then|now),? )*(?:any )?(?:trouble|feeling|being|becoming|poor|little|"
    r"moving|thoughts|worrying|not being able|difficulty|problems)\b"
)
_HOW_OFTEN = re.compile(r"\bhow (?:often|many (?:days|nights))\b")
_SAID_ABOUT = re.compile(
    r"\b(?:i|i'd|i'll|i'm|i've|we|we'll|we're|let's|let me)\b|^(?:(?:so|and|okay|well),? )*"
    r"(?:you've|you're|you said|you mentioned|you told|it sounds|that)\b"
)
_CONTENT = re.compile(r"[a-z]{4,}")
_COMMON = frozenset(
    "about around being could doing even feeling from happen have having hard like little might "  # noqa: SIM905
    "more much other some such than that they things thoughts trouble usual very were what when "
    "with would your yourself able easily people noticed becoming different watching reading "
    "moving speaking falling staying".split()
)

Key = tuple[str, int]
"""An instrument's name and an item's number."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An item, and the words that ask about it."""

    instrument: Instrument
    item: Item
    passage: Passage

    @property
    def key(self) -> Key:
        return self.instrument.name, self.item.number


@dataclass(frozen=True, slots=True)
class Place:
    """Where an interview stands."""

    current: Instrument | None = None
    last: Key | None = None
    known: frozenset[Key] = frozenset()
    """Items that have been asked."""
    by_number: bool = False
    """Items are called by their number."""
    recent: frozenset[str] = frozenset()
    """Instruments of which an item was asked a moment ago."""


def items_asked(prompt: Sequence[Passage], place: Place) -> list[Asked]:
    """In the order they are asked; those of questions, else of the last statements."""
    questions = [said for said in prompt if said.is_question]
    talk = " ".join(said.plain for said in prompt)
    for part in (questions, prompt[-3:]):
        found: list[Asked] = []
        for said in part:
            for instrument, item in items_in(said.digits, place, talk):
                if not any(one.item is item for one in found):
                    found.append(Asked(instrument, item, said))
        if found:
            return found
    return _near_in_sound(prompt[-1], place) if prompt else []


def items_in(text: str, place: Place, talk: str = "") -> list[tuple[Instrument, Item]]:
    """Items that a sentence in digits asks about; `talk` is all that was said with it."""
    if not may_ask(text):
        return []
    numbered = number_called(text, place)
    if numbered is not None:
        return [numbered]
    spans = [
        (_rank(instrument, item, match, place), match.start(), match.end(), instrument, item)
        for instrument in _meant(text, talk, place)
        for item in instrument.items
        for match in item.asked.finditer(text)
        if match[0].strip()
    ]
    kept: list[tuple[int, int, Instrument, Item]] = []
    for _, start, end, instrument, item in sorted(spans, key=lambda span: span[0], reverse=True):
        if all(end <= other[0] or other[1] <= start for other in kept):
            kept.append((start, end, instrument, item))
    return _of_one_kind(sorted(kept, key=lambda span: span[0]), place)


def opens(prompt: Sequence[Passage], asked: Sequence[Asked]) -> bool:
    """The two weeks are named, or an item is asked nearly in its own words."""
    if any(_THESE_WEEKS.search(said.digits) for said in prompt):
        return True
    return any(in_own_words(one) and len(content_words(one.item)) > 2 for one in asked)


def in_own_words(one: Asked) -> bool:
    """An item asked nearly as it is worded."""
    return likeness(one.item, one.passage.plain) >= _NEARLY


def likeness(item: Item, text: str) -> float:
    """Share of the content words of an item's wording that a text holds."""
    words = content_words(item)
    said = set(_CONTENT.findall(text))
    return len(words & said) / len(words) if len(words) > 1 else 0.0


def content_words(item: Item) -> set[str]:
    return set(_CONTENT.findall(item.wording.lower())) - _COMMON


def is_read_out(one: Asked) -> bool:
    """As an instrument words it, or in the form of its items: `Trouble concentrating?`."""
    text = one.passage.digits
    return in_own_words(one) or bool(_ITEM_FORM.match(text) or _HOW_OFTEN.search(text))


def is_put(one: Asked) -> bool:
    """Put as a question, or read out as an item is; not said about it."""
    said = one.passage
    if said.is_question or likeness(one.item, said.plain) >= _ALIKE:
        return True
    return len(said.text.split()) <= _SHORT and _SAID_ABOUT.search(said.plain) is None


def number_called(text: str, place: Place) -> tuple[Instrument, Item] | None:
    """`number four`, `the last question`; a bare `four?` only once items were called so."""
    if place.current is None:
        return None
    match = _NUMBERED.search(text) or (_BARE_NUMBER.match(text) if place.by_number else None)
    if match is None:
        return None
    ordinal = match[2] if match.re is _NUMBERED else None
    if ordinal == "last":
        return None
    number = _ORDINALS.index(ordinal) + 1 if ordinal else int(match[1])
    items = place.current.items
    return (place.current, items[number - 1]) if 1 <= number <= len(items) else None


def calls_by_number(text: str) -> bool:
    return bool(re.search(r"\b(?:number|question|item) \d\b", text))


def may_ask(text: str) -> bool:
    """Not about somebody else, a task or a reason."""
    if _NOT_AN_ITEM.search(text) or _ABOUT_ANOTHER.search(text):
        return False
    return _ASKS_ELSE.search(text) is None or _FREQUENCY.search(text) is not None


def _rank(
    instrument: Instrument, item: Item, match: re.Match[str], place: Place
) -> tuple[bool, int, bool, int]:
    fresh = _fresh((instrument, item), place)
    ours = instrument is place.current
    return (ours and fresh, match.end() - match.start(), fresh, -item.number)


def _of_one_kind(
    spans: Sequence[tuple[int, int, Instrument, Item]], place: Place
) -> list[tuple[Instrument, Item]]:
    """Items of one instrument: the current one, else the one with most words of it."""
    found: dict[int, tuple[Instrument, Item]] = {}
    covered: dict[str, int] = {}
    for start, end, instrument, item in spans:
        found.setdefault(id(item), (instrument, item))
        covered[instrument.name] = covered.get(instrument.name, 0) + end - start
    if not covered:
        return []
    current = place.current.name if place.current is not None else ""
    if not any(pair[0].name == current for pair in found.values() if _fresh(pair, place)):
        current = ""
    main = current if current in covered else max(covered, key=lambda name: covered[name])
    return [pair for pair in found.values() if pair[0].name == main]


def _fresh(pair: tuple[Instrument, Item], place: Place) -> bool:
    return (pair[0].name, pair[1].number) not in place.known


def _near_in_sound(said: Passage, place: Place) -> list[Asked]:
    """The item that is due, where a word of the question sounds nearly like one of its words."""
    if place.current is None or place.last is None or place.last[0] != place.current.name:
        return []
    heard = _CONTENT.findall(said.plain)
    if not heard or len(heard) > 12 or not may_ask(said.digits):
        return []
    for item in place.current.items[place.last[1] : place.last[1] + 2]:
        if (place.current.name, item.number) in place.known:
            continue
        own = content_words(item)
        if any(_sounds_near(word, like) for word in heard for like in own):
            return [Asked(place.current, item, said)]
    return []


def _sounds_near(heard: str, word: str) -> bool:
    if len(word) < 6 or abs(len(heard) - len(word)) > 3:
        return False
    return SequenceMatcher(None, heard, word).ratio() >= _NEAR_SOUND


def named_in(text: str) -> Collection[Instrument]:
    """Instruments that are spoken of as a whole."""
    return [one for one in INSTRUMENTS if one.named.search(text)]


def _meant(text: str, talk: str, place: Place) -> list[Instrument]:
    """Drink and death each have an instrument of their own, and nothing else is asked by it."""
    if _OTHER_HABIT.search(text):
        return []
    if _DRINK.search(text):
        return [AUDIT_C]
    out = set[str]()
    if AUDIT_C.name not in place.recent and not _DRINK.search(talk):
        out.add(AUDIT_C.name)
    if SUICIDE_SCREEN.name not in place.recent and not _OWN_DEATH.search(talk):
        out.add(SUICIDE_SCREEN.name)
    if _ANOTHER_TIME.search(text) and not _THESE_WEEKS.search(f"{text} {with_digits(talk)}"):
        out.update((PHQ9.name, GAD7.name))
    return [one for one in INSTRUMENTS if one.name not in out]
