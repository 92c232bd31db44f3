"""Free answers about drinking, read on the scales of AUDIT-C: 0 to 4 each."""

import re

from summarize.scores.frequency import Firmness, Rating
from summarize.scores.frequency_words import OTHER_TIME, OWN, SOMEBODY_ELSE
from summarize.talk.wording import with_digits

_N = r"(\d{1,2})(?:(?: or | to |-|, maybe |, sometimes |, )(\d{1,2}))?"
_UNIT = r"(?: ?(?:times?|days?|nights?|evenings?))?"
_WORDS = {"once": "1 time", "twice": "2 times", "thrice": "3 times",
          "a couple of times": "2 times", "a couple times": "2 times", "a few times": "3 times",
          "several times": "4 times", "a couple of nights": "2 nights",
          "a few nights": "3 nights"}  # fmt: skip
_WORDED = re.compile("|".join(rf"\b{words}\b" for words in _WORDS))
_PER_WEEK = re.compile(
    rf"\b{_N}{_UNIT} (?:a|per|each|every|out of (?:the|every)) week|\b{_N} out of 7\b"
)
_PER_MONTH = re.compile(rf"\b{_N}{_UNIT} (?:a|per|each|every|in a) month")
_PER_YEAR = re.compile(rf"\b{_N}{_UNIT} (?:a|per|each|every|in a) year")
_NEVER = re.compile(
    r"^(?:(?:oh|god|um|well|honestly|i),? )*(?:no|nope|never|none|not (?:at all|ever|anymore|"
    r"once)|(?:don't|do not)(?= drink| really drink|[.,!]|$))\b|\b(?:don't|doesn't|do not|never|"
    r"stopped|quit|gave up) (?:\w+ )?(?:drink"
    r"\w*|touch|had (?:a|any))|\bsober\b|\bnever\b|\bteetotal"
)
_DAILY = re.compile(
    r"\b(?:every (?:single )?(?:day|night|evening)|daily|nightly|all the time|each (?:day|night)|"
    r"(?:every|each) (?:day|night) (?:bar|but|except)|(?:almost|nearly|pretty much|practically) "
    r"(?:every (?:day|night)|daily)|most (?:days|nights|evenings)|weeknights)\b"
)
_FORTNIGHTLY = re.compile(r"\bevery (?:other|second|2) (?:weeks?|\w+day|weekend)|fortnight")
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_WEEKLY = re.compile(
    rf"\b(?:weekly|every week|(?:every|each) (?:weekend|{_DAY})|{_DAY}s\b|once a week)"
)
_WEEKENDS = re.compile(r"\b(?:weekends|at the weekend|fridays? and saturdays?)\b")
_MONTHLY = re.compile(r"\b(?:monthly|once a month|every month|about a month apart)\b")
_RARELY = re.compile(
    r"\b(?:rarely|seldom|hardly ever|special occasions?|once in a (?:blue moon|while)|holidays|"
    r"weddings|christmas|birthdays|not (?:very |that )?often|occasional(?:ly)?|"
    r"(?:few|couple|handful) (?:of )?times a year|less than (?:once a month|monthly)|"
    r"now and (?:then|again))\b"
)
_NOT_OFTEN_FIRST = re.compile(r"(?<=[.;!?]) |, \bbut\b |\bno,? (?:wait|that's not true)\b[,.]? ")
_BOTTLE = re.compile(r"\b(?:a|1) (?:whole )?(?:bottle)\b(?! of beer)")
_COUNTED = re.compile(rf"\b{_N}\b(?! (?:o'clock|in the|p\.?m|days|nights|times))")
_ONE = re.compile(
    r"\b(?:a|just the 1|just 1|only 1|1) (?:\w+ )?(?:beer|drink|glass|can|pint|cocktail)\b|"
    r"\bjust 1\b|\ba couple\b"
)
_CORRECTS = re.compile(r"^(?:no|actually|well|okay|come on|honestly|sorry|wait)\b")
_BANDS = (2, 4, 6, 9)


def drinks_how_often(answer: str) -> Rating | None:
    """Never, monthly or less, 2-4 times a month, 2-3 times a week, 4 or more a week."""
    rates = [rate for part in _own(answer) if (rate := _per_month(part)) is not None]
    if not rates:
        return None
    monthly = rates[-1]
    score = sum(monthly >= least for least in (0.01, 1.5, 6, 14))
    return Rating(score, Firmness.COUNT)


def heavy_how_often(answer: str) -> Rating | None:
    """Never, less than monthly, monthly, weekly, daily or almost daily."""
    rates = [rate for part in _own(answer) if (rate := _per_month(part)) is not None]
    if not rates:
        return None
    score = sum(rates[-1] >= least for least in (0.01, 0.9, 3.5, 20))
    return Rating(score, Firmness.COUNT)


def drinks_a_day(answer: str) -> Rating | None:
    """Drinks on a drinking day: 1 or 2, 3 or 4, 5 or 6, 7 to 9, 10 or more.

    A range counts by its lower end; a bottle of wine or spirits is not counted in drinks.
    """
    found: Rating | None = None
    for part in _own(answer):
        if found is None or _CORRECTS.match(part):
            found = _drinks(part) or found
    return found


def _drinks(part: str) -> Rating | None:
    counted = _COUNTED.search(part)
    if counted is not None and not _BOTTLE.search(part):
        return Rating(sum(int(counted[1]) > most for most in _BANDS), Firmness.COUNT)
    return Rating(0, Firmness.WORDS) if _ONE.search(part) else None


def _own(answer: str) -> list[str]:
    """Sentences about the client's own drinking of now, in digits."""
    text = _WORDED.sub(lambda match: _WORDS[match[0]], with_digits(answer))
    parts = [part.strip(" ,.!") for part in _NOT_OFTEN_FIRST.split(text)]
    return [
        part
        for part in parts
        if part and not (SOMEBODY_ELSE.search(part) and not OWN.search(part))
        and not OTHER_TIME.search(part)
    ]  # fmt: skip


def _per_month(part: str) -> float | None:
    if week := _PER_WEEK.search(part):
        return 4 * float(week[1] or week[3])
    if month := _PER_MONTH.search(part):
        return float(month[1])
    if _PER_YEAR.search(part):
        return 0.5
    for pattern, rate in (
        (_FORTNIGHTLY, 2.0),
        (_MONTHLY, 1.0),
        (_DAILY, 26.0),
        (_WEEKENDS, 8.0),
        (_WEEKLY, 4.0),
        (_RARELY, 0.5),
        (_NEVER, 0.0),
    ):
        if pattern.search(part):
            return rate
    return None
