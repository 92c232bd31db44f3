"""Finds what was said of danger, and tells it from denial, the past, other people and idioms.

Rather one flag too many than one too few: an answer to a risk question that is not plainly a no is
flagged. What lies in the past is flagged as past and does not raise the level, except for abuse and
harm to others, which matter whenever they were. What no rule knows is found by its meaning.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diarize.turn import SpeakerRole
from summarize.evidence import Evidence
from summarize.risk import Risk, RiskFlag, RiskLevel
from summarize.risk.asking import TAKES_BACK, affirms, asked_about, is_conditional, is_of_history
from summarize.risk.canonical import canonical
from summarize.risk.cue import RiskCue
from summarize.risk.cues import CUES
from summarize.risk.hints import hinted
from summarize.risk.idiom import IDIOM, is_idiom
from summarize.risk.meant import danger_reader, flags_meant
from summarize.risk.sense import is_meant, is_past, is_present
from summarize.risk.window import Window
from summarize.score import Score
from summarize.scores.risk_items import risk_flags
from summarize.talk.dialogue import Dialogue, Exchange
from summarize.talk.passage import Passage, evidence_of

URGENCY: tuple[RiskLevel, ...] = (
    RiskLevel.NONE_MENTIONED,
    RiskLevel.PASSIVE_IDEATION,
    RiskLevel.ABUSE_DISCLOSURE,
    RiskLevel.ACTIVE_IDEATION,
    RiskLevel.HARM_TO_OTHERS,
    RiskLevel.PLAN_OR_INTENT,
)
"""Ascending: which kind names the level where several were mentioned."""

_LASTING = (RiskLevel.HARM_TO_OTHERS, RiskLevel.ABUSE_DISCLOSURE)
_QUESTIONS = 3
"""The last sentences of a prompt that an answer may be to."""
_AFTERMATH = 3
"""Exchanges for which a talk of danger may go on without naming it."""


_log = logging.getLogger(__name__)


def risk_of(dialogue: Dialogue, scores: Sequence[Score], *, by_meaning: bool = True) -> Risk:
    """Every mention, most urgent first, and the level they make.

    Without `by_meaning` the rules look alone.
    """
    said = list(_flags_said(dialogue))
    if by_meaning:
        said += _flags_meant(dialogue, said)
    flags = [*said, *risk_flags(scores)]
    merged = _merged(flags)
    current = [flag.type for flag, past in merged if not past]
    level = max(current, key=URGENCY.index, default=RiskLevel.NONE_MENTIONED)
    ordered = sorted(merged, key=lambda one: (one[1], -URGENCY.index(one[0].type)))
    return Risk(level, tuple(flag for flag, _ in ordered))


_Found = tuple[RiskFlag, bool]
"""A flag, and whether it lies in the past and so leaves the level alone."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A sentence in canonical words, with the sentences around it."""

    said: Passage
    text: str
    around: str
    of_past: bool
    """The past was asked about, or the sentences beside it tell of the past."""


def _flags_said(dialogue: Dialogue) -> Iterator[_Found]:
    later = [*dialogue.exchanges[1:], None]
    since = _AFTERMATH
    for exchange, after in zip(dialogue.exchanges, later, strict=False):
        passages = exchange.passages if dialogue.monologue else exchange.answer
        heard = list(_heard(exchange, passages, after))
        found = [flag for one in heard for flag in _said(one)]
        if not found and not dialogue.monologue:
            found = list(_answered(exchange, in_danger=since < _AFTERMATH))
        if not found:
            found = list(_hinted(heard))
        yield from found
        since = 0 if found or _asks_of_danger(exchange) else since + 1


def _asks_of_danger(exchange: Exchange) -> bool:
    return (
        asked_about(canonical(" ".join(said.text for said in exchange.prompt[-_QUESTIONS:])))
        is not None
    )


def _heard(
    exchange: Exchange, passages: Sequence[Passage], after: Exchange | None
) -> Iterator[_Heard]:
    asked = canonical(" ".join(said.text for said in exchange.prompt if said.is_question))
    ours = [said for said in passages if said.role is not SpeakerRole.OTHER]
    texts = [canonical(said.text) for said in ours]
    followed = [canonical(said.text) for said in (after.answer[:4] if after else ())]
    for at, (said, text) in enumerate(zip(ours, texts, strict=True)):
        around = " . ".join(
            [*texts[max(0, at - 1) : at + 4], *followed[: 4 if at + 3 >= len(texts) else 0]]
        )
        beside = " . ".join(texts[max(0, at - 1) : at + 2])
        past = (is_past(asked) or is_past(beside)) and not is_present(text)
        yield _Heard(said, text, around, past)


