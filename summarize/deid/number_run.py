"""Runs of numbers as they are said: "five five five oh one nine nine", "forty two oh six"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarize.deid.spoken_word import Word, folded_at
from transcribe.cardinal import TENS, UNITS

_SMALL = {**UNITS, "oh": 0, "o": 0, "zero": 0, "nought": 0, "niner": 9}
_REPEATS = {"double": 2, "triple": 3}
_SCALES = {"hundred": 2, "thousand": 3}
_HESITATIONS = frozenset("uh um er erm dash hyphen like then".split())  # noqa: SIM905
_HEARD = frozenset(
    """mhm mm-hmm uh-huh okay ok yeah yep right yes got it go ahead sure""".split()  # noqa: SIM905
)
_MOST_HEARD = 3


@dataclass(frozen=True, slots=True)
class NumberRun:
    """Words [first, last] of a text."""

    first: int
    last: int
    parts: tuple[str, ...]
    """Digits of each number in it: `forty two oh six` is 42, 0, 6."""

    @property
    def digits(self) -> str:
        return "".join(self.parts)


def number_runs(words: Sequence[Word]) -> Iterator[NumberRun]:
    """Longest runs; hesitations and the listener's short answers between are passed over."""
    at = 0
    while at < len(words):
        digits, after = _number(words, at)
        if digits is None:
            at += 1
            continue
        first, last, parts = at, after - 1, [digits]
        while True:
            ahead = _next_number(words, after, len("".join(parts)))
            if ahead is None:
                break
            more, following = _number(words, ahead)
            if more is None:
                break
            parts.append(more)
            last, after = following - 1, following
        yield NumberRun(first, last, tuple(parts))
        at = after


def is_counting(parts: Sequence[str]) -> bool:
    """Mostly numbers in equal steps, at least four: counting, not dictating."""
    values = [int(part) for part in parts]
    longest = stretch = 1
    for at in range(1, len(values)):
        step = values[at] - values[at - 1]
        goes_on = at > 1 and step and step == values[at - 1] - values[at - 2]
        stretch = stretch + 1 if goes_on else 1 + bool(step)
        longest = max(longest, stretch)
    return longest >= 4 and longest >= 0.6 * len(values)


def _next_number(words: Sequence[Word], at: int, so_far: int) -> int | None:
    """Where a number goes on, if it does."""
    if _starts(words, at) and not (at < len(words) and words[at].opens and so_far < 3):
        return at
    ahead = at
    while folded_at(words, ahead) in _HESITATIONS and ahead - at < 2:
        ahead += 1
    dashed = folded_at(words, at) in {"dash", "hyphen"}
    if ahead > at and _starts(words, ahead) and (so_far >= 3 or dashed):
        return ahead
    while folded_at(words, ahead) in _HEARD and ahead - at < _MOST_HEARD and so_far >= 3:
        ahead += 1
    dictated = ahead > at and _starts(words, ahead) and at < len(words) and words[at].opens
    return ahead if dictated else None


def _starts(words: Sequence[Word], at: int) -> bool:
    folded = folded_at(words, at)
    if folded in _REPEATS:
        return _starts(words, at + 1)
    return folded.isdecimal() or folded in _SMALL or folded in TENS


def _number(words: Sequence[Word], at: int) -> tuple[str | None, int]:
    """Digits of the number that starts here, and the index after it."""
    folded = folded_at(words, at)
    if folded in _REPEATS:
        digits, after = _number(words, at + 1)
        return (digits * _REPEATS[folded], after) if digits is not None else (None, at)
    if folded.isdecimal():
        return folded, at + 1
    if folded not in _SMALL and folded not in TENS:
        return None, at
    value, after = _below_hundred(words, at)
    if folded_at(words, after) not in _SCALES:
        return str(value), after
    while (scale := folded_at(words, after)) in _SCALES:
        value *= 10 ** _SCALES[scale]
        after += 1
        if folded_at(words, after) == "and" and _starts(words, after + 1):
            after += 1
        ahead = folded_at(words, after)
        unit = scale == "hundred" and 0 < _SMALL.get(ahead, 0) < 10
        if unit and _continues_digits(words, after):
            break
        if ahead in TENS or (ahead in _SMALL and _SMALL[ahead] > 0):
            rest, beyond = _below_hundred(words, after)
            if folded_at(words, beyond) == "hundred" and scale == "thousand":
                rest, beyond = rest * 100, beyond + 1
            value, after = value + rest, beyond
    return str(value), after


def _continues_digits(words: Sequence[Word], at: int) -> bool:
    """ "eight hundred five five five": single digits go on, so the hundred stands alone."""
    following = folded_at(words, at + 1)
    return following in _SMALL and _SMALL[following] < 10


def _below_hundred(words: Sequence[Word], at: int) -> tuple[int, int]:
    folded = folded_at(words, at)
    if folded in TENS:
        unit = folded_at(words, at + 1)
        if unit in _SMALL and 0 < _SMALL[unit] < 10 and not words[at + 1].paused:
            return TENS[folded] + _SMALL[unit], at + 2
        return TENS[folded], at + 1
    return _SMALL[folded], at + 1
