"""How a clinician speaks, counted by rule: open and closed questions, reflections.

Nothing was fitted; agreement with trained coders is measured in `tests/bench/mi.py`. The words are
those of motivational interviewing (Miller and Rollnick): a reflection gives back, as a statement,
what the client said or meant; an open question leaves room, a closed one a yes, no or fact.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from summarize.talk.passage import Passage
from summarize.talk.wording import is_backchannel, word_count


class Behaviour(StrEnum):
    """What one sentence of a clinician does."""

    OPEN_QUESTION = "open_question"
    CLOSED_QUESTION = "closed_question"
    REFLECTION = "reflection"
    OTHER = "other"


_LEAD = (
    r"^(?:(?:um|uh|oh|okay|ok|and|so|but|well|now|right|yeah|yes|mm-hmm|mm|hmm|all right|alright|"
    r"great|good|sure|then|because|again|i see|wow|i mean|you know)[,.]? +)*"
)
_OPEN = re.compile(
    _LEAD + r"(?:(?:and |so |but )?(?:what|how(?! (?:many|much|often|long|old|far|soon|are you\b(?!"
    r" (?:feel|do|cop|hand|deal|manag|think|find)))\b)|why|which|in what way)\b(?!'s (?:your "
    r"(?:name|"
    r"age|date)|the date)|(?: about)? (?:time|day|year) )|tell me\b|describe\b|help me understand|"
    r"(?:can|could|would|will) you (?:tell|describe|explain|say|talk|walk|share|help|give|paint)|"
    r"i(?:'m| am|'d| would)? (?:curious|wonder\w*|interested|like to (?:hear|know)|love to "
    r"hear)\b)|"
    r"\b(?:what|how|why)(?:'s|'d| do| did| does| are| is| would| might| could| was| were| have| "
    r"has| will| can| else| about| kind| makes| made| brings| brought)\b[^.?]*$"
)
_INVITES = re.compile(
    _LEAD + r"(?:tell me (?:more|about|what|how|a (?:bit|little))|describe|help me understand|"
    r"say more|(?:can|could) you (?:tell|describe|explain|say more|walk|talk))\b"
)
"""Asks without a question mark."""
_TAG = re.compile(
    r",? (?:right|okay|ok|correct|yeah|huh|is that (?:right|it|fair|correct)|am i right)\?$"
)
_INVERTED = re.compile(
    _LEAD + r"(?:do|does|did|are|is|was|were|have|has|had|can|could|would|will|should|may|might|"
    r"any|"
    r"isn't|aren't|don't|didn't|doesn't|haven't|wouldn't|who|when|where|what|how|why|which)\b"
)
_REFLECTS = re.compile(
    _LEAD + r"(?:(?:it|that|this|what) (?:really |almost )?(?:sounds?|seems?|looks?|feels?|must|is|"
    r"was)"
    r"(?: to me)?(?: like| as if| as though| that)?\b.*\b(?:you|your|you're|you've|hard|tough|"
    r"difficult|"
    r"frustrating|scary|important|stressful|overwhelming|confusing|painful|upsetting|worr\w+|"
    r"lonely)\b|"
    r"(?:it )?(?:sounds?|seems?|looks?|feels?) like\b|(?:what )?i(?:'m| am)? (?:hear(?:ing)?|"
    r"sens(?:e|ing)|"
    r"get(?:ting)? the (?:sense|feeling|impression))\b|in other words|on (?:the )?one hand|"
    r"part of you|a part of you|some part of you|if i(?:'m| am)? (?:hear|understand)\w*|let "
    r"me (?:see if|make sure) i|"
    r"(?:when|since|even though|although|because|while|as much as) you(?:'re|'ve|'d|r)?\b|"
    r"(?:not|never|no longer|kind of|sort of|almost|maybe|like|just|really|still|more|feeling|"
    r"wanting|trying|"
    r"wondering|worried|hoping|tired|afraid|scared)\b.*\b(?:you|your)\b|"
    r"(?:you|you're|you've|you'd|your|you are|you have|there's a part of you|things|life|it's "
    r"(?:been|hard|"
    r"important|frustrating|not|really|like|kind of|almost|more|just|all|difficult|scary|"
    r"something))\b)"
)
_NO_REFLECTION = re.compile(
    r"\b(?:you (?:should|could|can|may|might want|might|need to|have to|ought|will need|must|"
    r"'ll)|you'll|if you|"
    r"i(?:'d| would) (?:like|suggest|recommend|encourage|want)|i (?:want|think|suggest|"
    r"recommend|need|can|could|"
    r"will|have|know|just want|appreciate|understand|was|am|don't)|i'm|i'll|i've|let's|we|"
    r"we're|we'll|thank|thanks|"
    r"welcome|you know what|see you|research|studies|percent|doctor|recommended|nice to|good "
    r"to|great to|"
    r"congratulations|good job|great job|proud|you're welcome)\b"
)
_GIVES_BACK = re.compile(
    r"\b(?:sounds? (?:like|as if|to me)|seems? (?:like|as if|to me)|(?:i hear|hearing) you|"
    r"hearing you|you(?:'re| are) saying|"
    r"you(?:'re| are) telling me|you feel|you felt|you(?:'re| are) feeling|you(?:'ve| have) "
    r"been|you want(?:ed)? to)\b"
)
"""Gives back wherever it stands, whatever else is said with it."""
_SO = re.compile(
    r"^(?:(?:um|uh|oh|okay|ok|yeah|mm-hmm|hmm|all right|right|and|but|wow)[,.]? +)*(?:so|wow|"
    r"and so|and then),? (?!(?:let|i\b|i'|we\b|we'|what|how|if you|thank|"
    r"today|next|the (?:next|first)|um,? i\b|my|our))"
)
_SHORTEST_REFLECTION = 4


def behaviour_of(said: Passage) -> Behaviour:
    """By the sentence alone; `said` is a clinician's."""
    text = said.plain
    if _INVITES.match(text):
        return Behaviour.OPEN_QUESTION
    marked = text.rstrip("\"'”’) ").endswith("?")
    if (marked or said.is_question) and not _only_checks(text):
        return Behaviour.OPEN_QUESTION if _OPEN.search(text) else Behaviour.CLOSED_QUESTION
    if marked or _reflects(text):
        return Behaviour.REFLECTION
    return Behaviour.OTHER


def _only_checks(text: str) -> bool:
    """A statement with a question mark: what it gives back is only checked."""
    tagged = _TAG.search(text)
    body = text[: tagged.start()] if tagged else text.rstrip("?")
    return not _INVERTED.match(text) and not _OPEN.search(text) and _reflects(body)


def _reflects(text: str) -> bool:
    if is_backchannel(text) or word_count(text) < _SHORTEST_REFLECTION:
        return False
    if _NO_REFLECTION.search(text):
        return bool(_GIVES_BACK.search(text))
    return bool(_REFLECTS.match(text) or _SO.match(text) or _GIVES_BACK.search(text))


def main_behaviour(said: Sequence[Passage]) -> Behaviour:
    """What a whole turn mainly does: it asks, or else it reflects, or neither."""
    told = [behaviour_of(one) for one in said]
    for kind in (Behaviour.OPEN_QUESTION, Behaviour.CLOSED_QUESTION, Behaviour.REFLECTION):
        if kind in told:
            return kind
    return Behaviour.OTHER
