"""What an answer says about an item: a score, a refusal, the same again, or not enough."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarize.scores.frequency import Firmness, Frequency, frequency
from summarize.talk.passage import Passage
from summarize.talk.wording import plain, with_digits

_DECLINED = re.compile(
    r"\b(?:rather not|skip (?:that|this|it|the)|can we skip|prefer not|don't want to (?:answer|"
    r"talk|get into|say|go there|go into|do)|not comfortable|no comment|next (?:one|question)|"
    r"move on|pass on (?:that|this)|(?:i'll|i'd|let me) pass|leave (?:that|"
    r"this) (?:one )?(?:blank|out)|not (?:going|gonna|willing) to answer|not ready to (?:talk|"
    r"answer)|none of your)\b"
)
_SAME = re.compile(
    r"^(?:(?:yeah|yes|oh|well|um|probably|i'd say|that's|it's|about|pretty much|kind of|the|"
    r"no)[, ]+)*(?:same(?: (?:as|for|thing|answer|again|here|there|number|deal|amount)|[.,!]|$)|"
    r"ditto|likewise|that too|as (?:often|much) as (?:the last|that))"
)
_YES = re.compile(
    r"^(?:(?:oh|well|um|i mean|uh),? )*(?:yeah|yes|yep|yup|right|correct|exactly|definitely|sure|"
    r"absolutely|that's (?:right|fair|about right|it|true)|sounds (?:about )?right|i'd say so|"
    r"pretty much|about right|i guess so|true|uh-huh|mm-hmm|mhm|that works|fair|that's it)\b"
)
_NO = re.compile(r"^(?:(?:oh|well|um|uh),? )*(?:no|nope|nah|not (?:quite|exactly|really))\b")
_ASKS_FREQUENCY = re.compile(
    r"\bhow (?:often|many (?:days|nights|times|of)|much of|frequently|regularly)|"
    r"\bwould you (?:say|call)|\b(?:last|past) (?:2|couple|few) (?:of )?weeks|out of (?:the )?14|"
    r"\bmore like\b|\b(?:which|several days|half the days|nearly every day|every (?:day|night))\b|"
    r"\bso (?:about|like|maybe|around|roughly)\b|\bballpark\b|\bput (?:a )?number"
)
_ASKS_WELL = re.compile(
    r"\b(?:able to|can you|could you|do you still|have you been|are you|you been) "
    r"(?:\w+ )?(?:enjoy\w*|sleep|sleeping (?:well|okay|enough|better)|eating (?:well|okay|enough|"
    r"better)|relax(?:ed)?|focus|concentrate|sit still|unwind|rest(?:ed)?)\b|\bmuch .{0,15}enjoy"
)
_ASKS_BADLY = re.compile(r"\b(?:trouble|hard|difficult\w*|unable|not able|n't able|problems?)\b")
_CODES = re.compile(
    r"\b(?:i'll|i will|i'm going to|let me|let's|we'll|we can|i'd|i would) (?:just )?(?:put|mark|"
    r"call|code|score|count|say|write|go with)|\b(?:so )?(?:that's|that is|that'd be|"
    r"that would be|that sounds like|sounds like|that counts as|it's|that makes it) (?:a |like )?|"
    r"^(?:okay,? )?so,? "
)
_CODED_NUMBER = re.compile(
    r"\b(?:that's|that is|that'd be|that would be|put|mark|call|score|code|go with|"
    r"count)\b(?: (?:it|that|this|you|down|one|1|as|at|so|be|is|for|a))* ([0-3])(?=[.,?! ]|"
    r"$)(?! (?:days|nights|times|weeks|months|years|hours|thought|of|or|out|start|things|good|"
    r"real|big|huge|step))"
)
_ANSWERS_BACK = re.compile(r"\?[\"”’')]*$")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer read against its question."""

    score: int | None
    firm: bool
    """Said as a number of days or in words for how often, not as a bare no."""
    declined: bool
    same: bool
    """The same as for the question before."""
    affirmed: bool
    """Said to be there, without how often."""
    passages: tuple[Passage, ...]
    """What it stands on."""


NOTHING = Reply(None, False, False, False, False, ())


def read_reply(answer: Sequence[Passage]) -> Reply:
    """The client's words on their own."""
    heard = [said for said in answer if not _ANSWERS_BACK.search(said.text)]
    if not heard:
        return NOTHING
    text = " ".join(said.text for said in heard)
    found = frequency(text)
    flat = plain(text)
    if _DECLINED.search(flat) and (found is None or found.firmness is Firmness.SOFT):
        return Reply(None, False, True, False, False, tuple(heard[:2]))
    same = bool(_SAME.match(flat)) and (found is None or found.firmness is not Firmness.COUNT)
    if found is None:
        says = bool(_YES.match(flat)) or len(flat.split()) > 3
        return Reply(None, False, False, same, says, tuple(heard[:2]))
    return Reply(
        found.score,
        found.firmness >= Firmness.WORDS,
        False,
        same,
        found.score > 0,
        _standing_on(heard, found),
    )


def restated(prompt: Sequence[Passage], *, coding_only: bool = False) -> tuple[int, Passage] | None:
    """How often, as the clinician repeats or codes it; None where options are only offered."""
    for said in prompt:
        text = with_digits(said.text)
        coded = _CODED_NUMBER.search(text)
        if coded:
            return int(coded[1]), said
        if coding_only and not _CODES.search(text):
            continue
        found = frequency(said.text)
        if found and found.firmness >= Firmness.WORDS and not _offers_options(text):
            return found.score, said
    return None


def asks_how_often(prompt: Sequence[Passage]) -> bool:
    return any(_ASKS_FREQUENCY.search(with_digits(said.text)) for said in prompt)


def asks_how_well(prompt: Sequence[Passage]) -> bool:
    """Asks for what is good (`Can you enjoy things?`): a no to it is no zero."""
    return any(
        _ASKS_WELL.search(said.plain) and not _ASKS_BADLY.search(said.plain) for said in prompt[-2:]
    )


def agrees(answer: Sequence[Passage]) -> bool:
    return bool(answer) and bool(_YES.match(plain(answer[0].text)))


def disagrees(answer: Sequence[Passage]) -> bool:
    return bool(answer) and bool(_NO.match(plain(answer[0].text)))


def _offers_options(text: str) -> bool:
    options = (
        r"not at all",
        r"several days",
        r"more than half",
        r"nearly every|every day",
        r"\bor\b",
    )
    return sum(bool(re.search(option, text)) for option in options) >= 2


def _standing_on(heard: Sequence[Passage], found: Frequency) -> tuple[Passage, ...]:
    """The sentences that say it; all of the answer's start where no single one does."""
    saying = [said for said in heard if frequency(said.text) == found]
    if not saying:
        return tuple(heard[:3])
    first = saying[0]
    before = heard[: list(heard).index(first)]
    corrected = [said for said in before if frequency(said.text) is not None]
    return (*corrected, first)
