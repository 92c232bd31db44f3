"""Scores as FHIR: the questionnaire as answered, one survey observation per item and total."""

from collections.abc import Iterator

from summarize.score import Score, ScoreItem, ScoreMethod
from summarize.scores.instruments import Instrument, Item, instrument_named
from writeback.fhir_coding import (
    LOINC,
    OBSERVATION_CATEGORY,
    UNITS,
    Resource,
    coded,
    full_url,
    identifier,
    instant,
    person,
    security,
)
from writeback.fhir_subject import FhirSubject

_ANSWERS = (
    ("LA6568-5", "Not at all"),
    ("LA6569-3", "Several days"),
    ("LA6570-1", "More than half the days"),
    ("LA6571-9", "Nearly every day"),
)
"""LOINC answer list LL358-3; the place in the list is the score."""


def score_resources(score: Score, subject: FhirSubject) -> Iterator[tuple[str, Resource]]:
    """Name and resource, the questionnaire response first; nothing for other instruments, nor for
    what was scored at an earlier date."""
    instrument = instrument_named(score.instrument)
    if instrument is None or score.method is ScoreMethod.PRIOR:
        return
    name = instrument.name.lower()
    response = full_url(subject.draft_id, name) if score.items else None
    if score.items:
        yield name, _response(score, instrument, subject)
    known = {item.number: item for item in instrument.items}
    for item in score.items:
        if item.score is not None and item.item in known:
            yield (
                f"{name}-{item.item}",
                _item_observation(item.score, known[item.item], name, subject, response),
            )
    if score.total is not None:
        yield f"{name}-total", _total_observation(score, instrument, subject, response)


def _response(score: Score, instrument: Instrument, subject: FhirSubject) -> Resource:
    known = {item.number: item for item in instrument.items}
    return {
        "resourceType": "QuestionnaireResponse",
        "meta": {"security": security(part2=subject.part2)},
        "identifier": identifier(
            "questionnaire-response", f"{subject.draft_id}/{instrument.name.lower()}"
        ),
        "questionnaire": f"{LOINC}/q/{instrument.panel_loinc}",
        "status": "completed" if score.complete else "in-progress",
        "subject": person("Patient", subject.client_ref),
        "authored": instant(subject.session_at),
        "item": [_answer(item, known[item.item]) for item in score.items if item.item in known],
    }


def _answer(item: ScoreItem, asked: Item) -> Resource:
    answer: Resource = {"linkId": f"/{asked.loinc}", "text": asked.wording}
    if item.score is not None and 0 <= item.score < len(_ANSWERS):
        code, display = _ANSWERS[item.score]
        answer["answer"] = [{"valueCoding": {"system": LOINC, "code": code, "display": display}}]
    return answer


def _item_observation(
    value: int, item: Item, instrument: str, subject: FhirSubject, response: str | None
) -> Resource:
    return {
        **_observation(item.loinc, item.wording, f"{instrument}-{item.number}", subject, response),
        "valueInteger": value,
    }


def _total_observation(
    score: Score, instrument: Instrument, subject: FhirSubject, response: str | None
) -> Resource:
    total = _observation(
        instrument.total_loinc,
        f"{instrument.name} total score",
        f"{instrument.name.lower()}-total",
        subject,
        response,
    )
    total["valueQuantity"] = {
        "value": score.total,
        "unit": "{score}",
        "system": UNITS,
        "code": "{score}",
    }
    if score.severity is not None:
        total["interpretation"] = [{"text": score.severity}]
    return total


def _observation(
    loinc: str, text: str, name: str, subject: FhirSubject, response: str | None
) -> Resource:
    observation: Resource = {
        "resourceType": "Observation",
        "meta": {"security": security(part2=subject.part2)},
        "identifier": [identifier("observation", f"{subject.draft_id}/{name}")],
        "status": "final" if subject.signed else "preliminary",
        "category": [coded(OBSERVATION_CATEGORY, "survey", "Survey")],
        "code": coded(LOINC, loinc, text=text),
        "subject": person("Patient", subject.client_ref),
        "effectiveDateTime": instant(subject.session_at),
    }
    if response is not None:
        observation["derivedFrom"] = [{"reference": response}]
    return observation
