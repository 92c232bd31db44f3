"""Doses and blood pressure in figures: `fifty milligrams` is `50 mg`.

By the Institute for Safe Medication Practices' list of error-prone abbreviations and dose
designations: a blank before the unit, a zero before a decimal point and none after the decimals,
commas from 1,000 on, `mcg` for micrograms. A number that can be read in two ways stays as said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transcribe.cardinal import SCALES, TENS, UNITS, below_hundred, cardinal_at
from transcribe.medicine import medicine_named
from transcribe.phrase import UNCHANGED, Phrase, Rewriting, core_of
from transcribe.word import Word

_UNITS = {
    "milligram": "mg", "milligrams": "mg", "mg": "mg", "mgs": "mg",
    "microgram": "mcg", "micrograms": "mcg", "mcg": "mcg", "mcgs": "mcg",
    "milliliter": "mL", "milliliters": "mL", "millilitre": "mL", "millilitres": "mL",
    "ml": "mL", "mls": "mL", "milliequivalents": "mEq",
}  # fmt: skip
_ONE_WORD = re.compile(rf"(.*(?:\d|{'|'.join((*UNITS, *TENS, *SCALES))}))-?({'|'.join(_UNITS)})")
_FIGURES = re.compile(r"\d+(?:[,.]\d+)*(?:[-–]\d+)?")
_RANGE = ("to", "or", "through", "and")
_COUNTED = ("tablets", "tablet", "pills", "pill", "capsules", "capsule", "doses", "tabs", "caps")
_NOT_A_COUNT = ("to", "from", "at", "of", "on", "is", "was")
_LONGEST = 8
"""Words of a number."""
_LONGEST_PRESSURE = 12
_PRESSURE_AHEAD = 25
"""Words over which talk of blood pressure reaches."""


@dataclass(frozen=True, slots=True)
class _Amount:
    figures: str
    used: int


def apart(words: Sequence[Word]) -> list[Word]:
    """With a blank before each unit: `50mg` and `fifty-milligram` are two words."""
    out: list[Word] = []
    for word in words:
        core = core_of(word)
        one = _ONE_WORD.fullmatch(core.text.casefold())
        out += core.parted(core.text[: one.end(1)], core.text[one.start(2) :]) if one else [word]
    return out


def dose_number(said: Sequence[Word], words: Sequence[Word], at: int) -> Rewriting:
    """A spoken number before its unit, in figures. `said` are the words before, as written so
    far. Gives how many words it takes and what stands for them; 0 where it is none."""
    phrase = Phrase.of(words, at, _LONGEST)
    pieces = phrase.pieces
    amount = _amount(pieces, said)
    if amount is None or _goes_on(said):
        return UNCHANGED
    after = amount.used
    if _piece(pieces, after) in _RANGE:
        other = _amount(pieces[after + 1 :], ())
        if other is None or _counts_in_hundreds(amount.figures, other.figures):
            return UNCHANGED
        after += 1 + other.used
    if _piece(pieces, after) not in _UNITS or _hundreds_ahead(said, amount.figures):
        return UNCHANGED
    return phrase.replaced(amount.used, amount.figures)


def dose_unit(said: Sequence[Word], words: Sequence[Word], at: int) -> Rewriting:
    """A unit after figures, abbreviated; as `dose_number`."""
    unit = _UNITS.get(core_of(words[at]).text.casefold())
    if unit is None or not said or not _FIGURES.fullmatch(said[-1].text):
        return UNCHANGED
    phrase = Phrase.of(words, at, 3)
    if unit == "mg" and phrase.pieces[1:] in (["per", "deciliter"], ["per", "decilitre"]):
        return phrase.replaced(3, "mg/dL")
    return phrase.replaced(1, unit)


def blood_pressure(said: Sequence[Word], words: Sequence[Word], at: int) -> Rewriting:
    """`one twenty over eighty` is `120/80` in talk of blood pressure; as `dose_number`."""
    ahead = {core_of(word).text.casefold() for word in said[-_PRESSURE_AHEAD:]}
    if not ahead & {"pressure", "bp", "pressures"} or _goes_on(said):
        return UNCHANGED
    phrase = Phrase.of(words, at, _LONGEST_PRESSURE)
    upper, used = _pressure_at(phrase.pieces, 0)
    if not used or _piece(phrase.pieces, used) != "over":
        return UNCHANGED
    lower, more = _pressure_at(phrase.pieces, used + 1)
    if not more or not (70 <= upper <= 260 and 30 <= lower <= 150 and lower < upper):
        return UNCHANGED
    return phrase.replaced(used + 1 + more, f"{upper}/{lower}")


def _amount(pieces: Sequence[str], said: Sequence[Word]) -> _Amount | None:
    """The number the pieces begin with, as far as it can only mean one."""
    whole, used = cardinal_at(pieces, 0)
    if _piece(pieces, 0) == "zero":
        whole, used = 0, 1
    if _piece(pieces, used) == "point":
        decimals, more = _decimals(pieces, used + 1)
        return _Amount(f"{whole}.{decimals}", used + 1 + more) if more else None
    if not used or not whole:
        return None
    if list(pieces[used : used + 3]) == ["and", "a", "half"]:
        return _Amount(f"{whole}.5", used + 3)
    rest, more = below_hundred(pieces, used)
    if more:
        one_number = whole < 10 <= rest and _is_one_number(pieces, used + more, whole, said)
        return _Amount(str(whole * 100 + rest), used + more) if one_number else None
    return _Amount(f"{whole:,}", used)


def _is_one_number(pieces: Sequence[str], after: int, hundreds: int, said: Sequence[Word]) -> bool:
    """`one fifty milligrams` is 150; `two fifty milligram tablets` are two of 50."""
    unit = _piece(pieces, after)
    if not unit.endswith("s") or _piece(pieces, after + 1) in _COUNTED:
        return False
    before = core_of(said[-1]).text if said else ""
    dosed = before.casefold() in _NOT_A_COUNT or medicine_named(before) is not None
    return dosed or hundreds == 1


def _decimals(pieces: Sequence[str], at: int) -> tuple[str, int]:
    """`two five` and `twenty five` are both 25; no zero at the end."""
    digits = ""
    used = 0
    while (value := _digit(_piece(pieces, at + used))) is not None:
        digits, used = digits + str(value), used + 1
    if not digits and _piece(pieces, at) in TENS:
        value, used = below_hundred(pieces, at)
        digits = str(value)
    ambiguous = _piece(pieces, at + used) in TENS or _piece(pieces, at + used) in UNITS
    digits = digits.rstrip("0")
    return (digits, used) if digits and not ambiguous else ("", 0)


def _digit(piece: str) -> int | None:
    value = 0 if piece in ("oh", "o") else UNITS.get(piece, 10)
    return value if value < 10 else None


def _pressure_at(pieces: Sequence[str], at: int) -> tuple[int, int]:
    if _piece(pieces, at).isdecimal():
        return int(pieces[at]), 1
    value, used = cardinal_at(pieces, at)
    if used == 1 and value in (1, 2):
        rest, more = below_hundred(pieces, at + 1)
        if rest >= 10:
            return value * 100 + rest, 1 + more
    return value, used


def _goes_on(said: Sequence[Word]) -> bool:
    """Whether the word before is a number too, so that both may be one."""
    if not said or core_of(said[-1]).after.strip("."):
        return False
    before = core_of(said[-1]).text.casefold().split("-")[-1]
    spoken = before in UNITS or before in TENS or before in (*SCALES, "point")
    return spoken or before[-1:].isdecimal()


def _counts_in_hundreds(first: str, second: str) -> bool:
    """`two or three hundred`: the first one is hundreds too."""
    return len(first) == 1 and second.endswith("00")


def _hundreds_ahead(said: Sequence[Word], figures: str) -> bool:
    if len(said) < 2 or core_of(said[-1]).text not in _RANGE:
        return False
    first = core_of(said[-2]).text.casefold()
    small = (first.isdecimal() and len(first) == 1) or 0 < UNITS.get(first, 0) < 10
    return small and figures.endswith("00")


def _piece(pieces: Sequence[str], at: int) -> str:
    return pieces[at] if at < len(pieces) else ""
