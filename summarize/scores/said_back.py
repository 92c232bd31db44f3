"""The clinician's side of an answer: how often is asked, answers are offered, said back or "
"coded."""

import re
from collections.abc import Sequence

from summarize.scores.frequency import Firmness, frequency
from summarize.talk.passage import Passage
from summarize.talk.wording import with_digits

_ASKS_FREQUENCY = re.compile(
    r"\bhow (?:often|many (?:days|nights|times|of)|many\b|much of|frequently|regularly)|"
    r"\bwould you (?:say|call)|\b(?:last|past|these) (?:2|couple|few) (?:of )?weeks|"
    r"out of (?:the )?14|\bmore like\b|\b(?:which|several days|half the days|nearly every day|"
    r"every (?:day|night))\b|\bso (?:about|like|maybe|around|roughly)\b|\bballpark\b|"
    r"\bput (?:a )?number|\b(?:0|1) to 3\b"
)
_ASKS_WELL = re.compile(
    r"\b(?:able to|can you|could you|do you still|have you been|are you|you been) "
    r"(?:\w+ )?(?:enjoy\w*|sleep|sleeping (?:well|okay|enough|better)|eating (?:well|okay|enough|"
    r"better)|relax(?:ed)?|focus|concentrate|sit still|unwind|rest(?:ed)?|get pleasure|"
    r"let go)\b|\bmuch .{0,15}enjoy"
)
ASKS_BADLY = re.compile(
    r"\b(?:trouble|hard|difficult\w*|unable|not able|n't able|problems?|issues?|poor|tired\w*|"
    r"little|low|lack\w*|loss|less|too much|over-?eat\w*|exhaust\w*|fatigue)\b"
)
GOOD_THING = re.compile(r"\b(?:energy|interest|motivation|appetite|pleasure|enjoy\w*)\b")
_CODES = re.compile(
    r"\b(?:i'll|i will|i'm going to|let me|let's|we'll|we can|i'd|i would|i could) (?:just )?(?:put"
    r"|mark|call|code|score|count|say|write|go with|change|make)|\b(?:so )?(?:that's|that is|"
    r"that'd be|that would be|that sounded like|that sounds like|sounds like|that counts as|it's|"
    r"that makes it) (?:a |like )?|^(?:(?:okay|got it|sure|right),? )?so,? |^got it\b"
)
_CODED_NUMBER = re.compile(
    r"\b(?:that's|that is|that'd be|that would be|put|mark|call|score|code|go with|sounded like|"
    r"count|sounds like|so)\b(?: (?:it|that|this|you|down|one|1|as|at|so|be|is|for|a))* ([0-3])"
    r"(?=[.,?! ]|$)(?! (?:days|nights|times|weeks|months|years|hours|thought|of|or|out|start|"
    r"things|good|bad|real|big|huge|step|all|in|a week|to|questions|items|a))"
)
_OPTIONS = tuple(
    re.compile(pattern)
    for pattern in (
        r"not at all",
        r"several(?: days)?|a few days|some(?: of the)? days|a couple of days",
        r"(?:more than )?half(?: the days)?|most days",
        r"nearly every ?day|every ?day",
    )
)


def restated(prompt: Sequence[Passage], *, coding_only: bool = False) -> tuple[int, Passage] | None:
    """How often, as the clinician repeats or codes it; None where options are only offered."""
    for said in reversed(prompt):
        text = with_digits(said.text)
        if offered_in(text):
            continue
        coded = _CODED_NUMBER.search(text)
        if coded:
            return int(coded[1]), said
        if coding_only and not _CODES.search(text):
            continue
        found = frequency(
            re.sub(r"\byou (?:said|told me|mentioned|had|put)\b[^,.?]*", "", said.text)
        )
        if found and found.firmness >= Firmness.WORDS:
            return found.score, said
    return None


def offered_in(text: str) -> tuple[int, ...]:
    """Scores of the answers that are read out, in that order; empty for fewer than two."""
    places = [
        (match.start(), score)
        for score, option in enumerate(_OPTIONS)
        if (match := option.search(text)) is not None
    ]
    return tuple(score for _, score in sorted(places)) if len(places) >= 2 else ()


def asks_how_often(prompt: Sequence[Passage]) -> bool:
    return any(_ASKS_FREQUENCY.search(with_digits(said.text)) for said in prompt)


def asks_how_well(prompt: Sequence[Passage]) -> bool:
    """Asks for what is good (`Can you enjoy things?`): a no to it is no zero."""
    return any(
        _ASKS_WELL.search(said.plain) and not ASKS_BADLY.search(said.plain) for said in prompt[-2:]
    )


def announces_options(text: str) -> bool:
    return bool(re.search(r"\b0 (?:to|through|thru|-) 3\b|\b0,? 1,? 2,? (?:or |and )?3\b", text))
