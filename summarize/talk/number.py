"""Numbers in a sentence, spoken or written, with the unit that follows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transcribe.cardinal import TENS, UNITS

_ONES = UNITS | {
    "dozen": 12, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
    "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12,
    "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16, "seventeenth": 17,
    "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_TIMES = {"once": 1, "twice": 2, "thrice": 3, "couple": 2}

_UNITS = {
    "mg": "mg", "milligram": "mg", "milligrams": "mg", "mgs": "mg",
    "mcg": "mcg", "microgram": "mcg", "micrograms": "mcg",
    "ml": "ml", "milliliter": "ml", "milliliters": "ml",
    "minute": "minute", "minutes": "minute", "min": "minute", "mins": "minute",
    "hour": "hour", "hours": "hour", "hr": "hour", "hrs": "hour",
    "day": "day", "days": "day", "week": "week", "weeks": "week",
    "month": "month", "months": "month", "year": "year", "years": "year",
    "night": "night", "nights": "night",
    "time": "time", "times": "time", "drink": "drink", "drinks": "drink",
    "beer": "drink", "beers": "drink", "pound": "pound", "pounds": "pound", "lbs": "pound",
    "percent": "percent", "%": "percent",
}  # fmt: skip

_INSTRUMENT = re.compile(r"\b(?:phq|gad|pcl|audit|dast|mdq|c-?ssrs)[\s-]*\d{0,2}\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d)\b")
_IMPLIED: tuple[tuple[re.Pattern[str], float, str | None], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), value, unit)
    for pattern, value, unit in (
        (r"\bhalf (?:an )?hour\b", 30, "minute"),
        (r"\ban? hour and a half\b", 90, "minute"),
        (r"\ban? hour and a half\b", 1.5, "hour"),
        (r"\ban hour\b", 60, "minute"),
        (r"\ban hour\b", 1, "hour"),
        (r"\ba (?:day|single day)\b|\bevery day\b", 1, "day"),
        (r"\ba night\b", 1, "night"),
        (r"\ba week\b", 1, "week"),
        (r"\ba week\b", 7, "day"),
        (r"\ba month\b", 1, "month"),
        (r"\ba year\b", 1, "year"),
        (r"\bboth\b|\ba pair\b", 2, "time"),
        (r"\bmidnight\b|\bnoon\b", 12, "hour"),
        (r"\btwo weeks\b", 14, "day"),
        (r"\bhalf\b", 50, "percent"),
        (r"\b(?:one|once|a single|first)\b", 1, None),
        (r"\bsecond\b", 2, None),
        (r"\bthird\b", 3, None),
    )
)
_PIECE = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+|%|[.?!,;]")
"""With the marks between sentences: `out of a hundred? Sixty.` is two numbers."""
_LEAST_DIGITS = 3
_ORDINALS = frozenset({"first", "second", "third"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and, where it is one that is counted or dosed, its unit."""

    value: float
    unit: str | None


def quantities(text: str) -> list[Quantity]:
    """Every number in order. Names of instruments (`PHQ-9`) hold none; a bare "one" is none, for
    it is mostly a pronoun; "two fifty" gives 2, 50 and 250."""
    text = _CLOCK.sub(lambda m: m[1] if m[2] == "00" else f"{m[1]} {m[2]}", text)
    pieces = [
        match.group().casefold()
        for match in _PIECE.finditer(_INSTRUMENT.sub(" ", text).replace("-", " "))
    ]
    return [*_read(pieces), *_digit_by_digit(pieces)]


def implied_quantities(text: str) -> list[Quantity]:
    """What people say without a number: `half an hour`, `a week`, `both`."""
    return [Quantity(value, unit) for pattern, value, unit in _IMPLIED if pattern.search(text)]


def _digit_by_digit(pieces: Sequence[str]) -> Iterator[Quantity]:
    """Three digits and more that are said one by one are one number too: `nine eight eight`."""
    run = ""
    for piece in [*pieces, ""]:
        value = UNITS.get(piece)
        if value is not None and value < 10:
            run += str(value)
            continue
        if len(run) >= _LEAST_DIGITS:
            yield Quantity(float(run), None)
        run = ""


def _read(pieces: Sequence[str]) -> Iterator[Quantity]:
    at = 0
    while at < len(pieces):
        value, used = _number_at(pieces, at)
        if value is None:
            at += 1
            continue
        unit = _unit_after(pieces, at + used)
        bare = used == 1 and pieces[at] in {"one", *_ORDINALS} and unit is None
        if not bare:
            yield Quantity(value, unit)
        follower, more = _number_at(pieces, at + used)
        if follower is not None and 0 < value < 10 <= follower < 100 and unit is None:
            yield Quantity(value * 100 + follower, _unit_after(pieces, at + used + more))
        at += used


def _unit_after(pieces: Sequence[str], at: int) -> str | None:
    return _UNITS.get(pieces[at]) if at < len(pieces) else None


def _number_at(pieces: Sequence[str], at: int) -> tuple[float | None, int]:
    """The number that starts here and how many pieces it takes; None and 0 where none does."""
    if at >= len(pieces):
        return None, 0
    piece = pieces[at]
    if piece[0].isdecimal():
        return float(_plain(piece)), 1
    if piece in _TIMES:
        return float(_TIMES[piece]), 1
    return _spoken(pieces, at)


def _plain(digits: str) -> str:
    """`1,200` is twelve hundred, `7,5` is seven and a half."""
    whole, comma, rest = digits.partition(",")
    return whole + rest if comma and len(rest) == 3 else digits.replace(",", ".")


def _spoken(pieces: Sequence[str], start: int) -> tuple[float | None, int]:
    value, at = 0, start
    while at < len(pieces):
        piece = pieces[at]
        if piece in TENS and value % 100 == 0:
            value += TENS[piece]
        elif piece in _ONES and _fits(value, _ONES[piece]):
            value += _ONES[piece]
        elif piece == "hundred":
            value = max(value, 1) * 100
        elif piece == "thousand":
            value = max(value, 1) * 1000
        elif not (piece == "and" and value and value % 100 == 0 and _continues(pieces, at)):
            break
        at += 1
        if piece in _ONES and not (at < len(pieces) and pieces[at] in {"hundred", "thousand"}):
            break
    return (float(value), at - start) if at > start else (None, 0)


def _fits(value: int, ones: int) -> bool:
    return value == 0 or (value % 100 == 0) or (value % 10 == 0 and value % 100 >= 20 and ones < 10)


def _continues(pieces: Sequence[str], at: int) -> bool:
    return at + 1 < len(pieces) and (pieces[at + 1] in TENS or pieces[at + 1] in _ONES)