def _said(heard: _Heard) -> Iterator[_Found]:
    """Flags of one sentence in its speaker's own words, one of each kind."""
    if heard.said.is_question and heard.said.role is SpeakerRole.CLINICIAN:
        return
    dictated = heard.said.role is SpeakerRole.CLINICIAN
    seen: set[RiskLevel] = set()
    for cue in CUES:
        if cue.type in seen:
            continue
        if any(
            is_meant(heard.text, hit, cue, heard.around, dictated=dictated)
            for hit in cue.pattern.finditer(heard.text)
        ):
            seen.add(cue.type)
            yield _flag(cue.type, cue.label, (evidence_of(heard.said),), past=_is_past(heard))


def _is_past(heard: _Heard) -> bool:
    return is_past(heard.text) or heard.of_past


def _flag(kind: RiskLevel, label: str, proof: tuple[Evidence, ...], *, past: bool) -> _Found:
    text = f"{label} (in the past)" if past else label
    return RiskFlag(kind, text, proof), past and kind not in _LASTING


def _answered(exchange: Exchange, *, in_danger: bool) -> Iterator[_Found]:
    """A risk question that was not plainly answered with no."""
    answer = [said for said in exchange.answer if said.role is not SpeakerRole.OTHER]
    questions = [said for said in exchange.prompt if said.is_question] or list(exchange.prompt[-1:])
    if not answer or not questions:
        return
    reply = canonical(" ".join(said.text for said in answer))
    prompt = list(exchange.prompt[-_QUESTIONS:])
    for asked in (questions, prompt) if questions[-1].is_question else (questions,):
        text = canonical(" ".join(said.text for said in asked))
        about = asked_about(text, in_danger=in_danger)
        if about is None:
            continue
        if not affirms(text, reply):
            return
        kind, label = about
        past = (is_of_history(text) and not is_present(reply)) or is_past(reply)
        proof = (*(evidence_of(said) for said in answer[:3]), evidence_of(asked[-1]))
        yield _flag(kind, label, proof, past=past)
        return


def _hinted(heard: Sequence[_Heard]) -> Iterator[_Found]:
    """Several hints that together tell what none of them says alone."""
    for kind, label, places in hinted([one.text for one in heard]):
        shown = [heard[at] for at in places]
        proof = tuple(evidence_of(one.said) for one in shown)
        yield _flag(kind, label, proof, past=any(_is_past(one) for one in shown))


def _flags_meant(dialogue: Dialogue, said: Sequence[_Found]) -> list[_Found]:
    reader = danger_reader()
    if reader is None:
        return []
    told = {piece for flag, _ in said for piece in flag.evidence}
    try:
        meant = list(flags_meant(dialogue, told, _is_denial, reader))
    except Exception as failure:  # what the rules found stands
        _log.error("reading for danger failed", extra={"failure": type(failure).__name__})
        return []
    return [(flag, past and flag.type not in _LASTING) for flag, past in meant]


def _is_denial(exchange: Exchange, window: Window) -> bool:
    """Words that a rule knows and did not flag, an idiom, a plain no to a question about danger, or
    an answer to what would be done if there were any."""
    known = canonical(window.text)
    if IDIOM.search(known) or any(cue.pattern.search(known) for cue in CUES):
        return True
    text = canonical(" ".join(said.text for said in exchange.prompt[-_QUESTIONS:]))
    if is_conditional(text):
        return True
    if asked_about(text) is None:
        return False
    return not affirms(text, canonical(" ".join(said.text for said in exchange.answer)))


def _merged(found: Sequence[_Found]) -> list[_Found]:
    """Mentions of the same kind under one label become one flag with all their evidence."""
    together: dict[tuple[RiskLevel, str], tuple[list[Evidence], bool]] = {}
    for flag, past in found:
        proof, was_past = together.setdefault((flag.type, flag.text), ([], past))
        proof.extend(piece for piece in flag.evidence if piece not in proof)
        together[(flag.type, flag.text)] = (proof, was_past and past)
    return [
        (RiskFlag(kind, text, tuple(proof)), past)
        for (kind, text), (proof, past) in together.items()
    ]


def danger_in(said: Passage) -> RiskLevel | None:
    """What a sentence in its speaker's own words flags for today; None for nothing or the past."""
    text = canonical(said.text)
    return next(
        (flag.type for flag, past in _said(_Heard(said, text, text, False)) if not past), None
    )


def is_taken_back(reply: str) -> bool:
    """A no to a risk question that goes on to say yes after all."""
    return bool(TAKES_BACK.search(canonical(reply)))


def cue_in(text: str) -> RiskCue | None:
    """The first cue of danger in a text, whoever says it; for finding what a note left out."""
    flat = canonical(text)
    return next(
        (cue for cue in CUES if any(not is_idiom(flat, hit) for hit in cue.pattern.finditer(flat))),
        None,
    )
