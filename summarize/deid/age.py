"""Ages.

The safe harbour rule asks only for those over 89; here every exact age of a person goes, for with a
place and a date it singles people out. "In my forties" and "a teenager" stay.
"""

import re
from collections.abc import Iterator

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.person_name import KIN
from summarize.deid.spoken_number import ANY_ORDINAL, SMALL, TENS

_UNIT = "one|two|three|four|five|six|seven|eight|nine"
_AGE = rf"(?:\d{{1,3}}|(?:a |one )?hundred(?: and)?(?: (?:{_UNIT}))?|(?:{TENS})(?:[ -](?:{_UNIT})\b)?|{SMALL})(?: and a half)?"  # noqa: E501
_GROWN = rf"(?:[1-9]\d|10\d|(?:{TENS})(?:[ -](?:{_UNIT})\b)?|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"  # noqa: E501
_OPEN = (
    r"(?=[.,;?!\n]|$| (?:now|and|when|years?|today|this|next|in (?:january|february|march|april|may|"  # noqa: E501
    r"june|july|august|september|october|november|december|a few|two|three|the)|but|so|or|he|she|i|we|"  # noqa: E501
    r"they|my|already|at the time|because|which|if|last|tomorrow|yesterday|soon|on|then|living|going on|um|uh|just|with)\b)"  # noqa: E501
    r"(?! (?:and|or) (?:a half )?(?:minutes|hours|days|weeks|months|milligrams|percent))"
)
_ABOUT = r"(?: (?:now|only|just|about|almost|turning|like|nearly|around|already|still|uh|um|maybe|probably|you know|i mean|going to be|gonna be|over))*"  # noqa: E501
_NOT_COUNTED = (
    r"(?! (?:minutes?|mins|hours?|days?|weeks?|months?|seconds?|percent|milligrams?|mg|dollars?|bucks|"  # noqa: E501
    r"pounds?|lbs|steps?|out|of|points?|miles?|feet|foot|inches|degrees|times?|people|kids|pages|to|"
    r"blocks|yards|calories|grand|thousand|hundred|million|one|two|three|four|five|six|seven|eight|nine|"
    r"ten|twenty|thirty|forty|fifty|\d+|o'clock|am|pm|something|or (?:so|more) (?:minutes|days|weeks))\b)"  # noqa: E501
)
_WHO = (
    r"(?:i'm|im|i am|i was|he's|hes|she's|shes|he is|she is|he was|she was|they're|they were|who's|"
    r"who is|who was|you're|you are|you were|i'll be|he'll be|she'll be|i'd be|we were|he'd be|she'd be)"  # noqa: E501
)
_CALLED_BY_AGE = frozenset(
    {"oldest", "eldest", "youngest", "older", "younger", "one", "little", "boy"}
)
_RELATIVE = "|".join(
    sorted((KIN | _CALLED_BY_AGE) - {"named", "law", "guy", "date"}, key=len, reverse=True)
)

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b({_AGE})[ -](?:and a half[ -])?(?:years?|yrs?|months?)[ -]olds?\b",
        rf"\b({_AGE})[ -]?(?:y/?o|yo)\b",
        rf"\b({_AGE}) years? of age\b",
        rf"\b(?:the )?age (?:of |is |was )?({_AGE})\b",
        rf"\bages (?:of )?({_AGE})(?: (?:and|to|through) ({_AGE}))?\b",
        rf"\baged ({_AGE})\b",
        rf"\b(?:turn(?:ed|ing|s)?|hit){_ABOUT} ({_AGE})\b(?! (?:degrees|percent|pages|to|down|around|o'clock|minutes|into|times)\b){_OPEN}",  # noqa: E501
        rf"\b{_WHO}{_ABOUT} ({_GROWN})\b{_NOT_COUNTED}",
        rf"\b(?:who is|who's|who was|who are|he was only|she was only|i was only){_ABOUT} "
        rf"({_AGE})\b{_NOT_COUNTED}",
        rf"\b(?:i'm|i am|im|i'll be) ((?!one\b|two\b)(?:{_UNIT}|ten|eleven|twelve))\b{_OPEN}",
        rf"\b(?:when|since|until|before|after|while|like|as|because|and|time|than) "
        rf"(?:i|he|she|they|we|you|\w+){_ABOUT} (?:was|were|is|turned|turns){_ABOUT} ({_AGE})\b{_OPEN}",  # noqa: E501
        rf"\b(?:he's|she's|hes|shes|he is|she is|he was|she was|who's|who is){_ABOUT} "
        rf"((?!one\b)(?!\d\d)(?:{SMALL}|\d))\b{_OPEN}",
        rf"\b(?:my|his|her|their|our|your|the) (?:\w+ ){{0,2}}(?:{_RELATIVE})(?: \w+)?(?:'s| is| was| just)"  # noqa: E501
        rf"{_ABOUT} ((?!one of)(?:{_AGE}))\b{_OPEN}",
        rf"\b(?:kids|children|girls|boys|twins|sons|daughters|they) (?:are|were|who are){_ABOUT} "
        rf"({_AGE})(?:,? (?:and )?({_AGE}))?(?:,? and ({_AGE}))?\b{_OPEN}",
        rf"\bat (?:the age of |about |around |only |just )?({_GROWN}) (?=(?:i|he|she|we|they)\b)",
        rf"\b({ANY_ORDINAL}) birthday\b",
        rf"\b(?:my|his|her|the) ({_AGE})(?= (?:and|or) {_AGE}[ -]years?)",
        rf"\b(?:makes|made|making) (?:me|him|her|us|them){_ABOUT} ({_AGE})\b{_OPEN}",
        rf"\b(?:is|was|turned|turns|turning|she's|he's){_ABOUT} (ninety(?:[ -](?:{_UNIT})\b)?|9\d|1[01]\d|"  # noqa: E501
        rf"(?:a |one )hundred(?: and)?(?: (?:{_UNIT}))?)\b{_NOT_COUNTED}{_OPEN}",
        rf"\bpushing ({TENS})\b",
        rf"\b(?:a|an|my|his|her|our|their|the) ({_AGE})[ -](?:year|yr)\b",
        # how old are you? forty two
        rf"\b(?:how old|what age|what's your age)\b[^\n]*\n[^\n]{{0,40}}?\b({_AGE})\b",
    )
)


def ages(text: str) -> Iterator[Identifier]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            for group in range(1, pattern.groups + 1):
                start, end = match.span(group)
                if start >= 0:
                    yield Identifier(IdentifierKind.AGE, start, end)
