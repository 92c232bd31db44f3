from dataclasses import replace

import pytest

from summarize.score import Score, ScoreItem, ScoreMethod
from summarize.scores.instruments import instrument_named
from summarize.scores.tally import totalled
from writeback.drafts.draft import Draft
from writeback.drafts.shelf import Entry
from writeback.ehr.fhir import to_fhir

Resource = dict


def scored(name: str, *answers: int | None, method: ScoreMethod = ScoreMethod.VERBAL) -> Score:
    instrument = instrument_named(name)
    assert instrument is not None
    items = tuple(ScoreItem(number, score, ()) for number, score in enumerate(answers, start=1))
    return totalled(instrument, items, method)


def resources(draft: Draft, entry: Entry, *scores: Score) -> list[Resource]:
    bundle = to_fhir(replace(draft, note=replace(draft.note, scores=scores)), entry)
    urls = [held["fullUrl"] for held in bundle["entry"]]
    assert len(urls) == len(set(urls))
    about = ("QuestionnaireResponse", "Observation")
    found = [held["resource"] for held in bundle["entry"]]
    return [one for one in found if one["resourceType"] in about]


def test_audit_c_has_its_own_answers_and_total(unsigned: Draft, entry: Entry) -> None:
    response, *observed = resources(unsigned, entry, scored("AUDIT-C", 4, 1, 3))
    assert response["questionnaire"] == "http://loinc.org/q/72109-2"
    answers = [item["answer"][0]["valueCoding"]["code"] for item in response["item"]]
    assert answers == ["LA18929-2", "LA15695-2", "LA18891-4"]
    codes = [one["code"]["coding"][0]["code"] for one in observed]
    assert codes == ["68518-0", "68519-8", "68520-6", "75626-2"]
    assert observed[-1]["valueQuantity"]["value"] == 8
    assert observed[-1]["interpretation"] == [{"text": "positive"}]


def test_a_screen_in_own_words_claims_no_published_code(unsigned: Draft, entry: Entry) -> None:
    screen = scored("Suicide-risk screen", 1, 1, 1, 0, 0, 0)
    response, *observed = resources(unsigned, entry, screen)
    assert "questionnaire" not in response
    assert all("coding" not in one["code"] for one in observed)
    assert observed[-1]["valueString"] == "moderate"
    assert [item["answer"][0]["valueCoding"]["code"] for item in response["item"]] == [
        *["LA33-6"] * 3,
        *["LA32-8"] * 3,
    ]


def test_a_c_ssrs_form_keeps_its_codes(unsigned: Draft, entry: Entry) -> None:
    form = scored("C-SSRS", 1, 0, None, None, None, 0, method=ScoreMethod.FORM)
    response, *observed = resources(unsigned, entry, form)
    assert response["questionnaire"] == "http://loinc.org/q/93373-9"
    assert response["status"] == "in-progress"
    assert [one["code"]["coding"][0]["code"] for one in observed[:3]] == [
        "93246-7", "93247-5", "93267-3",
    ]  # fmt: skip
    assert observed[-1]["valueString"] == "low"


def test_a_form_and_what_was_asked_stand_side_by_side(unsigned: Draft, entry: Entry) -> None:
    asked = scored("GAD-7", 1, 1, 1, 1, 1, 1, 1)
    form = scored("GAD-7", 2, 2, 2, 2, 2, 2, 2, method=ScoreMethod.FORM)
    found = resources(unsigned, entry, asked, form)
    totals = [one["valueQuantity"]["value"] for one in found if "valueQuantity" in one]
    assert totals == [7, 14]
    methods = {one["method"]["text"] for one in found if one["resourceType"] == "Observation"}
    assert methods == {"asked in the session", "from a form"}


@pytest.mark.parametrize("name", ["PCL-5", "HAM-D"])
def test_an_instrument_not_known_here_is_not_coded(
    unsigned: Draft, entry: Entry, name: str
) -> None:
    unknown = Score(name, (), 40, True, None, ScoreMethod.FORM)
    assert resources(unsigned, entry, unknown) == []
