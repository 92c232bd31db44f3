from dataclasses import replace
from datetime import UTC, datetime

import pytest

from summarize.score import ScoreMethod
from writeback.drafts.draft import Addendum, Draft, RejectedDraft, SignedNote, sign
from writeback.drafts.shelf import Entry
from writeback.ehr.fhir import to_fhir
from writeback.errors import NotPending
from writeback.renderings.watermark import DRAFT_WATERMARK

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
Resource = dict


def by_type(bundle: Resource, kind: str) -> list[Resource]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def signed(draft: Draft) -> SignedNote:
    return sign(draft, by="dr-rivera", at=NOW, attested=True, shown_sha256=None)


def test_a_draft_is_preliminary_and_a_signed_note_final(unsigned: Draft, entry: Entry) -> None:
    longer = SignedNote(
        signed(unsigned).draft, signed(unsigned).signature, (Addendum(NOW, "x", "Called."),)
    )
    for filed, status in (
        (unsigned, "preliminary"),
        (signed(unsigned), "final"),
        (longer, "amended"),
    ):
        bundle = to_fhir(filed, entry)
        document, *addenda = by_type(bundle, "DocumentReference")
        assert len(addenda) == (status == "amended")
        [composition] = by_type(bundle, "Composition")
        assert document["status"] == "current"
        assert document["docStatus"] == composition["status"] == status
        assert document["type"]["coding"][0]["code"] == "34904-3"
        assert ("attester" in composition) == (status != "preliminary")
    assert by_type(to_fhir(unsigned, entry), "Composition")[0]["title"].endswith(DRAFT_WATERMARK)


def test_a_rejected_draft_has_no_place_in_a_record(unsigned: Draft, entry: Entry) -> None:
    with pytest.raises(NotPending):
        to_fhir(RejectedDraft(unsigned, "x", NOW, "no"), entry)


def test_everything_a_model_touched_says_so(unsigned: Draft, entry: Entry) -> None:
    bundle = to_fhir(unsigned, replace(entry, part2=True))
    for held in bundle["entry"]:
        resource = held["resource"]
        if resource["resourceType"] != "Device":
            codes = {label["code"] for label in resource["meta"]["security"]}
            assert {"AIAST", "R", "42CFRPart2"} <= codes


def test_provenance_names_device_clinician_and_transcript(unsigned: Draft, entry: Entry) -> None:
    bundle = to_fhir(signed(unsigned), entry)
    [provenance] = by_type(bundle, "Provenance")
    urls = {held["fullUrl"] for held in bundle["entry"]}
    author, verifier = provenance["agent"]
    device = next(e for e in bundle["entry"] if e["resource"]["resourceType"] == "Device")
    assert author["who"]["reference"] == device["fullUrl"]
    assert verifier["who"]["identifier"]["value"] == "dr-rivera"
    assert provenance["reason"][0]["coding"][0]["code"] == "AIAST"
    assert provenance["entity"][0]["what"]["identifier"]["value"] == "ses-1"
    assert {target["reference"] for target in provenance["target"]} <= urls
    assert len(to_fhir(unsigned, entry)["entry"]) == len(bundle["entry"])
    [draft_provenance] = by_type(to_fhir(unsigned, entry), "Provenance")
    assert len(draft_provenance["agent"]) == 1


def test_instruments_have_their_codes_and_missing_items_no_value(
    unsigned: Draft, entry: Entry
) -> None:
    bundle = to_fhir(unsigned, entry)
    phq, gad = by_type(bundle, "QuestionnaireResponse")
    assert (phq["questionnaire"], phq["status"]) == ("http://loinc.org/q/44249-1", "in-progress")
    assert (gad["questionnaire"], gad["status"]) == ("http://loinc.org/q/69737-5", "completed")
    answers = {item["linkId"]: item.get("answer") for item in phq["item"]}
    assert answers["/44259-0"][0]["valueCoding"]["code"] == "LA6571-9"
    assert answers["/44250-9"] is None
    found = {o["code"]["coding"][0]["code"]: o for o in by_type(bundle, "Observation")}
    assert set(found) == {"44259-0", "44254-1", "44260-8", "70274-6"} | {
        "69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7",
    }  # fmt: skip
    assert found["44260-8"]["valueInteger"] == 1
    assert found["70274-6"]["valueQuantity"]["value"] == 11
    assert found["70274-6"]["valueQuantity"]["code"] == "{score}"
    assert all(o["status"] == "preliminary" for o in found.values())
    urls = {held["fullUrl"] for held in bundle["entry"]}
    assert all(o["derivedFrom"][0]["reference"] in urls for o in found.values())


def test_an_earlier_score_is_not_sent_as_todays(unsigned: Draft, entry: Entry) -> None:
    earlier = replace(unsigned.note.scores[1], method=ScoreMethod.PRIOR)
    total_only = replace(unsigned.note.scores[1], items=())
    for score, kinds in ((earlier, []), (total_only, ["Observation"])):
        draft = replace(unsigned, note=replace(unsigned.note, scores=(score,)))
        bundle = to_fhir(draft, entry)
        about = ("QuestionnaireResponse", "Observation")
        found = [e["resource"]["resourceType"] for e in bundle["entry"]]
        assert [kind for kind in found if kind in about] == kinds


def test_the_bundle_is_one_transaction_known_again(unsigned: Draft, entry: Entry) -> None:
    bundle = to_fhir(unsigned, entry)
    assert bundle["type"] == "transaction"
    urls = [held["fullUrl"] for held in bundle["entry"]]
    assert len(urls) == len(set(urls))
    assert [e["fullUrl"] for e in to_fhir(signed(unsigned), entry)["entry"]] == urls
    for held in bundle["entry"]:
        if held["resource"]["resourceType"] != "Provenance":
            assert held["request"]["method"] == "PUT"
            assert "identifier=urn:inglenook:" in held["request"]["url"]


def test_a_fhir_reference_stays_one(unsigned: Draft, entry: Entry) -> None:
    [document] = by_type(
        to_fhir(unsigned, replace(entry, client_ref="Patient/p1")), "DocumentReference"
    )
    assert document["subject"] == {"reference": "Patient/p1"}


def test_narrative_is_escaped(unsigned: Draft, entry: Entry) -> None:
    from summarize.note import Section, Statement, Support

    statement = Statement("s1", "a < b & \x07 <script>", Support.VERIFIED, ())
    note = replace(unsigned.note, sections=(Section("plan", (statement,)),))
    [composition] = by_type(to_fhir(replace(unsigned, note=note), entry), "Composition")
    [plan] = [s for s in composition["section"] if s["title"] == "Plan"]
    assert "<p>a &lt; b &amp; \ufffd &lt;script&gt;</p>" in plan["text"]["div"]
