"""Short answers to questions after a name, a number, a date or a place: the question tells what
the answer is."""

import re
from collections.abc import Iterator
from itertools import pairwise

from summarize.deid.identifier import Identifier, IdentifierKind
from summarize.deid.number_run import number_runs
from summarize.deid.person_name import NOT_NAMES, first_names, places, surnames
from summarize.deid.spoken_word import Word, words_of
from summarize.deid.vocabulary import is_number_like, is_word

_QUESTIONS = (
    (IdentifierKind.DATE, 2, r"date of birth|\bbirthday\b|birth ?date|\bdob\b|when (?:were|was) \w+ born"),  # noqa: E501
    (IdentifierKind.PHONE, 3, r"(?:phone|cell|mobile|call back|contact|best) number|number (?:to|can|should) "  # noqa: E501
                              r"|(?:reach|call) you (?:at|on)|your number"),
    (IdentifierKind.NUMBER, 3, r"social security|\bsocial\b|zip code|postal code|member(?:ship)? (?:id|number)|"  # noqa: E501
                               r"policy|insurance (?:id|number|card)|record number|account|"
                               r"(?:id|license|case|confirmation) number|last four"),
    (IdentifierKind.ADDRESS, 1, r"your (?:home |current |new )?address|what street"),
)  # fmt: skip
_ASKED_NUMBERS = tuple((kind, least, re.compile(p, re.IGNORECASE)) for kind, least, p in _QUESTIONS)
_ASKED_NAME = re.compile(
    r"\b(?:what(?:'s| is| was|s)|tell me|say|give me|can i (?:get|have)|may i have|who(?:'s| is| are)|and)\b"  # noqa: E501
    r"[^\n]*\b(?:names?|called|he|she|that|person|contact)\b[^\n]*$"
    r"|\b(?:your|his|her|their) (?:\w+ )?names?\b[^\n]*$",
    re.IGNORECASE,
)
_ASKED_PLACE = re.compile(
    r"\bwhere (?:do|did|does|are|is|were|was|have|abouts)\b[^\n]*\b(?:live|living|from|born|work|working|"  # noqa: E501
    r"move|moved|grow up|go to school|school|study|staying|located)\b|\bwh(?:at|ich) (?:city|town|school|"  # noqa: E501
    r"company|hospital|neighborhood|county|high school|college|street)\b",
    re.IGNORECASE,
)
_ASKING = frozenset("how what where when who why which can could do does did is are".split())  # noqa: SIM905
_REPLIES = frozenset(
    """ok okay yep yup nope sure fine good great exactly right cool absolutely
    probably alright soon perfect correct wonderful awesome nice definitely
    totally certainly hmm huh wow day night true kidding course worries problem
    sense guess well bad better wait hold""".split()  # noqa: SIM905
)
_ASKED_OWN_NAME = re.compile(
    r"\byour (?:\w+ )?name\b|\b(?:his|her|their|the) names?\W*$", re.IGNORECASE
)
_MOST_WORDS = 6
_PLACE_LEAD = frozenset("in at from near to over uh um oh just".split())  # noqa: SIM905
_NO_PLACE = frozenset(
    """home school work here there nowhere everywhere upstairs house apartment
    dorm basement town downtown city country hospital office store restaurant
    bank factory warehouse remote remotely myself parents family mom dad around
    abroad""".split()  # noqa: SIM905
)


def answers(text: str) -> Iterator[Identifier]:
    """Lines are turns; the answer is the next that is no mere sound."""
    lines: list[tuple[int, str]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        lines.append((at, line.rstrip("\n")))
        at += len(line)
    for start, line in lines:
        yield from _bare_date(start, words_of(line))
    for (_, asked), (start, answer) in pairwise(lines):
        words = words_of(answer)
        if words and words[0].bare not in _ASKING:
            yield from (
                Identifier(found.kind, start + found.start, start + found.end)
                for found in _answered(asked, words)
            )


def _answered(asked: str, words: list[Word]) -> Iterator[Identifier]:
    for kind, least, pattern in _ASKED_NUMBERS:
        if pattern.search(asked):
            for run in number_runs(words):
                if len(run.digits) >= least and (run.first < _MOST_WORDS):
                    last = run.last
                    if kind is IdentifierKind.ADDRESS:
                        last = _street_end(words, last)
                    yield Identifier(kind, words[run.first].start, words[last].end)
            return
    content = [
        word
        for word in words
        if word.bare not in NOT_NAMES | _REPLIES and not is_number_like(word.bare)
    ]
    if _ASKED_NAME.search(asked) and len(words) <= _MOST_WORDS:
        own = _ASKED_OWN_NAME.search(asked) is not None
        listed = first_names()[1] | surnames()[1]
        for word in content:
            if not is_word(word.bare) or word.bare in listed or (own and len(words) <= 2):
                yield Identifier(IdentifierKind.PERSON, word.start, word.bare_end)
    elif _ASKED_PLACE.search(asked) and len(words) <= _MOST_WORDS and content:
        first = content[0]
        lead = [word.bare for word in words[: words.index(first)]]
        named = all(word in _PLACE_LEAD | NOT_NAMES for word in lead) and not {"a", "an", "the", "my",  # noqa: E501
                                                                              "with"} & set(lead)  # fmt: skip  # noqa: E501
        if named and (first.bare in places()[1] or (first.bare not in _NO_PLACE and (
            len(content) <= 2 and len(words) <= 3
        ))):  # fmt: skip
            yield Identifier(IdentifierKind.PLACE, first.start, content[-1].bare_end)


def _bare_date(start: int, words: list[Word]) -> Iterator[Identifier]:
    """ "six twelve eighty four" and hardly anything else in the turn."""
    for run in number_runs(words):
        said = [part for part in run.parts if part != "0"]
        others = len(words) - (run.last - run.first + 1)
        if len(said) != 3 or others > 3:
            continue
        month, day, year = map(int, said)
        dated = 1 <= month <= 12 and 1 <= day <= 31
        if dated and (30 <= year <= 99 or 1900 <= year <= 2100):
            yield Identifier(
                IdentifierKind.DATE, start + words[run.first].start, start + words[run.last].end
            )


def _street_end(words: list[Word], last: int) -> int:
    """The street's name after its number, up to three words."""
    end = last
    while end + 1 < len(words) and end - last < 3 and words[end + 1].bare not in NOT_NAMES:
        end += 1
    return end
