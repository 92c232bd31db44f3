"""A draft without a recording: what the clinician already wrote into the EHR becomes the note.

Pure. Every sentence is taken over word for word, its field is its evidence, and none is lost: the
fields of SOAP go where the template has them, a free summary goes sentence by sentence where it
belongs, in doubt to the first section. No model has a hand in it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from summarize.context import Context
from summarize.metrics import metrics_of
from summarize.note import DrafterRecord, Note, Section, Statement, Support
from summarize.risk import Risk, RiskFlag, RiskLevel
from summarize.risk.finding import risk_of
from summarize.scores.scoring import scores_of
from summarize.talk.dialogue import dialogue_of
from summarize.talk.passage import Passage, evidence_of, passages
from summarize.templates import Part, template_named
from writeback.view import RISK_ORDER

CLINICIAN = "S1"

_PARTS: Mapping[str, Part] = {
    "subjective": Part.REPORT,
    "objective": Part.OBSERVATION,
    "assessment": Part.ASSESSMENT,
    "plan": Part.PLAN,
}

_CUES: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (
        Part.PLAN,
        re.compile(
            r"\b(?:plan(?:ned)? (?:is|to|for)|will (?:continue|practi[sc]e|keep|meet|follow|call|"
            r"complete|bring|try)|agreed to|next (?:session|appointment|visit|week|meeting)|"
            r"homework|follow[- ]up|refer(?:red|ral)|continue(?: with)? (?:the|weekly|therapy))\b"
        ),
    ),
    (
        Part.OBSERVATION,
        re.compile(
            r"\b(?:affect|appear(?:ed|s)|oriented|eye contact|speech was|mood was|groomed|phq|gad|"
            r"scored?|tearful|observed|presented as)\b"
        ),
    ),
    (
        Part.ASSESSMENT,
        re.compile(
            r"\b(?:diagnos\w+|assessment|progress(?:ing)?|meets criteria|consistent with|prognosis|"
            r"symptoms (?:have|are) (?:improv|worsen|stable)\w*|formulation|risk is)\b"
        ),
    ),
)

_WRITTEN_RISK = re.compile(
    r"\b(?:passive (?:si|ideation|thoughts)|suicid\w+|si\b|not wanting to (?:live|be alive)|"
    r"wish(?:es|ed)? to (?:die|be dead)|self[- ]harm\w*|cut(?:ting)? (?:him|her|them)sel\w+)"
)
"""How clinicians write of it; `risk_finding` knows how people speak of it."""
_DENIED = re.compile(r"\b(?:den(?:y|ies|ied|ying)|no|not|without|negative for|absen\w+)\b")
_DENIED_AFTER = re.compile(
    r"(?:\W*\w+){0,2}\W+(?:is |was |were )?(?:denied|absent|none|negative)\b"
)


@dataclass(frozen=True, slots=True)
class SessionData:
    """What a session-complete message says, in the clinician's words."""

    session_id: str
    template: str
    duration_ms: int
    fields: Mapping[str, str]
    """`summary` and the four of SOAP, those that are there."""
    context: Context
    """Form scores of this session stand here as assessments by form."""


def transcript_of(data: SessionData) -> Transcript:
    """The fields as turns named after them, so that evidence can point into them."""
    return Transcript(
        session_id=data.session_id,
        duration_ms=data.duration_ms,
        language="en",
        speakers=(Speaker(CLINICIAN, SpeakerRole.CLINICIAN, 1.0, None),),
        turns=tuple(
            Turn(name, CLINICIAN, 0, 0, " ".join(text.split()), False, ())
            for name, text in data.fields.items()
            if text.strip()
        ),
        models={},
    )


def note_of(data: SessionData) -> Note:
    """Raises `UnknownTemplate`."""
    template = template_named(data.template)
    transcript = transcript_of(data)
    dialogue = dialogue_of(transcript)
    scores = scores_of(dialogue, data.context)
    placed: dict[str, list[Statement]] = {section.name: [] for section in template.sections}
    for number, said in enumerate(_sentences(transcript), start=1):
        statement = Statement(f"s{number}", said.text, Support.VERIFIED, (evidence_of(said),))
        placed[template.section_of(_part(said))].append(statement)
    return Note(
        template=template.name,
        sections=tuple(Section(name, tuple(held)) for name, held in placed.items()),
        scores=scores,
        risk=_risk(risk_of(dialogue, scores), transcript),
        metrics=metrics_of(transcript),
        omissions=(),
        drafter=DrafterRecord("extractive", "fields", None),
    )


def _sentences(transcript: Transcript) -> Iterator[Passage]:
    for turn in transcript.turns:
        yield from passages(turn, SpeakerRole.CLINICIAN)


def _part(said: Passage) -> Part:
    own = _PARTS.get(said.turn.turn_id)
    if own is not None:
        return own
    text = said.text.lower()
    return next((part for part, cue in _CUES if cue.search(text)), Part.REPORT)


def _risk(found: Risk, transcript: Transcript) -> Risk:
    """With what is written in a clinician's terms and not already flagged."""
    flagged = {proof.quote for flag in found.flags for proof in flag.evidence}
    written = tuple(
        RiskFlag(
            RiskLevel.PASSIVE_IDEATION,
            "Thoughts of death, suicide or self-harm are written of",
            (evidence_of(said),),
        )
        for said in _sentences(transcript)
        if said.text not in flagged and _asserted(said.text.lower())
    )
    levels = [found.level, *(flag.type for flag in written)]
    return Risk(min(levels, key=RISK_ORDER.index), (*found.flags, *written))


def _asserted(text: str) -> bool:
    """A mention that is denied neither before it, within its clause, nor right after it."""
    for hit in _WRITTEN_RISK.finditer(text):
        clause = re.split(r"[;:]|\bbut\b", text[: hit.start()])[-1]
        if not (_DENIED.search(clause) or _DENIED_AFTER.match(text[hit.end() :])):
            return True
    return False


def form_scores(scores: Mapping[str, object]) -> list[dict[str, object]]:
    """`{"phq9": 14}` or `{"phq9": {"items": […], "total": 14}}` as assessments by form."""
    found: list[dict[str, object]] = []
    for instrument, given in scores.items():
        held = given if isinstance(given, Mapping) else {"total": given}
        found.append({**held, "instrument": instrument, "method": "form"})
    return found
