"""A sentence as it was said: a span of one turn, with who said it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from diarize.turn import SpeakerRole, Turn
from summarize.evidence import Evidence
from summarize.talk.wording import plain, with_digits

_ABBREVIATION = re.compile(r"\b(?:dr|mr|mrs|ms|st|vs|approx|a\.m|p\.m|e\.g|i\.e)\.$", re.IGNORECASE)
_END = re.compile(r"[.!?]+[\"”’')]*(?=\s|$)|\n+")
_SEAM = re.compile(
    r",? (?=(?:and|but|so|because|then) (?:i|i'm|i've|we|he|she|they|you|it|my|the|then)\b)",
    re.IGNORECASE,
)
_OPENS_QUESTION = re.compile(
    r"^(?:(?:and|so|but|okay|now|well|then|also),? )*(?:any\b(?! time)|how (?!about (?:we|if))|"
    r"what(?:'s| is| are| do| did| was| would| could| about| kind| else| makes| helps| happen\w*)|"
    r"who(?:'s| is| has| could| can| would| do| else)|"
    r"where (?:do|did|are|is)|why (?:do|did|is|are)|"
    r"when (?:did|was|do|is|are) |do you|did you|does (?:it|he|she|that|your)|are you|are there|"
    r"is there|have you|has (?:it|he|she|that|your|there)|were you|were there|was there|"
    r"thoughts (?:of|about|that)\b|you're still|you still|still (?:on|taking|having))\b"
)
_ASKS_INSIDE = re.compile(
    r"^(?:\w+,? ){0,3}(?:in|over|during|for) the (?:last|past) .{0,40}\bhow (?:often|many|much)\b"
)
_RUN_ON = re.compile(
    r"^(?!(?:when|if|since|over|in|on|before|after|once|while|as|at|with|for|during)\b)"
    r"(?:[^\s,]+ ){4,}[^\s,]+(?P<seam>, )(?:who(?:'s| is| has)|what (?:has|have|do|did|are)|"
    r"how (?:are|has|have|do|did)|where (?:do|did|are)|have you|do you|did you|are you)\b[^,]*$",
    re.IGNORECASE,
)
"""A clinician's remark and question that the recognizer ran together."""
_LONGEST = 45
"""Words after which a sentence without a full stop (recognizers forget them) is cut at a seam."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters `start` to `end` of a turn's text; `text` is a verbatim span of it."""

    turn: Turn
    role: SpeakerRole
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.turn.text[self.start : self.end]

    @property
    def plain(self) -> str:
        return plain(self.text)

    @property
    def digits(self) -> str:
        return with_digits(self.text)

    @property
    def is_question(self) -> bool:
        """By its mark, or by how a clinician opens one where the recognizer wrote a full stop."""
        if self.text.rstrip("\"”’') ").endswith("?"):
            return True
        if self.role is not SpeakerRole.CLINICIAN:
            return False
        return bool(_OPENS_QUESTION.match(self.plain) or _ASKS_INSIDE.search(self.plain))

    def joined(self, later: "Passage") -> "Passage":
        """From here to the end of a later passage of the same turn."""
        return Passage(self.turn, self.role, self.start, later.end)


def passages(turn: Turn, role: SpeakerRole) -> tuple[Passage, ...]:
    """The sentences of a turn, without the blanks around them."""
    return tuple(
        Passage(turn, role, start, end)
        for whole in _sentence_spans(turn.text)
        for part in _run_on(turn.text, *whole, role)
        for start, end in _cut_long(turn.text, *part)
    )


def evidence_of(passage: Passage) -> Evidence:
    """The passage as evidence; times from the words where they match the text."""
    return evidence_span(passage.turn, passage.start, passage.end)


def evidence_span(turn: Turn, start: int, end: int) -> Evidence:
    """Evidence for `turn.text[start:end]`.

    Times come from the words where the turn has one word per blank-separated piece of its text,
    else from the share of characters.
    """
    text = turn.text
    begins = len(text[:start].split())
    if start > 0 and not text[start - 1].isspace():
        begins = max(0, begins - 1)
    ends = max(begins + 1, len(text[:end].split()))
    if turn.words and len(turn.words) == len(text.split()):
        covered = turn.words[begins:ends]
        if covered:
            return Evidence(turn.turn_id, text[start:end], covered[0].start_ms, covered[-1].end_ms)
    length = max(1, len(text))
    span = turn.end_ms - turn.start_ms
    return Evidence(
        turn.turn_id,
        text[start:end],
        turn.start_ms + span * start // length,
        turn.start_ms + span * end // length,
    )


def _sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for end in _END.finditer(text):
        if _ABBREVIATION.search(text[begin : end.end()]):
            continue
        yield from _stripped(text, begin, end.end())
        begin = end.end()
    yield from _stripped(text, begin, len(text))


def _run_on(text: str, start: int, end: int, role: SpeakerRole) -> Iterator[tuple[int, int]]:
    found = _RUN_ON.match(text[start:end]) if role is SpeakerRole.CLINICIAN else None
    if found:
        yield start, start + found.start("seam") + 1
        start += found.end("seam")
    yield start, end


def _cut_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while len(text[start:end].split()) > _LONGEST:
        seams = [seam.end() + start for seam in _SEAM.finditer(text[start:end])]
        far = [seam for seam in seams if len(text[start:seam].split()) <= _LONGEST]
        if not far or not text[start : far[-1]].strip():
            break
        yield from _stripped(text, start, far[-1])
        start = far[-1]
    yield from _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(character.isalnum() for character in text[start:end]):
        yield start, end
