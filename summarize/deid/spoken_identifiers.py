"""Identifiers as people say them: names without capitals, numbers in words, dates, addresses.

Pure pattern work over one text, made for speech as a recognizer writes it down. What a text shows
by its grammar (capitalised names, places, organisations) is the business of `deidentify`.
Concealed are the identifiers of the HIPAA safe harbour list (45 CFR 164.514(b)(2)) that are spoken:
names, places smaller than a state, dates except a year alone, ages, telephone numbers, addresses,
mail addresses, other long numbers. Weekdays and spans of time ("two weeks") stay.
"""

import re
from collections.abc import Callable, Iterator

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.person_name import NOT_NAMES, first_names, surnames
from summarize.talk.drug import is_drug

_DIGIT = "zero|oh|one|two|three|four|five|six|seven|eight|nine"
_SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ORDINAL = (
    rf"(?:(?:{_TENS})[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|"
    r"eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|"
    r"nineteenth|twentieth|thirtieth"
)
_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|(?:{_ORDINAL})|(?:(?:{_TENS})[ -])?(?:{_SMALL})|{_TENS})"
_YEAR = (
    rf"(?:(?:19|20)\d\d|(?:nineteen|twenty)[ -](?:oh[ -])?(?:(?:{_TENS})(?:[ -](?:{_SMALL}))?|"
    rf"{_SMALL})|two thousand(?: and)?(?: (?:(?:{_TENS})[ -])?(?:{_SMALL}))?)"
)
_AGE = rf"(?:\d{{1,3}}|(?:{_TENS})(?:[ -](?:{_SMALL}))?|{_SMALL})"
_STREET = (
    "street|st|avenue|ave|road|rd|lane|ln|boulevard|blvd|drive|dr|court|ct|terrace|parkway|pkwy|"
    "highway|circle|square|place"
)


def _pattern(kind: IdentifierKind, pattern: str) -> tuple[IdentifierKind, re.Pattern[str]]:
    return kind, re.compile(pattern, re.IGNORECASE)


