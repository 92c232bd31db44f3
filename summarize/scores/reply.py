"""What an answer says about an item: a score, a refusal, the same again, or not enough."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from summarize.scores.frequency import Firmness, Rating, frequency
from summarize.scores.frequency_words import LEAD
from summarize.scores.instrument import Item
from summarize.scores.two_weeks import OPTIONS
from summarize.talk.denial import says_yes
from summarize.talk.passage import Passage
from summarize.talk.wording import plain, with_digits

_DECLINED = re.compile(
    r"\b(?:rather not|skip (?:that|this|it|the)|(?:can|could) we (?:skip|not)\b|prefer not|"
    r"don't (?:really )?want to (?:answer|talk|get into|say|go there|go into|do|add|think)|not "
    r"comfortable|no comment|next (?:one|question|1)|move on|pass on (?:that|this)|(?:i'll|i'd|let "
    r"me) pass|^pass\b|leave (?:that|this) (?:one )?(?:blank|out)|not (?:going|gonna|willing) to "
    r"answer|not ready to (?:talk|answer)|none of your|(?:come|get) back to (?:that|it|you|this)|"
    r"don't (?:feel like|wanna) (?:answer\w*|talk\w*))\b"
)
_SAME = re.compile(
    r"^(?:(?:yeah|yes|oh|well|um|probably|i'd say|i guess|i think|maybe|that's|it's|about|"
    r"pretty much|kind of|the|no|again|also)[, ]+)*(?:same(?! as (?:last (?:time|month|week|"
    r"visit)|before i|always|usual))"
    r"(?: (?:as|for|thing|answer|again|here|there|number|deal|amount|with|they|it|that)|[.,!]|$)|"
    r"ditto|likewise|that too|as (?:often|much) as (?:the last|that))"
)
_YES = re.compile(
    r"^(?:(?:oh|well|um|i mean|uh),? )*(?:yeah|yes|yep|yup|right|correct|exactly|definitely|sure|"
    r"absolutely|that's (?:right|fair|about right|it|true)|sounds (?:about )?(?:right|fair)|i'd say"
    r" so|pretty much|about right|i guess so|i think so|true|uh-huh|mm-hmm|mhm|that works|fair|"
    r"that's it|okay|ok)\b"
)
_NO = re.compile(r"^(?:(?:oh|well|um|uh),? )*(?:no|nope|nah|not (?:quite|exactly|really))\b")
_YES_AND_MORE = re.compile(r"^(?:yeah|yes),? (?:but|well|no)\b")
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
_ASKS_BADLY = re.compile(
    r"\b(?:trouble|hard|difficult\w*|unable|not able|n't able|problems?|issues?|poor|tired\w*|"
    r"little|low|lack\w*|loss|less|too much|over-?eat\w*|exhaust\w*|fatigue)\b"
)
_GOOD_THING = re.compile(r"\b(?:energy|interest|motivation|appetite|pleasure|enjoy\w*)\b")
NONE_OF_IT = re.compile(r"^(?:\w+,? )?(?:none|zero|0|what|nothing|not much|gone|hardly any)\b")
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
_ASKS_BACK = re.compile(
    r"^(?:(?:um|uh|well|so|oh|hm+|sorry|like),? )*(?:what|how|do you|did you|does|you mean|is that|"
    r"in the|over the|for the|which|why|can|could|are (?:we|you)|am i|should i|who|when|where)\b"
)
_ONLY_OPTION = re.compile(
    rf"^{LEAD}(?:(?:a|an|another|at a|at|put|give it a|that's a|it's a|score|maybe a) )*([0-3])"
    rf"(?:,? (?:i think|i guess|i'd say|probably|please|again|too|as well|maybe [0-3])|"
    rf",? (?:probably |maybe |definitely )?(?:a )?\1)*[.!,]*$"
)
_AS_OPTION = re.compile(
    r"\b(?:a|an) ([0-3])\b(?! (?:day|night|time|week|or|hour|bit|few|little|couple|lot))"
)
_NOT_DAYS = re.compile(r"\bhow many\b")
_ORDINAL = re.compile(
    r"^(?:(?:um|uh|the|i'd say|probably|maybe|that would be|option),? )*(first|second|third|fourth|"
    r"last|former|latter)(?: one| 1| option)?(?=[.,!]|$)"
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
_QUANTIFIED = re.compile(
    rf"^{LEAD}(?:(?:the|of|in|a) )*(most|every|nearly every|almost every|several|a few|few|"
    rf"a couple|more than half)(?: of)?(?: (?:the|my|those|a))? ?([a-z]*)(?: (?:i'd say|i think|"
    rf"i guess|probably))?[.!,]*$"
)
_QUANTITIES = {
    "most": 2, "more than half": 2, "every": 3, "nearly every": 3, "almost every": 3,
    "several": 1, "a few": 1, "few": 1, "a couple": 1,
}  # fmt: skip
_ANCHORS = (
    ("not at all", 0), ("several days", 1), ("once or twice", 1), ("a couple of times", 1),
    ("a few days", 1), ("here and there", 1), ("now and then", 1), ("on and off", 1),
    ("more than half the days", 2), ("most days", 2), ("most nights", 2),
    ("more days than not", 2), ("half the time", 2), ("nearly every day", 3),
    ("almost every day", 3), ("every day", 3), ("every night", 3), ("every single day", 3),
    ("all the time", 3), ("pretty much every day", 3), ("constantly", 3),
)  # fmt: skip
_NEAR = 0.82


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer read against its question."""

    score: int | None
    firm: bool = False
    """Said as a number of days or in words for how often, not as a bare no."""
    declined: bool = False
    same: bool = False
    """The same as for the question before."""
    affirmed: bool = False
    """Said to be there, without how often."""
    near: bool = False
    """Read from words that only sound like an answer."""
    asks_back: bool = False
    """The client asks what is meant."""
    passages: tuple[Passage, ...] = ()
    """What it stands on."""


