"""Quotes for a note: the sentences that matter, without what people say to start talking."""

import re
from collections.abc import Sequence

from diarize.turn import SpeakerRole
from summarize.talk.clean_verbatim import clean_verbatim
from summarize.talk.passage import Passage
from summarize.talk.wording import is_backchannel, plain, word_count

_LEAD_IN = re.compile(
    r"^(?:(?:um+|uh+|oh|well|yeah|yes|yep|so|okay|ok|like|right|sure|hmm+|mm-hmm|hey|hi|hello|and|"
    r"but|you know|i mean|i guess|i think|let's see|honestly|actually|anyway|and then|huh|great|"
    r"perfect|good|alright|all right|thanks|thank you)(?:[,.]+ *| +(?=(?:um|uh|so|well|like|and|"
    r"but|you know|i mean|i guess)\b)))+",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r"(?:(?:so|and|then|and then|'?cause|because) )+(?=(?:i|i'm|i've|my|we|he|she|it|it's|they|the|"
    r"that|that's|this|there)\b)",
    re.IGNORECASE,
)
_I = re.compile(
    r"i (?=(?!can\b|could|would|will|might|may\b|should|guess|think|mean|know|and\b|was|did|do\b|"
    r"have\b|am\b|had\b|just|really|kind|sort|of\b|feel\b|felt)\w+ \w)",
    re.IGNORECASE,
)
"""A client's sentence is about the client where it names nobody else."""
_TAIL = re.compile(
    r",? (?:i guess|i think|you know|i'd say|or something|i suppose)([.!?]*)$", re.IGNORECASE
)
_SMALL_TALK = re.compile(
    r"^(?:(?:good (?:to see|morning|afternoon|evening)|nice to|how are you|come on in|have a seat|"
    r"take care|see you|thanks|thank you|bye|you too|same to you|(?:that|it)(?:'s| is) (?:fine|"
    r"okay|all right)|no problem|of course|go ahead|i don't know|i'm not sure|let me think|"
    r"that makes sense|i guess so|can you hear me|is (?:this|it) (?:working|on)|good question|"
    r"fair enough|you're welcome|i (?:didn't|did not) (?:know|realize) that|sorry|(?:drive|stay|"
    r"get home) (?:safe|warm|dry|well|cool)|enjoy|tell me about it|i know(?: it)?|exactly|i'm "
    r"glad|sounds good|will do|i'm good|not too bad|pretty good|"
    r"i'm (?:doing )?(?:okay|fine|good|alright))\b[^,]{0,25}$|(?:thanks|thank you),? \w+\W*$|"
    r"(?:the )?(?:traffic|parking|"
    r"weather)\b|.*\b(?:traffic (?:was|is)|parking (?:lot|was|is)|weather|nice office|water or|"
    r"cup of (?:coffee|tea)|find (?:the place|parking|us)|(?:about|with|read|sign\w*) the forms|"
    r"(?:hear|see) me (?:okay|all right|now|fine)|your (?:screen|camera|microphone|drive))\b)"
)
_SPOKEN = re.compile(r"\w")
_ENDS_SHORT = re.compile(r"\b(?:and|but|so|or|because|to|the|a|an|my|i|of|with|like|just)[,.\-]*$")


def is_small_talk(text: str) -> bool:
    """Greets, thanks, fills or stands on its own without meaning."""
    flat = plain(_LEAD_IN.sub("", text, count=1))
    return not flat or is_backchannel(text) or bool(_SMALL_TALK.match(flat))


def is_fragment(text: str) -> bool:
    """Broken off before it said something."""
    flat = plain(text).rstrip(".?!")
    return word_count(flat) < 2 or (word_count(flat) < 6 and bool(_ENDS_SHORT.search(flat)))


def trimmed(said: Passage) -> Passage:
    """The passage from its first word that carries meaning; still a verbatim span of its turn."""
    start, end = said.start, said.end
    lead = _LEAD_IN.match(said.text)
    if lead is not None and word_count(said.text[lead.end() :]) >= 3:
        start += lead.end()
    joint = _JOINT.match(said.turn.text[start:end])
    if joint is not None:
        start += joint.end()
    own = _I.match(said.turn.text[start:end]) if said.role is not SpeakerRole.CLINICIAN else None
    if own is not None:
        start += own.end()
    tail = _TAIL.search(said.turn.text[start:end])
    if tail is not None and tail.start() > 0:
        end = start + tail.start()
    return Passage(said.turn, said.role, start, end)


def quoted(said: Sequence[Passage]) -> str:
    """Passages in quotation marks; neighbours in one turn stand together, gaps show as dots."""
    return "“" + "… ".join(_runs(said)) + "”"


def spans(said: Sequence[Passage]) -> list[Passage]:
    """Neighbouring passages of one turn joined, so that each is one verbatim span."""
    joined: list[Passage] = []
    for one in said:
        last = joined[-1] if joined else None
        near = last is not None and last.turn is one.turn
        if last and near and not _SPOKEN.search(one.turn.text, last.end, one.start):
            joined[-1] = last.joined(one)
        else:
            joined.append(one)
    return joined


def _runs(said: Sequence[Passage]) -> list[str]:
    return [clean_verbatim(one.text).rstrip(",;") for one in spans(said)]