_PATTERNS: tuple[tuple[IdentifierKind, re.Pattern[str]], ...] = (
    # 555-0199, (206) 555 0199, five five five oh one nine nine, double five
    _pattern(
        IdentifierKind.PHONE,
        r"(?<![\w.])(?:\+?1[ .-]?)?(?:\(\d{3}\)|\d{3})[ .-]\d{3}[ .-]\d{4}(?!\w)"
        r"|(?<![\w.])\d{3}[ .-]\d{4}(?!\w)",
    ),
    _pattern(
        IdentifierKind.PHONE,
        rf"\b(?:(?:(?:double|triple) )?(?:{_DIGIT}|\d)\b[ ,.-]*){{7,16}}",
    ),
    # account, record and insurance numbers, social security numbers, postal codes
    _pattern(IdentifierKind.NUMBER, r"(?<![\w.])\d{3}-\d{2}-\d{4}(?!\w)"),
    _pattern(IdentifierKind.NUMBER, r"(?<![\w.,])[A-Z]{0,3}\d{5,}(?!\w)"),
    _pattern(
        IdentifierKind.NUMBER, rf"\b(?:(?:(?:double|triple) )?(?:{_DIGIT}|\d)\b[ ,.-]*){{5,6}}"
    ),
    _pattern(
        IdentifierKind.EMAIL,
        r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
        r"|\b\w+(?: (?:dot|underscore|dash) \w+)* at \w+(?: dot \w+)* dot (?:com|org|net|edu|gov|co|io)\b",  # noqa: E501
    ),
    _pattern(
        IdentifierKind.DATE,
        r"(?<![\d/])\d{1,2}[/-]\d{1,2}[/-](?:\d{4}|\d{2})(?![\d/])|\b\d{4}-\d{2}-\d{2}\b",
    ),
    _pattern(IdentifierKind.DATE, rf"\b(?:{_MONTH})\.? (?:the )?{_DAY}\b(?:,? (?:of )?{_YEAR}\b)?"),
    _pattern(
        IdentifierKind.DATE,
        rf"\b(?:the )?{_DAY} (?:day )?of (?:{_MONTH})\b(?:,? {_YEAR}\b)?",
    ),
    _pattern(IdentifierKind.DATE, rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH})\b(?:,? {_YEAR}\b)?"),
    _pattern(IdentifierKind.DATE, rf"\b(?:{_MONTH}),? (?:of )?{_YEAR}\b"),
    _pattern(
        IdentifierKind.DATE,
        rf"(?<=\bin )(?:{_MONTH})\b|(?<=\bsince )(?:{_MONTH})\b|(?<=\blast )(?:{_MONTH})\b"
        rf"|(?<=\bborn in )(?:{_YEAR})\b",
    ),
    _pattern(IdentifierKind.AGE, rf"\b{_AGE}(?=[ -](?:years?|yrs?)[ -]olds?\b|[ -]y/?o\b)"),
    _pattern(
        IdentifierKind.AGE,
        rf"(?<=\bage )(?:of )?{_AGE}\b|(?<=\baged ){_AGE}\b|(?<=\bturned ){_AGE}\b(?! (?:degrees|"
        rf"percent|pages))|(?<=\bturning ){_AGE}\b",
    ),
    _pattern(
        IdentifierKind.AGE,
        rf"(?<=\bi'm )(?:\d{{2}}|(?:{_TENS})(?:[ -](?:{_SMALL}))?)(?=[.,!?]|$| (?:now|and|years|but)\b)",  # noqa: E501
    ),
    _pattern(
        IdentifierKind.ADDRESS,
        rf"\b(?:\d{{1,5}}|(?:(?:{_TENS}|{_SMALL}|hundred|{_DIGIT})[ -]){{1,4}})\s?"
        rf"(?:(?:north|south|east|west|n|s|e|w)\.? )?(?!(?:{_MONTH}|minutes?|hours?|days?|weeks?|of)\b)"  # noqa: E501
        rf"(?:[\w']+ ){{1,3}}?(?:{_STREET})\b\.?(?:,? (?:apartment|apt|unit|suite|number)\.? ?"
        rf"(?:#? ?\w+))?",
    ),
    _pattern(
        IdentifierKind.ORGANISATION,
        r"\b(?!(?:my|the|a|an|in|at|to|his|her|their|our|your|of|from|and|was|is|this|that|"
        r"through|finished|started|since|after|during|left|quit|go|went|going|like|your)\b)[\w']+ "
        r"(?:(?!(?:in|at|to|of|and|my|the)\b)[\w']+ )?(?:high school|elementary(?: school)?|"
        r"middle school|community college|university|college|academy|hospital)\b",
    ),
    _pattern(IdentifierKind.ORGANISATION, r"\buniversity of (?:[\w']+)(?: \w+(?= (?:at|in)\b))?"),
    # spelled out: s m i t h, S-M-I-T-H
    _pattern(IdentifierKind.PERSON, r"\b(?:[a-z][ .-]+){3,14}[a-z]\b(?!')"),
)
_SPELLED_TERMS = frozenset({"adhd", "ptsd", "emdr", "ssri", "snri", "lgbtq", "cpap", "bipap"})

