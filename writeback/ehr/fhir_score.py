"""Scores as FHIR: the questionnaire as answered, one survey observation per item and total."""

from collections.abc import Iterator

from summarize.score import Score, ScoreItem, ScoreMethod
from summarize.scores.instrument import Instrument, Item
from summarize.scores.instruments import instrument_named, item_of
from writeback.ehr.fhir_coding import (
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
from writeback.ehr.fhir_subject import FhirSubject

_METHODS = {ScoreMethod.VERBAL: "asked in the session", ScoreMethod.FORM: "from a form"}


def score_resources(score: Score, subject: FhirSubject) -> Iterator[tuple[str, Resource]]:
    """Name and resource, the questionnaire response first; nothing for other instruments, nor for
    what was scored at an earlier date. What has no published wording has a text for its code."""
    instrument = instrument_named(score.instrument)
    if instrument is None or score.method is ScoreMethod.PRIOR:
        return
    name = _name(score, instrument)
    response = full_url(subject.draft_id, name) if score.items else None
    if score.items:
        yield name, _response(score, instrument, name, subject)
    for item in score.items:
        known = item_of(instrument.name, item.item)
        if item.score is not None and known is not None:
            observed = _observation(
                known.loinc, known.wording, f"{name}-{item.item}", score, subject, response
            )
            yield f"{name}-{item.item}", {**observed, "valueInteger": item.score}
    if score.total is not None:
        yield f"{name}-total", _total_observation(score, instrument, subject, response)
    elif instrument.triage is not None and score.severity is not None:
        called = _observation(
            None, f"{instrument.name}: what the answers call for", f"{name}-triage", score, subject,
            response,
        )  # fmt: skip
        yield f"{name}-triage", {**called, "valueString": score.severity}


def _name(score: Score, instrument: Instrument) -> str:
    """A form beside what was asked is a response of its own."""
    name = instrument.name.lower().replace(" ", "-")
    return f"{name}-form" if score.method is ScoreMethod.FORM else name


def _response(score: Score, instrument: Instrument, name: str, subject: FhirSubject) -> Resource:
    response: Resource = {
        "resourceType": "QuestionnaireResponse",
        "meta": {"security": security(part2=subject.part2)},
        "identifier": identifier("questionnaire-response", f"{subject.draft_id}/{name}"),
        "status": "completed" if score.complete else "in-progress",
        "subject": person("Patient", subject.client_ref),
        "authored": instant(subject.session_at),
        "item": [
            _answer(item, known)
            for item in score.items
            if (known := item_of(instrument.name, item.item)) is not None
        ],
    }
    if instrument.panel_loinc is not None:
        response["questionnaire"] = f"{LOINC}/q/{instrument.panel_loinc}"
    return response


def _answer(item: ScoreItem, asked: Item) -> Resource:
    link = f"/{asked.loinc}" if asked.loinc is not None else f"/{asked.number}"
    answer: Resource = {"linkId": link, "text": asked.wording}
    if item.score is not None and 0 <= item.score < len(asked.options):
        option = asked.options[item.score]
        coding = {"system": LOINC, "code": option.loinc, "display": option.wording}
        answer["answer"] = [{"valueCoding": coding}]
    return answer


def _total_observation(
    score: Score, instrument: Instrument, subject: FhirSubject, response: str | None
) -> Resource:
    total = _observation(
        instrument.total_loinc,
        f"{instrument.name} total score",
        f"{_name(score, instrument)}-total",
        score,
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
    loinc: str | None,
    text: str,
    name: str,
    score: Score,
    subject: FhirSubject,
    response: str | None,
) -> Resource:
    observation: Resource = {
        "resourceType": "Observation",
        "meta": {"security": security(part2=subject.part2)},
        "identifier": [identifier("observation", f"{subject.draft_id}/{name}")],
        "status": "final" if subject.signed else "preliminary",
        "category": [coded(OBSERVATION_CATEGORY, "survey", "Survey")],
        "code": {"text": text} if loinc is None else coded(LOINC, loinc, text=text),
        "subject": person("Patient", subject.client_ref),
        "effectiveDateTime": instant(subject.session_at),
        "method": {"text": _METHODS[score.method]},
    }
    if response is not None:
        observation["derivedFrom"] = [{"reference": response}]
    return observation
