"""What an answer says about an item: a score, a refusal, the same again, or not enough."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarize.scores.frequency import Firmness, Rating, frequency
from summarize.scores.frequency_words import LEAD
from summarize.scores.instrument import Item
from summarize.scores.near_sound import score_by_sound
from summarize.scores.said_back import ASKS_BADLY, GOOD_THING, offered_in
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
NONE_OF_IT = re.compile(r"^(?:\w+,? )?(?:none|zero|0|what|nothing|not much|gone|hardly any)\b")
_ASKS_BACK = re.compile(
    r"^(?:(?:um|uh|well|so|oh|hm+|sorry|like),? )*(?:what|how|do you|did you|does|you mean|is that|"
    r"in the|over the|for the|which|why|can|could|are (?:we|you)|am i|should i|who|when|where)\b"
)
_ONLY_OPTION = re.compile(
    rf"^{LEAD}(?:(?:a|an|another|at a|at|put|give it a|that's a|it's a|score|maybe a) )*([0-3])"
    rf"(?:,? (?:also|i think|i guess|i'd say|probably|please|again|too|as well|maybe [0-3])|"
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
        near = score_by_sound(flat) if two_weeks else None
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


def none_of_what_is_good(prompt: Sequence[Passage], answer: Sequence[Passage]) -> bool:
    """`Energy?` `Zero.` is the complaint, not its absence."""
    asked = " ".join(said.plain for said in prompt[-2:])
    if not answer or not GOOD_THING.search(asked) or ASKS_BADLY.search(asked):
        return False
    return bool(NONE_OF_IT.match(answer[0].plain))


def agrees(answer: Sequence[Passage]) -> bool:
    if not answer or _YES_AND_MORE.match(answer[0].plain):
        return False
    return says_yes(answer[0].text) or bool(_YES.match(plain(answer[0].text)))


def disagrees(answer: Sequence[Passage]) -> bool:
    return bool(answer) and bool(_NO.match(plain(answer[0].text)))


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


def _standing_on(heard: Sequence[Passage], item: Item, found: Rating) -> tuple[Passage, ...]:
    """The sentences that say it; all of the answer's start where no single one does."""
    saying = [said for said in heard if item.read(said.text) == found]
    if not saying:
        return tuple(heard[:3])
    first = saying[0]
    before = heard[: list(heard).index(first)]
    corrected = [said for said in before if item.read(said.text) is not None]
    return (*corrected, first)
