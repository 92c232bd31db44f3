"""Spoken numbers as a note writes them: 988, 3:30, 20 minutes, the 14th; small ones stay words."""

import re

from summarize.talk.drug import is_drug
from summarize.talk.wording import with_digits

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18,
    "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_SMALL = "one|two|three|four|five|six|seven|eight|nine"
_TEEN = (
    "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_HOTLINE = re.compile(r"\b(?:nine[ -]eight[ -]eight|9[ -]8[ -]8)\b", re.IGNORECASE)
_CRISIS_TEXT = re.compile(
    r"\b(?:seven[ -]four[ -]one|7[ -]4[ -]1),? (?:seven[ -]four[ -]one|7[ -]4[ -]1)\b",
    re.IGNORECASE,
)
_EMERGENCY = re.compile(r"\b(?:nine[ -]one[ -]one|9[ -]1[ -]1)\b", re.IGNORECASE)
_CLOCK = re.compile(
    rf"\b(?P<hour>{_SMALL}|ten|eleven|twelve) (?P<minutes>(?:ten|fifteen|twenty|thirty|forty|"
    rf"fifty)(?:[ -](?:{_SMALL}))?)\b(?! (?:minutes|milligrams|days|times|percent|pages|dollars))",
    re.IGNORECASE,
)
_HUNDREDS = re.compile(
    rf"\b(?:{_SMALL})[ -]hundred(?: and)?(?: (?:{_TEEN}|{_SMALL})(?:[ -](?:{_SMALL}))?)?\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    rf"\b(?P<hundreds>one|two|three) (?P<rest>(?:{_TEEN})(?:[ -](?:{_SMALL}))?)\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(r"\b(?:over|above|below|under) $")
_BEFORE_AMOUNT = re.compile(r"([a-z]+) $")
_AFTER_AMOUNT = re.compile(r"^ over\b")
_OCLOCK = re.compile(
    rf"\b(?P<hour>{_SMALL}|ten|eleven|twelve|\d{{1,2}}) o ?['’]clock\b", re.IGNORECASE
)
_DATE = re.compile(
    rf"\b(?:(?P<tens>twenty|thirty)[ -])?(?P<day>{'|'.join(_ORDINALS)})\b(?! time| thing| of all)",
    re.IGNORECASE,
)
_LARGE = re.compile(rf"\b(?:{_TEEN})(?:[ -](?:{_SMALL}))?\b", re.IGNORECASE)


def numerals(text: str) -> str:
    """Case and everything else stays as it is."""
    text = _CRISIS_TEXT.sub("741741", text)
    text = _EMERGENCY.sub("911", _HOTLINE.sub("988", text))
    text = _HUNDREDS.sub(lambda m: with_digits(m[0]), text)
    text = _AMOUNT.sub(_amount, text)
    text = _CLOCK.sub(lambda m: f"{with_digits(m['hour'])}:{with_digits(m['minutes'])}", text)
    text = _OCLOCK.sub(lambda m: f"{with_digits(m['hour'])}:00", text)
    text = _DATE.sub(_ordinal, text)
    return _LARGE.sub(lambda m: with_digits(m[0]), text)


def _amount(match: re.Match[str]) -> str:
    """`one fifty` is 150 right after a medicine or `over`; else an hour, or two things."""
    before = match.string[: match.start()].lower()
    word = _BEFORE_AMOUNT.search(before)
    dosed = word is not None and is_drug(word[1])
    if dosed or _LIMIT.search(before) or _AFTER_AMOUNT.match(match.string[match.end() :].lower()):
        return str(int(with_digits(match["hundreds"])) * 100 + int(with_digits(match["rest"])))
    return match[0]


def _ordinal(match: re.Match[str]) -> str:
    """Ordinals up to the ninth stay words, they are rarely dates."""
    tens = int(with_digits(match["tens"])) if match["tens"] else 0
    day = tens + _ORDINALS[match["day"].lower()]
    if day < 10:
        return match[0]
    ending = "th" if 10 <= day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"