_TITLE = r"(?:dr|mr|mrs|ms|miss|doctor|nurse|professor|officer|pastor|father|sister|aunt|uncle)"
_CUES = re.compile(
    rf"(?i:\b(?:my name is|my name's|name is|name's|named|i am called|nickname is|{_TITLE}\.?))"
    r" ([^\W\d_]+(?:['’-][^\W\d_]+)*)((?: [^\W\d_]+(?:['’-][^\W\d_]+)*)?)"
)
_STRONG_CUES = re.compile(r"(?i)^(?:my name|name|named|dr|mr|mrs|ms)\b")
_GREETINGS = re.compile(
    r"(?:^|[.?!,] )(?i:hi|hey|hello|thanks|thank you|good morning|bye|goodbye|okay|so)[, ]+"
    r"([A-Z][\w'’-]+)"
)
_ONLY_A_SURNAME = re.compile(
    r"(?:[dglmnqrtu]ez|ski|sky|mann|berg|stein|witz|wicz|ovich|[lt]son|[dnr]son|rsen|nsen|elli|etti|"
    r"poulos|yan|shima|moto|uyen|adze|enko)$"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def spoken_identifiers(text: str) -> list[Identifier]:
    """Every identifier that shows by its form; spans may overlap."""
    return [found for finder in _FINDERS for found in finder(text)]


def _patterned(text: str) -> Iterator[Identifier]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            while end > start and text[end - 1] in " ,.-":
                end -= 1
            letters = re.sub(r"\W", "", text[start:end]).casefold()
            if kind is IdentifierKind.PERSON and letters in _SPELLED_TERMS:
                continue
            if start < end:
                yield Identifier(kind, start, end)


def _listed_names(text: str) -> Iterator[Identifier]:
    """First names by the list, with the surname that follows."""
    plain, everyday = first_names()
    words = list(_WORD.finditer(text))
    for at, match in enumerate(words):
        word = match.group()
        bare = _bare(word)
        named = bare in plain and not is_drug(bare)
        if bare in everyday:
            named = word[0].isupper() and not _opens_sentence(text, match.start())
        # Whatever its case, a surname such as "ramirez" or "kowalski" is no other word.
        named = named or (bare in surnames() and _ONLY_A_SURNAME.search(bare) is not None)
        if named:
            end = match.start() + len(_owned(word))
            yield Identifier(
                IdentifierKind.PERSON, match.start(), _with_surname(text, words, at, end)
            )


def _with_surname(text: str, words: list[re.Match[str]], at: int, end: int) -> int:
    following = words[at + 1] if at + 1 < len(words) else None
    if following is None or text[end : following.start()] != " ":
        return end
    word = following.group()
    bare = _bare(word)
    is_surname = bare in surnames() or (word[0].isupper() and bare not in NOT_NAMES)
    return following.start() + len(_owned(word)) if is_surname else end


def _cued_names(text: str) -> Iterator[Identifier]:
    """Whatever follows "my name is" or "doctor", listed or not."""
    plain, everyday = first_names()
    for match in _CUES.finditer(text):
        name, more = match.group(1), match.group(2).strip()
        bare = _bare(name)
        strong = _is_strong(match.group(), bare)
        known = bare in plain or bare in everyday or bare in surnames() or name[0].isupper()
        if bare in NOT_NAMES or bare.endswith(("n't", "n’t")) or not (strong or known):
            continue
        end = match.start(1) + len(_owned(name))
        followed = more and (_bare(more) in surnames() or more[0].isupper())
        if followed and _bare(more) not in NOT_NAMES:
            end = match.start(2) + 1 + len(_owned(more))
        yield Identifier(IdentifierKind.PERSON, match.start(1), end)
    for match in _GREETINGS.finditer(text):
        if _bare(match.group(1)) in plain | everyday | surnames():
            yield Identifier(IdentifierKind.PERSON, match.start(1), match.end(1))


def _is_strong(cue: str, word: str) -> bool:
    """Whether the cue alone makes the next word a name; "doctor" does where it is no verb."""
    if _STRONG_CUES.match(cue):
        return True
    return cue.casefold().startswith("doctor") and not re.search(r"(?:ed|s|ing|ly)$", word)


def _bare(word: str) -> str:
    return _owned(word).casefold()


def _owned(word: str) -> str:
    """`Maria's` is Maria."""
    return re.sub(r"['’]s?$", "", word)


def _opens_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in ".?!"


_FINDERS: tuple[Callable[[str], Iterator[Identifier]], ...] = (
    _patterned,
    _listed_names,
    _cued_names,
)
