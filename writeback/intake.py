"""A draft without a recording: what the clinician already wrote into the EHR becomes the note.

Pure. Every sentence is taken over word for word, its field is its evidence, and none is lost: a
field goes where the template has its part, a free summary goes sentence by sentence where it
belongs, in doubt to what the client reports. Scores are added up here. No model has a hand in it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from diarize.transcript import Transcript
from diarize.turn import Speaker, SpeakerRole, Turn
from summarize.carried import carried_forward, form_told, given, with_carried
from summarize.context import Context, PriorAssessment
from summarize.evidence import Evidence
from summarize.extractive.dictated_sentence import dictated_sentences
from summarize.extractive.dictation import Headings, placed
from summarize.house_style import in_house_style
from summarize.metrics import metrics_of
from summarize.note import DrafterRecord, Note, Section, Statement, Support
from summarize.risk.charted import with_charted
from summarize.risk.finding import risk_of
from summarize.scores.instruments import instrument_named
from summarize.scores.tally import handed_along, scores_given
from summarize.session_facts import SessionFacts
from summarize.talk.dialogue import Dialogue, dialogue_of
from summarize.talk.passage import Passage, passages
from summarize.templates import Part, Template

CLINICIAN = "S1"
SCORES = "scores"
"""The field that scores come in, and the turn that their evidence points into."""
_FREE = "summary"
_NUMBER = re.compile(r"\b\d{1,2}\b")
_NAMED_WITH = re.compile(r"\b(?:phq|gad|pcl|audit|c-?ssrs)[- ]?(?:\d|c)?\b")
_EARLIER = re.compile(r"\b(?:last|previous|prior|earlier|baseline|intake|was|from|initial)\b")


@dataclass(frozen=True, slots=True)
class SessionData:
    """What a session-complete message says, in the clinician's words."""

    session_id: str
    template: Template
    facts: SessionFacts
    fields: Mapping[str, str]
    """Texts by field, of `told_fields.FIELDS`; those that are there."""
    forms: Sequence[PriorAssessment]
    """Scores of this session, from forms."""
    context: Context


def transcript_of(data: SessionData) -> Transcript:
    """The fields as turns named after them, so that evidence can point into them."""
    told = {name: text for name, text in data.fields.items() if text.strip()}
    if data.forms:
        told[SCORES] = "\n".join(map(given, data.forms))
    return Transcript(
        session_id=data.session_id,
        duration_ms=data.facts.duration_ms or 0,
        language="en",
        speakers=(Speaker(CLINICIAN, SpeakerRole.CLINICIAN, 1.0, None),),
        turns=tuple(Turn(name, CLINICIAN, 0, 0, text, False, ()) for name, text in told.items()),
        models={},
    )


def note_of(data: SessionData) -> Note:
    """The note, with the context carried forward as in any other."""
    transcript = transcript_of(data)
    turns = tuple(turn for turn in transcript.turns if turn.turn_id != SCORES)
    dialogue = dialogue_of(Transcript(data.session_id, 0, "en", transcript.speakers, turns))
    forms = Context(assessments=(*data.forms, *data.context.assessments))
    scores = scores_given(forms)
    held: list[list[tuple[int, Statement]]] = [[] for _ in data.template.sections]
    for part, statement in _numbered([*_measured(data.forms, dialogue), *_sentences(data, turns)]):
        section, place = data.template.place_of(part)
        held[section].append((place, statement))
    sections = tuple(
        Section(plan.name, tuple(one for _, one in sorted(placed_here, key=lambda one: one[0])))
        for plan, placed_here in zip(data.template.sections, held, strict=True)
    )
    carried = carried_forward(data.context, dialogue)
    return Note(
        template=data.template.name,
        sections=in_house_style(with_carried(sections, carried, data.template), data.template),
        scores=scores,
        risk=with_charted(risk_of(dialogue, scores), dialogue),
        metrics=metrics_of(transcript),
        omissions=(),
        drafter=DrafterRecord("extractive", "fields", None),
        title="" if data.template.built_in else data.template.title,
        session=data.facts,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    part: Part
    text: str
    evidence: tuple[Evidence, ...]
    doubts: tuple[str, ...] = ()


def _numbered(told: Sequence[_Told]) -> Iterator[tuple[Part, Statement]]:
    for number, one in enumerate(told, start=1):
        support = Support.UNVERIFIED if one.doubts else Support.VERIFIED
        yield one.part, Statement(f"s{number}", one.text, support, one.evidence, one.doubts)


def _sentences(data: SessionData, turns: Sequence[Turn]) -> Iterator[_Told]:
    headings = Headings.of(data.template)
    for turn in turns:
        own = headings.parts.get(turn.turn_id.replace("_", " "))
        free = turn.turn_id == _FREE or own is None
        names = headings.names() if free else ()
        for said in dictated_sentences(passages(turn, SpeakerRole.CLINICIAN), names, trim=False):
            part = own
            if free:
                under = headings.parts.get(said.heading) if said.heading else None
                stays = said.is_headed or said.heading_stands_alone
                part = under if stays else placed(said.plain, under) or under
            text = said.text[:1].upper() + said.text[1:] if said.is_headed else said.text
            yield _Told(part or Part.REPORT, text, said.evidence)


def _measured(forms: Sequence[PriorAssessment], dialogue: Dialogue) -> Iterator[_Told]:
    """The scores as statements; what does not agree is named."""
    for entry in forms:
        text, doubts = form_told(entry)
        evidence = [Evidence(SCORES, given(entry), 0, 0)]
        for said, number in _written(entry, dialogue):
            proof = Evidence(said.turn.turn_id, said.text, 0, 0)
            doubts = (*doubts, f"{entry.instrument} is written of as {number}")
            evidence.append(proof)
        yield _Told(Part.MEASURE, text, tuple(evidence), doubts)


def _written(entry: PriorAssessment, dialogue: Dialogue) -> Iterator[tuple[Passage, int]]:
    """Sentences that give the instrument another total than the form does."""
    instrument = instrument_named(entry.instrument)
    total = handed_along(entry).total
    if instrument is None or total is None:
        return
    for said in dialogue.passages:
        if not instrument.named.search(said.plain) or _EARLIER.search(said.plain):
            continue
        numbers = [int(n) for n in _NUMBER.findall(_NAMED_WITH.sub(" ", said.digits))]
        if len(numbers) == 1 and numbers[0] != total and numbers[0] <= instrument.highest:
            yield said, numbers[0]
