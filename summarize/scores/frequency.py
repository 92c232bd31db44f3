"""How often, in everyday words: from an answer to 0, 1, 2 or 3.

The scale of PHQ-9 and GAD-7 over 14 days: 0 not at all, 1 several days (1 to 6), 2 more than half
the days (7 to 11), 3 nearly every day (12 to 14).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from summarize.scores.frequency_words import (
    BARE,
    BESIDES,
    CLAUSE,
    CLOCK,
    CORRECTION,
    DAILY,
    DAYS,
    DURATION,
    EXCEPT,
    GOOD_DAYS,
    LACK,
    MOSTLY,
    NEVER,
    NOT_DAILY,
    OTHER_DAYS,
    OTHER_TIME,
    OUT_OF,
    SEVERAL,
    SOFT_MUCH,
    SOFT_NO,
    SOFT_SOME,
    SOMEBODY_ELSE,
    WEEKLY,
    WEEKLY_WORD,
    WEEKS,
)
from summarize.talk.wording import with_digits


class Firmness(IntEnum):
    """How much an expression settles; the firmest of an answer counts."""

    SOFT = 1
    """A bare yes-or-no word or a degree: `not really`, `a little`, `no`."""
    WORDS = 2
    """Words for how often: `most nights`."""
    COUNT = 3
    """A number of days or times, or an option's number."""


@dataclass(frozen=True, slots=True)
class Frequency:
    """A score of 0 to 3 and how firmly it was said."""

    score: int
    firmness: Firmness


def score_of_days(days: float) -> int:
    """Days of the last 14 to the option that names them."""
    if days < 0.5:
        return 0
    if days < 7:
        return 1
    return 2 if days < 12 else 3


_OR_NOTHING = re.compile(r"\b(?:or|and) (?:nothing|anything)\b")
_OWN_THOUGHT = re.compile(r"\bi(?:'ve)? (?:\w+ )?(?:thought|think|felt|feel|keep|kept|wish\w*)\b")
_BUT = re.compile(r"^but\b")
_WORDED = tuple(
    (re.compile(pattern), score, firmness)
    for pattern, score, firmness in (
        (NEVER, 0, Firmness.WORDS),
        (DAILY, 3, Firmness.WORDS),
        (MOSTLY, 2, Firmness.WORDS),
        (SEVERAL, 1, Firmness.WORDS),
        (SOFT_NO, 0, Firmness.SOFT),
        (SOFT_SOME, 1, Firmness.SOFT),
        (SOFT_MUCH, 2, Firmness.SOFT),
    )
)


def frequency(answer: str) -> Frequency | None:
    """The score an answer stands for; None where it does not say how often.

    What somebody else says or does, and what was at another time, does not count. A later clause
    counts over an earlier one where it corrects it, or where it is firmer.
    """
    best: Frequency | None = None
    for clause in _clauses(_OR_NOTHING.sub("", with_digits(answer))):
        found = _of_clause(clause)
        if found is None:
            continue
        after_no = best is not None and best.score == 0 and bool(_BUT.match(clause))
        corrects = best is not None and (after_no or bool(CORRECTION.search(clause)))
        firmer = best is None or found.firmness > best.firmness
        if firmer or (corrects and found.firmness >= Firmness.WORDS):
            best = found
    return best


def _clauses(text: str) -> Iterator[str]:
    for clause in CLAUSE.split(text):
        stripped = clause.strip()
        if not stripped or BESIDES.search(stripped) or _of_another(stripped):
            continue
        if OTHER_TIME.search(stripped) and "last 2 weeks" not in stripped:
            continue
        yield stripped


def _of_another(clause: str) -> bool:
    """Somebody else is the subject, and it is not what the client thinks of them."""
    other = SOMEBODY_ELSE.search(clause)
    return other is not None and _OWN_THOUGHT.search(clause[: other.start()]) is None


def _of_clause(clause: str) -> Frequency | None:
    clause = LACK.sub("it", clause)
    counted = _counted(CLOCK.sub(" ", DURATION.sub(" ", clause)))
    if counted is not None:
        return Frequency(score_of_days(counted), Firmness.COUNT)
    without = NOT_DAILY.search(clause)
    if without is not None:
        return Frequency(1, Firmness.SOFT)
    hits = [
        (match.start(), -int(firmness), score, firmness)
        for pattern, score, firmness in _WORDED
        if (match := pattern.search(clause))
    ]
    if not hits:
        return None
    firmest = max(firmness for *_, firmness in hits)
    _, _, score, firmness = min(hit for hit in hits if hit[3] is firmest)
    return Frequency(score, firmness)


def _counted(clause: str) -> float | None:
    """Days of 14 where the clause gives a number of them."""
    for pattern, days in _COUNTS:
        match = pattern.search(clause)
        if match is not None:
            return days(match)
    return None


def _middle(match: re.Match[str]) -> float:
    """The middle of `eight or nine`; a single number is its own middle."""
    first = float(match[1])
    second = match[2] if match.re.groups > 1 else None
    return first if second is None else (first + float(second)) / 2


def _left(match: re.Match[str]) -> float:
    return 14 - _middle(match)


def _weekly(match: re.Match[str]) -> float:
    return 2 * _middle(match)


def _weekly_word(match: re.Match[str]) -> float:
    return 2 if match[1] in ("once", "1 time") else 4


def _a_week(_: re.Match[str]) -> float:
    return 7


_COUNTS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], float]], ...] = (
    (OTHER_DAYS, _middle),
    (GOOD_DAYS, _left),
    (EXCEPT, _left),
    (OUT_OF, _middle),
    (WEEKLY, _weekly),
    (WEEKLY_WORD, _weekly_word),
    (DAYS, _middle),
    (WEEKS, _a_week),
    (BARE, _middle),
)
