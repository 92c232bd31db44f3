"""What was said, matters, and stands nowhere in the note."""

import re
from collections.abc import Iterable, Iterator

from diarize.turn import SpeakerRole
from summarize.evidence import Evidence
from summarize.note import Omission, Section
from summarize.risk import Risk
from summarize.risk.finding import cue_in
from summarize.score import Score
from summarize.talk.dialogue import Dialogue
from summarize.talk.medication import doses_said, medicines_named
from summarize.talk.passage import Passage, evidence_of

_SCORE_SAID = re.compile(r"\b(?:phq|gad|audit|pcl|c-ssrs|columbia)\b.{0,40}\b\d{1,2}\b")
_CRISIS = re.compile(r"\b(?:988|9 8 8|911|crisis line|safety plan|emergency room)\b")


def omissions_of(
    dialogue: Dialogue, sections: Iterable[Section], scores: Iterable[Score], risk: Risk
) -> tuple[Omission, ...]:
    """Risk, medicines with their doses, and scores that were said and are in no evidence."""
    shown = [
        *(p for section in sections for one in section.statements for p in one.evidence),
        *(p for score in scores for item in score.items for p in item.evidence),
        *(p for flag in risk.flags for p in flag.evidence),
    ]
    return tuple(_missing(dialogue, [proof for proof in shown if not proof.is_carried]))


def _missing(dialogue: Dialogue, shown: list[Evidence]) -> Iterator[Omission]:
    named = {name for proof in shown for name in medicines_named(proof.quote)}
    for said in dialogue.passages:
        why = _why_it_matters(said, named)
        if why is None or _is_shown(said, shown):
            continue
        yield Omission(said.turn.turn_id, evidence_of(said).quote, why)


def _why_it_matters(said: Passage, named: set[str]) -> str | None:
    if said.role is not SpeakerRole.CLINICIAN and not said.is_question and cue_in(said.text):
        return "risk"
    unseen = [name for name in medicines_named(said.text) if name not in named]
    if unseen or doses_said(said.text):
        return "medication"
    if _SCORE_SAID.search(said.digits) and not said.is_question:
        return "score"
    return "safety plan" if _CRISIS.search(said.digits) else None


def _is_shown(said: Passage, shown: Iterable[Evidence]) -> bool:
    """Whether some evidence covers a part of the passage."""
    text = said.turn.text
    for proof in shown:
        at = text.find(proof.quote) if proof.turn_id == said.turn.turn_id else -1
        if at >= 0 and at < said.end and said.start < at + len(proof.quote):
            return True
    return False
