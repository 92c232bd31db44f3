"""Dates as they are spoken and written.

All elements of a date but weekdays, feasts and spans of time ("two weeks ago"), which the note
needs. The safe harbour rule lets years stand; here a year goes where it dates something ("in
twenty nineteen"), since it comes back exactly.
"""

import re
from collections.abc import Iterator

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.spoken_number import (
    MONTH,
    ORDINAL,
    SHORT_MONTH,
    SMALL,
    TENS,
    TWO_DIGITS,
    YEAR,
)

_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{ORDINAL}|(?:twenty|thirty)[ -](?:one|two|three|four|five|six|seven|eight|nine)|twenty|thirty|{SMALL})"  # noqa: E501
_UH = r"(?:[ ,]+(?:uh|um|er),?)?"
_PLAIN_MONTH = "january|february|april|june|july|august|september|october|november|december"
_THEN_YEAR = (
    rf"(?:,?{_UH} (?:of |in |the year )?(?:{YEAR}|'\d\d|(?<=\d )\d\d|{TENS}[ -](?:{SMALL}))\b)?"
)
_NOT_MEASURED = (
    r"(?! (?:years?|minutes?|hours?|days?|weeks?|months?|dollars|bucks|times?|percent|milligrams?|mg|"  # noqa: E501
    r"people|pounds|miles|calories|steps|something|seconds?|pages|degrees|or|to|of us|of them)\b)"
)
_FOLLOWED_ON = r"(?=[.,;?!\n]|$| (?:and|at|or|if|is|was|i|we|he|she|so|which|but|works?|because|that|for|when|then|to|this|next|in|with|uh|um|through|until|my|it|they|around|also|would|will|please|okay|right)\b)"  # noqa: E501
_COUNTED = (
    r"of|times?|grades?|graders?|floors?|sessions?|try|attempts?|ones?|things?|days?|weeks?|hours?|"
    r"steps?|half|places?|percentile|century|birthday|anniversary|semester|quarter|years?|months?|"
    r"marriage|wife|husband|child|kids?|baby|person|people|drinks?|nights?|visits?|trimester|street|"
    r"avenue|ave|st|amendment|jobs?|house|drugs?|meds?|medications?|chapter|item|question|inning|wheel|"
    r"dimension|commandment|cup|beers?|pills?|dose|round|stage|generation|date|most|to last|part|party|"  # noqa: E501
    r"option|degree|rate|world|degree|base|cousin|pregnancy|miscarriage|overdose|panic|degree|call|"
    r"text|email|guy|girl|boy|man|woman|relapse|rehab|detox|therapist|hospitalization"
)
_NEITHER_DAY = rf"(?! (?:{_COUNTED})\b)"


_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d/.-])\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?![\d/-])|\b\d{4}[-/]\d{2}[-/]\d{2}\b",
        r"(?:(?<=\bon )|(?<=\bborn )|(?<=\bsince )|(?<=\bby )|(?<=\bdob )|(?<=\bbirth )|(?<=\bis ))"
        r"(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?![\d/])",
        rf"\b(?:{_PLAIN_MONTH}|{SHORT_MONTH})\b\.?{_UH},? (?:the )?{_DAY}\b{_NOT_MEASURED}{_THEN_YEAR}",  # noqa: E501
        # "may five people come", "march two miles": these two are verbs as well
        rf"\b(?:may|march)\b{_UH},? (?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)?|{ORDINAL}|"
        rf"(?:twenty|thirty)(?:[ -](?:{SMALL}))?|{SMALL}(?=,? {YEAR}))\b{_NOT_MEASURED}{_THEN_YEAR}",  # noqa: E501
        rf"(?:(?<=\bon )|(?<=\bsince )|(?<=\bborn )|(?<=\bis )|(?<=\buntil )|(?<=\bby ))(?:may|march)"  # noqa: E501
        rf" {_DAY}\b{_NOT_MEASURED}",
        rf"\b(?:the )?{_DAY}{_UH} (?:day )?of{_UH} (?:{MONTH})\b{_THEN_YEAR}",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{MONTH}|{SHORT_MONTH})\b{_THEN_YEAR}",
        rf"\b{ORDINAL} (?:{MONTH})\b{_THEN_YEAR}",
        rf"\b(?:{MONTH}),? (?:of |in |the year )?(?:{YEAR}|'\d\d)\b",
        rf"\b(?:{_PLAIN_MONTH})\b(?!'s? (?:going|here|there|said|told)\b)",
        r"(?<!\bthis )(?<!\bwho )(?<!\bi )(?<!\bit )(?<!\bthat )(?<!\bwe )(?<!\bthey )"
        r"(?:(?<=\bin )|(?<=\bsince )|(?<=\blast )|(?<=\buntil )|(?<=\btill )|(?<=\bfrom )|"
        r"(?<=\bby )|(?<=\baround )|(?<=\bof )|(?<=\bbefore )|(?<=\bafter )|(?<=\bevery )|"
        r"(?<=\blate )|(?<=\bearly )|(?<=\bmid )|(?<=\bthis past )|(?<=\bnext )|(?<=\bduring )|"
        r"(?<=\bthrough )|(?<=\bto )|(?<=\bbetween )|(?<=\bthroughout ))"
        r"(?:may|march)\b(?! (?:be|have|not|help|need|around|up|down|over|into|out|in)\b)",
        rf"\b(?:{_PLAIN_MONTH}|march|may) (?:and|or|to|through) (?:may|march)\b",
        rf"\b(?:in|since|until|till|around|by|of|year|from|"
        rf"class of|before|after|during|late|early|mid|back) (?:the )?({YEAR})\b{_NOT_MEASURED}(?! ?s\b)",  # noqa: E501
        rf"\b(?:born|class of|graduated|graduating)(?: in| of)? ((?:{TENS})[ -](?:one|two|three|four|"  # noqa: E501
        r"five|six|seven|eight|nine)|(?:forty|fifty|sixty|seventy|eighty|ninety)|'?\d\d|oh[ -]\w+)\b"  # noqa: E501
        rf"{_NOT_MEASURED}",
        r"\b(?:in|since|of|back in) ('\d\d)\b",
        # the day alone
        rf"\b(?:on|by|until|till|since|from|to|through|before|after|for|around|is|monday|tuesday|"
        rf"wednesday|thursday|friday|saturday|sunday),? (the (?:{ORDINAL}|\d{{1,2}}(?:st|nd|rd|th)))\b"  # noqa: E501
        rf"{_NEITHER_DAY}{_FOLLOWED_ON}",
        r"\b(the (?:(?:twenty|thirty)[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|"
        r"ninth)|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|"
        r"eighteenth|nineteenth|twentieth|thirtieth|(?:[123]\d|[4-9])(?:st|nd|rd|th)))\b"
        rf"{_NEITHER_DAY}",
        # born six twelve eighty four; my birthday is three fourteen
        r"\b(?:birth(?:day|date)?|born|dob|d o b)\b(?: (?:is|was|on|uh|um|it's|that's|of)){0,3},? "
        rf"((?:(?:oh )?(?:{TWO_DIGITS}|\d{{1,2}})[ ,-]+)(?:(?:oh )?(?:{TWO_DIGITS}|\d{{1,2}}))"
        rf"(?:[ ,-]+(?:{YEAR}|{TWO_DIGITS}|\d\d|oh \w+))?)\b",
    )
)  # fmt: skip


def calendar_dates(text: str) -> Iterator[Identifier]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            group = 1 if pattern.groups else 0
            start, end = match.span(group)
            if start >= 0:
                yield Identifier(IdentifierKind.DATE, start, end)
