"""What was said around a statement's quotes: the ground a statement may stand on."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from diarize.transcript import Transcript
from diarize.turn import SpeakerRole, Turn
from summarize.evidence import Evidence
from summarize.grounding.quotation import (
    evidence_of,
    find_loosely,
    find_quote,
    sentence_around,
    tokens,
)
from summarize.talk.polarity import Answer, Polarity, answer_of, is_question, joined, polarity_of
from summarize.talk.stem import content_stem

_SENTENCE = re.compile(r"[^.?!]+[.?!]*")
_RECENT_TURNS = 12
_SHORT_ANSWER_WORDS = 8
_LEAST_WORDS_TO_MOVE = 4
"""A quote this long that stands in exactly one other turn was cited from the wrong one."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote as a model claims it."""

    turn_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote in its sentence."""

    evidence: Evidence
    role: SpeakerRole
    sentence: str
    """The whole sentence, or its nearest words where speech runs on."""
    answer: Answer | None
    """How the next speaker took it, where the sentence is a question; None where it is none."""

    @property
    def polarity(self) -> Polarity:
        if self.answer is Answer.NO:
            return polarity_of(self.sentence).turned()
        if self.answer is Answer.OPEN:
            return Polarity()
        return polarity_of(self.sentence)


@dataclass(frozen=True, slots=True)
class Ground:
    """All that a statement cites, as it really was said."""

    passages: tuple[Passage, ...]
    turns: tuple[Turn, ...]
    """The cited turns, whole."""
    moved: bool
    """A quote was cited from the wrong turn and found in another."""
    missing: int
    """Quotes found nowhere."""
    asked: str
    """What the other side said right before the cited turns: the question that they answer."""
    recent: str
    """The turns right before the cited ones, for what "it" and "he" stand for."""
    session: str
    """Everything that was said."""
    loose: bool = False
    """A quote was not verbatim; what stands in the turn is the evidence."""

    @property
    def text(self) -> str:
        return " ".join(passage.sentence for passage in self.passages)

    @property
    def turn_text(self) -> str:
        return " ".join(turn.text for turn in self.turns)

    @property
    def context(self) -> str:
        """The cited turns whole, with the questions that they answer."""
        return f"{self.asked} {self.turn_text}"

    @property
    def roles(self) -> frozenset[SpeakerRole]:
        return frozenset(passage.role for passage in self.passages)

    @property
    def polarity(self) -> Polarity:
        return joined(passage.polarity for passage in self.passages)

    @property
    def only_questions(self) -> bool:
        """Nothing cited asserts anything: questions whose answer says neither yes nor no."""
        return all(passage.answer is Answer.OPEN for passage in self.passages)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return tuple(dict.fromkeys(passage.evidence for passage in self.passages))


def ground_of(citations: Iterable[Citation], transcript: Transcript) -> Ground:
    """Looks every quote up; a short answer brings the question it answers with it."""
    passages: list[Passage] = []
    cited: dict[str, Turn] = {}
    moved, missing, loose = False, 0, False
    for citation in citations:
        turn = transcript.turn(turn_id_of(citation.turn_id))
        spans = find_quote(turn, citation.quote) if turn is not None else ()
        if not spans and turn is not None:
            spans = find_loosely(turn, citation.quote)
            loose = loose or bool(spans)
        if not spans:
            turn, spans = _elsewhere(citation.quote, transcript)
            moved = moved or bool(spans)
        if turn is None or not spans:
            missing += 1
            continue
        asked = _question_before(turn, spans[0], transcript)
        for evidence in ([asked] if asked else []) + list(spans):
            of_turn = transcript.turn(evidence.turn_id) or turn
            cited[of_turn.turn_id] = of_turn
            passages.append(_passage(evidence, of_turn, transcript))
    ordered = sorted(dict.fromkeys(passages), key=lambda passage: passage.evidence.start_ms)
    turns = tuple(cited.values())
    question = " ".join(
        _said_before(turn, transcript)
        for turn in turns
        if transcript.role_of(turn.speaker_id) is not SpeakerRole.CLINICIAN
    )
    recent = " ".join(_recently(turns, transcript))
    session = " ".join(turn.text for turn in transcript.turns)
    return Ground(tuple(ordered), turns, moved, missing, question, recent, session, loose)


def turn_id_of(cited: str) -> str:
    """Models write `[t12]`, `T12` or `turn 12` for `t12`."""
    bare = cited.strip().strip("[]()<>\"'#:. ").casefold()
    bare = bare.removeprefix("turn").strip(" _-:#")
    return f"t{bare}" if bare.isdigit() else bare


def _elsewhere(quote: str, transcript: Transcript) -> tuple[Turn | None, tuple[Evidence, ...]]:
    if len(tokens(quote)) < _LEAST_WORDS_TO_MOVE:
        return None, ()
    found = [(turn, spans) for turn in transcript.turns if (spans := find_quote(turn, quote))]
    return found[0] if len(found) == 1 else (None, ())


def _passage(evidence: Evidence, turn: Turn, transcript: Transcript) -> Passage:
    place = turn.text.find(evidence.quote)
    start, end = sentence_around(turn.text, place, place + len(evidence.quote))
    sentence = turn.text[start:end]
    answer = _answer_to(turn, end, transcript) if is_question(sentence) else None
    return Passage(evidence, transcript.role_of(turn.speaker_id), sentence, answer)


def _answer_to(turn: Turn, end: int, transcript: Transcript) -> Answer:
    """How the other side takes a question that ends at `end`: OPEN where something else follows."""
    if tokens(turn.text[end:]):
        return Answer.OPEN
    reply = _neighbour(turn, transcript.turns, step=1)
    return answer_of(reply.text) if reply is not None else Answer.OPEN


def _question_before(turn: Turn, first: Evidence, transcript: Transcript) -> Evidence | None:
    """The question that a short answer or a yes or no belongs to."""
    place = turn.text.find(first.quote)
    opens_turn = not any(content_stem(token.text) for token in tokens(turn.text[:place]))
    short = len(tokens(first.quote)) <= _SHORT_ANSWER_WORDS
    if not opens_turn or not (short or answer_of(turn.text) is not Answer.OPEN):
        return None
    before = _neighbour(turn, transcript.turns, step=-1)
    if before is None:
        return None
    last = tokens(before.text)[-1:]
    if not last:
        return None
    start, end = sentence_around(before.text, last[0].start, last[0].end, reach=30)
    return evidence_of(before, start, end) if is_question(before.text[start:end]) else None


def _said_before(turn: Turn, transcript: Transcript) -> str:
    """The last sentences of the other side's turn before this one."""
    before = _neighbour(turn, transcript.turns, step=-1)
    return "" if before is None else " ".join(_SENTENCE.findall(before.text)[-2:])


def _recently(turns: Sequence[Turn], transcript: Transcript) -> list[str]:
    cited = {turn.turn_id for turn in turns}
    places = [at for at, turn in enumerate(transcript.turns) if turn.turn_id in cited]
    near = {before for at in places for before in range(max(0, at - _RECENT_TURNS), at)}
    return [transcript.turns[at].text for at in sorted(near - set(places))]


def _neighbour(turn: Turn, turns: Sequence[Turn], step: int) -> Turn | None:
    """The next turn in that direction, if somebody else speaks there."""
    at = next((at for at, other in enumerate(turns) if other.turn_id == turn.turn_id), None)
    if at is None or not 0 <= at + step < len(turns):
        return None
    neighbour = turns[at + step]
    return neighbour if neighbour.speaker_id != turn.speaker_id else None