NOTHING = Reply(None)


@dataclass(frozen=True, slots=True)
class Scale:
    """How numbers and places are meant in an interview."""

    options: bool = False
    """A bare number up to 3 is an option, not a count of days."""
    offered: tuple[int, ...] = ()
    """Scores of the options in the order they were read out."""


def read_reply(
    answer: Sequence[Passage], item: Item, prompt: Sequence[Passage] = (), scale: Scale = Scale()
) -> Reply:
    """The client's words on their own."""
    heard = [said for said in answer if not _asks_back(said)]
    if not heard:
        return replace(NOTHING, asks_back=bool(answer), passages=tuple(answer[:2]))
    text = " ".join(said.text for said in heard)
    flat = with_digits(text)
    two_weeks = item.options is OPTIONS
    if two_weeks:
        option = _as_option(flat, prompt, scale)
        if option is not None:
            return Reply(option, firm=True, affirmed=option > 0, passages=tuple(heard[:2]))
    found = item.read(text)
    if _DECLINED.search(flat) and (
        found is None or found.firmness is Firmness.SOFT or not two_weeks
    ):
        return Reply(None, declined=True, passages=tuple(heard[:2]))
    same = bool(_SAME.match(plain(text))) and (
        found is None or found.firmness is not Firmness.COUNT
    )
    if found is None:
        near = _near_in_sound(flat) if two_weeks else None
        if near is not None:
            return Reply(near, firm=True, near=True, affirmed=near > 0, passages=tuple(heard[:2]))
        says = says_yes(text) or len(flat.split()) > 3
        return Reply(None, same=same, affirmed=says, passages=tuple(heard[:2]))
    return Reply(
        found.score,
        firm=found.firmness >= Firmness.WORDS,
        same=same,
        affirmed=found.score > 0,
        passages=_standing_on(heard, item, found),
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
        _ASKS_WELL.search(said.plain) and not _ASKS_BADLY.search(said.plain) for said in prompt[-2:]
    )


def none_of_what_is_good(prompt: Sequence[Passage], answer: Sequence[Passage]) -> bool:
    """`Energy?` `Zero.` is the complaint, not its absence."""
    asked = " ".join(said.plain for said in prompt[-2:])
    if not answer or not _GOOD_THING.search(asked) or _ASKS_BADLY.search(asked):
        return False
    return bool(NONE_OF_IT.match(answer[0].plain))


def agrees(answer: Sequence[Passage]) -> bool:
    if not answer or _YES_AND_MORE.match(answer[0].plain):
        return False
    return says_yes(answer[0].text) or bool(_YES.match(plain(answer[0].text)))


def disagrees(answer: Sequence[Passage]) -> bool:
    return bool(answer) and bool(_NO.match(plain(answer[0].text)))


def announces_options(text: str) -> bool:
    return bool(re.search(r"\b0 (?:to|through|thru|-) 3\b|\b0,? 1,? 2,? (?:or |and )?3\b", text))


def _asks_back(said: Passage) -> bool:
    """A question of the client's own; `several days?` is an answer."""
    if not re.search(r"\?[\"”’')]*$", said.text):
        return False
    return bool(_ASKS_BACK.match(said.plain)) or frequency(said.text) is None


def _as_option(flat: str, prompt: Sequence[Passage], scale: Scale) -> int | None:
    """A bare option number, or the place of an option among those read out."""
    first = re.split(r"(?<=[.!?]) ", flat)[0]
    place = _ORDINAL.match(first)
    asked = with_digits(" ".join(said.text for said in prompt))
    if place is not None:
        offered = offered_in(asked) or scale.offered
        at = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3}.get(place[1], -1)
        return offered[at] if offered and at < len(offered) else None
    if _NOT_DAYS.search(asked):
        return None
    if scale.options:
        bare = next(
            (hit for part in re.split(r"(?<=[.!?]) ", flat) if (hit := _ONLY_OPTION.match(part))),
            None,
        )
        if bare is not None:
            return int(bare[1])
    named = _AS_OPTION.search(flat)
    return int(named[1]) if named is not None and len(flat.split()) <= 8 else None


def _near_in_sound(flat: str) -> int | None:
    """A short answer that a recognizer wrote nearly as it was said.

    `Most things.` to how often is still most; else the whole answer must be near one anchor.
    """
    text = re.sub(r"[^a-z' ]", "", flat).strip()
    if not text or len(text.split()) > 6:
        return None
    led = _QUANTIFIED.match(text)
    if led is not None:
        return _QUANTITIES[led[1]]
    scored = [
        (SequenceMatcher(None, text.replace(" ", ""), anchor.replace(" ", "")).ratio(), score)
        for anchor, score in _ANCHORS
    ]
    best, score = max(scored)
    rivals = {other for ratio, other in scored if ratio >= best - 0.04}
    return score if best >= _NEAR and rivals == {score} else None


def _standing_on(heard: Sequence[Passage], item: Item, found: Rating) -> tuple[Passage, ...]:
    """The sentences that say it; all of the answer's start where no single one does."""
    saying = [said for said in heard if item.read(said.text) == found]
    if not saying:
        return tuple(heard[:3])
    first = saying[0]
    before = heard[: list(heard).index(first)]
    corrected = [said for said in before if item.read(said.text) is not None]
    return (*corrected, first)
