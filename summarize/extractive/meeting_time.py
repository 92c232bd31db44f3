"""When people say they will meet: day, distance, hour and manner, as spans of what was said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from summarize.talk.numerals import numerals
from summarize.talk.wording import with_digits, word_count

WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_ORDINAL = (
    r"(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|"
    r"tenth|eleventh|twelfth|\w+teenth|twentieth|thirtieth)"
)
_DATE = rf"(?:(?:the )?(?:{_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th)?)\b(?! o ?'?clock|:| ?[ap]\.?m))"
_NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
_MINUTES = r"(?:[ :]?\d{2}|[ -](?:oh five|ten|fifteen|twenty|thirty|forty|forty[- ]five|fifty))"
_DAY = re.compile(
    rf"\b(?:(?:this|next|this coming) )?{WEEKDAY}\b(?! and {WEEKDAY}s)(?:,? (?:{_MONTH},? )?"
    rf"{_DATE})?|\b{_MONTH},? {_DATE}|\bthe {_ORDINAL}\b(?! (?:one|time|thing|step|week|sign))|"
    r"\btomorrow\b",
    re.IGNORECASE,
)
_DISTANCE = re.compile(
    rf"\bin (?:a|{_NUMBER}|a couple of|a few) (?:weeks?|months?)\b|\bnext week\b|"
    rf"\bthe (?:week after|following week)\b|\b{_NUMBER} weeks from (?:now|today)\b",
    re.IGNORECASE,
)
_PART_OF_DAY = r"(?: in the (?:morning|afternoon|evening)| at night)"
_SUFFIX = rf"(?: ?o ?['’]? ?clock\b{_PART_OF_DAY}?| ?[ap]\.?m\b\.?|{_PART_OF_DAY})"
_HOUR = re.compile(
    rf"\b(?:at |around )(?:{_NUMBER}(?:{_MINUTES})?{_SUFFIX}?|noon)\b(?!%| (?:days|weeks|times))|"
    rf"\b{_NUMBER}(?:{_MINUTES})?{_SUFFIX}|\b(?:same|usual) time\b(?: as (?:today|always))?",
    re.IGNORECASE,
)
_HOUR_ALONE = re.compile(
    rf"\b(?:{_NUMBER}{_MINUTES}|{_NUMBER})\b(?=\W*$|[,.?!]| (?:is|still|works|okay|ok|then|"
    r"sounds|would|please|for|suits|it)\b)",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\b(?:by (?:video|phone)|on (?:video|zoom)|over (?:zoom|video|the phone)|in person|"
    r"in the office|online)\b|\bvideo (?:it is|works|then|for that|instead|is (?:good|fine))\b|"
    r"\b(?:do|make it|do it by|it's|as a?) video\b|"
    r"\b(?:here|video)(?=[,?.!]* (?:right|not video)\b)",
    re.IGNORECASE,
)
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th",
    "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th",
}  # fmt: skip
_SMALL_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b", re.IGNORECASE)
_SMALL_HOUR = re.compile(r"\b(?:one|two|three|four|five|six|seven|eight|nine)\b")
_SHORT = 5
"""Words of a sentence in which a bare number is an hour."""


@dataclass(frozen=True, slots=True)
class MeetingTime:
    """The parts that were said; empty where none was."""

    day: str = ""
    distance: str = ""
    hour: str = ""
    manner: str = ""

    @property
    def is_set(self) -> bool:
        """Says when, by a day, a distance or the usual hour."""
        return bool(self.day or self.distance or "time" in self.hour)

    def __bool__(self) -> bool:
        return bool(self.day or self.distance or self.hour or self.manner)

    def updated(self, later: "MeetingTime") -> "MeetingTime":
        """What was said later stands; the same day named in short keeps its date."""
        day = later.day or self.day
        if self.day and later.day and weekday_of(self.day) == weekday_of(later.day):
            day = max(self.day, later.day, key=len)
        hour = later.hour or self.hour
        if self.hour and later.hour and _plain_hour(self.hour).startswith(_plain_hour(later.hour)):
            hour = max(self.hour, later.hour, key=len)
        return replace(
            self,
            day=day,
            distance=later.distance or self.distance,
            hour=hour,
            manner=later.manner or self.manner,
        )

    def spoken(self) -> str:
        """`Tuesday, the 14th, at 4:00, by video`."""
        dated = bool(re.search(r" |\d", re.sub(r"^(?:this|next) ", "", self.day)))
        day = _SMALL_ORDINAL.sub(lambda m: _ORDINALS[m[0].lower()], numerals(self.day))
        hour = _SMALL_HOUR.sub(lambda m: with_digits(m[0]), numerals(self.hour).lower())
        manner = "by video" if "video" in self.manner.lower() else self.manner.lower()
        manner = "in the office" if manner == "here" else manner
        parts = ("" if dated else self.distance.lower(), day, hour, manner)
        said = ", ".join(part.strip() for part in parts if part)
        return said[:1].upper() + said[1:]


def weekday_of(day: str) -> str:
    found = re.search(WEEKDAY, day, re.IGNORECASE)
    return found[0].lower() if found else day.lower()


def times_said(sentence: str) -> list[MeetingTime]:
    """One for each day named, in order; one without a day where only other parts are named."""
    days = list(_DAY.finditer(sentence))
    pieces = list(_pieces(sentence, [day.start() for day in days[1:]]))
    found = [_time_in(piece) for piece in pieces]
    return [one for one in found if one]


def _pieces(sentence: str, cuts: list[int]) -> Iterator[str]:
    begin = 0
    for cut in cuts:
        yield sentence[begin:cut]
        begin = cut
    yield sentence[begin:]


def _time_in(piece: str) -> MeetingTime:
    day, distance, manner = _DAY.search(piece), _DISTANCE.search(piece), _MANNER.search(piece)
    rest = piece if day is None else piece[: day.start()] + " ; " + piece[day.end() :]
    rest = rest if distance is None else rest.replace(distance[0], " ; ")
    hour = _HOUR.search(rest)
    if hour is None and word_count(piece) <= _SHORT + 3 * (day is not None):
        hour = _HOUR_ALONE.search(rest)
    parts = [one[0] if one else "" for one in (day, distance, hour, manner)]
    return MeetingTime(*parts)


def _plain_hour(hour: str) -> str:
    return re.sub(r"^(?:at|around) ", "", with_digits(numerals(hour))).split(":")[0]
