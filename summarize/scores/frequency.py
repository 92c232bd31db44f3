"""How often, in everyday words: from an answer to 0, 1, 2 or 3.

The scale of PHQ-9 and GAD-7 over 14 days: 0 not at all, 1 several days (1 to 6), 2 more than half
the days (7 to 11), 3 nearly every day (12 to 14).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from summarize.scores import frequency_words as words
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
class Rating:
    """What an answer stands for and how firmly it was said."""

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
_EVERY_WEEK = re.compile(rf"\b(?:every|on|only|just) {words.WEEKDAY}\b")
_WORDED = tuple(
    (re.compile(pattern), score, firmness)
    for pattern, score, firmness in (
        (words.NEVER, 0, Firmness.WORDS),
        (words.DAILY, 3, Firmness.WORDS),
        (words.MOSTLY, 2, Firmness.WORDS),
        (words.SEVERAL, 1, Firmness.WORDS),
        (words.SOFT_NO, 0, Firmness.SOFT),
        (words.SOFT_SOME, 1, Firmness.SOFT),
    )
)


def frequency(answer: str) -> Rating | None:
    """The score an answer stands for; None where it does not say how often.

    What somebody else says or does, and what was at another time, does not count. A later clause
    counts over an earlier one where it corrects it, or where it is firmer.
    """
    best: Rating | None = None
    text = _OR_NOTHING.sub("", with_digits(answer))
    weeks = _by_week(text)
    if weeks is not None:
        return Rating(score_of_days(weeks), Firmness.COUNT)
    for clause in _clauses(text):
        if words.TAKES_BACK.search(clause):
            best = None
            continue
        found = _of_clause(clause)
        if found is None:
            continue
        if words.SAYS_OF_ME.search(clause):
            found = Rating(found.score, Firmness.SOFT)
        after_no = best is not None and best.score == 0 and bool(_BUT.match(clause))
        corrects = best is not None and (after_no or bool(words.CORRECTION.search(clause)))
        firmer = best is None or found.firmness > best.firmness
        if firmer or (corrects and found.firmness >= Firmness.WORDS):
            best = found
    return best


def _clauses(text: str) -> Iterator[str]:
    """The clauses that speak of the client in these two weeks."""
    of_another = False
    for clause in words.CLAUSE.split(text):
        stripped = clause.strip()
        if not stripped or words.BESIDES.search(stripped) or words.BETWEEN.search(stripped):
            continue
        if _of_another(stripped):
            of_another = True
            continue
        if words.OTHER_TIME.search(stripped) and not (
            words.NOW.search(stripped) or words.TAKES_BACK.search(stripped)
        ):
            continue
        returns = bool(words.OWN.search(stripped) or words.CORRECTION.search(stripped))
        if of_another and not returns and words.BARE.match(stripped) is None:
            continue
        of_another = False
        yield stripped


def _of_another(clause: str) -> bool:
    """Somebody else is the subject, and it is not what the client thinks of them."""
    if words.SAYS_OF_ME.search(clause):
        return False
    other = words.SOMEBODY_ELSE.search(clause)
    return other is not None and _OWN_THOUGHT.search(clause[: other.start()]) is None


def _of_clause(clause: str) -> Rating | None:
    daily = re.search(words.DAILY, clause)
    lacking = words.LACK.search(clause) is not None
    clause = clause if daily else words.LACK.sub("it", clause)
    counted = _counted(words.CLOCK.sub(" ", words.DURATION.sub(" ", clause)))
    if counted is not None:
        return Rating(score_of_days(counted), Firmness.COUNT)
    if words.NOT_DAILY.search(clause) is not None:
        return Rating(1, Firmness.SOFT)
    if words.WELL.search(clause) and not words.UNWELL.search(clause):
        return _of_well(clause)
    hits = [
        (match.start(), -int(firmness), score, firmness)
        for pattern, score, firmness in _WORDED
        if (match := pattern.search(clause))
        and not (lacking and score == 0 and firmness is Firmness.SOFT)
    ]
    if not hits:
        named = words.WEEKDAYS_NAMED.findall(clause)
        once = named and _EVERY_WEEK.search(clause)
        return Rating(score_of_days(2 * len(named)), Firmness.SOFT) if once else None
    firmest = max(firmness for *_, firmness in hits)
    _, _, score, firmness = min(hit for hit in hits if hit[3] is firmest)
    return Rating(score, firmness)


def _of_well(clause: str) -> Rating:
    """`Fine most nights` leaves some that are not; `no, it's good` is a plain no."""
    if words.PLAIN_NO.search(clause):
        return Rating(0, Firmness.WORDS)
    some = rf"{words.MOSTLY}|{words.SEVERAL}|\bmostly\b"
    return Rating(1 if re.search(some, clause) else 0, Firmness.SOFT)


def _by_week(text: str) -> float | None:
    """Days of both weeks added up where each was told by itself, None elsewhere."""
    marks = list(words.WEEK_OF.finditer(text))
    if len({mark[1] for mark in marks}) != 2 or len(marks) != 2:
        return None
    first, second = marks
    before = text[: first.start()].strip(" ,.")
    if before and _days_of_week(re.split(r"[.!?]", before)[-1]) is not None:
        parts = (re.split(r"[.!?]", before)[-1], text[first.end() : second.start()])
    else:
        parts = (text[first.end() : second.start()], text[second.end() :])
    days = [_days_of_week(part) for part in parts]
    return sum(day for day in days if day is not None) if None not in days else None


def _days_of_week(part: str) -> float | None:
    number = re.search(rf"\b{words.RANGE}\b(?! (?:hours|minutes))", part)
    if re.search(words.DAILY, part) or re.search(r"\ball\b", part):
        return 7
    if number is not None:
        return min(7.0, _middle(number))
    if re.search(words.MOSTLY, part):
        return 5
    named = re.search(r"\b(?:once|twice|a couple|a few|none|nothing|not at all|never)\b", part)
    if named is None:
        return None
    return {"once": 1, "twice": 2, "a couple": 2, "a few": 3}.get(named[0], 0)


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


def _percent(match: re.Match[str]) -> float:
    return 14 * float(match[1]) / 100


def _share(match: re.Match[str]) -> float:
    part = {"2 thirds": 2 / 3, "3 quarters": 3 / 4}.get(match[1])
    return 14 * (part or (1 / 3 if "third" in match[1] else 1 / 4))


def _a_week(_: re.Match[str]) -> float:
    return 7


def _more_than_a_week(_: re.Match[str]) -> float:
    return 10.5


_COUNTS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], float]], ...] = (
    (words.OTHER_DAYS, _middle),
    (words.GOOD_DAYS, _left),
    (words.EXCEPT, _left),
    (words.OUT_OF, _middle),
    (words.OUT_OF_WEEK, _weekly),
    (words.WEEKLY, _weekly),
    (words.WEEKLY_WORD, _weekly_word),
    (words.WEEKLY_BARE, _weekly),
    (words.DAYS, _middle),
    (words.PERCENT, _percent),
    (words.SHARE, _share),
    (words.OF_THEM, _middle),
    (words.WEEK_AND_HALF, _more_than_a_week),
    (words.WEEKS, _a_week),
    (words.BARE, _middle),
)
