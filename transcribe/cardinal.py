"""Spoken cardinal numbers."""

from collections.abc import Sequence

UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES = ("hundred", "thousand")


def cardinal_at(pieces: Sequence[str], at: int) -> tuple[int, int]:
    """The number below a million that begins at `at` and how many pieces it takes; 0 of them
    where none does.

    `a hundred and twenty five` is one number. `two fifty` is two of them, `hundred` alone is none.
    """
    thousands, used = _below_thousand(pieces, at)
    if not used or _piece(pieces, at + used) != "thousand":
        article = used == 1 and pieces[at] == "a"
        return (0, 0) if article else (thousands, used)
    used += 1
    rest, more = _below_thousand(pieces, at + used)
    if more and pieces[at + used] != "a" and _piece(pieces, at + used + more) != "thousand":
        return thousands * 1000 + rest, used + more
    return thousands * 1000, used


def below_hundred(pieces: Sequence[str], at: int) -> tuple[int, int]:
    """As `cardinal_at`, of 1 to 99."""
    piece = _piece(pieces, at)
    if piece in TENS:
        ones = UNITS.get(_piece(pieces, at + 1), 0)
        return (TENS[piece] + ones, 2) if 0 < ones < 10 else (TENS[piece], 1)
    value = UNITS.get(piece, 0)
    return (value, 1) if value else (0, 0)


def _below_thousand(pieces: Sequence[str], at: int) -> tuple[int, int]:
    """As `cardinal_at`; `a` is one."""
    value, used = (1, 1) if _piece(pieces, at) == "a" else below_hundred(pieces, at)
    if not used or _piece(pieces, at + used) != "hundred":
        return value, used
    value, used = value * 100, used + 1
    joint = int(_piece(pieces, at + used) == "and")
    rest, more = below_hundred(pieces, at + used + joint)
    if more and _piece(pieces, at + used + joint + more) != "hundred":
        return value + rest, used + joint + more
    return value, used


def _piece(pieces: Sequence[str], at: int) -> str:
    return pieces[at] if at < len(pieces) else ""
