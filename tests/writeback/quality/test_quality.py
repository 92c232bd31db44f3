"""Numbers of what becomes of drafts: counted right, without a word, shown to whom they belong."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from starlette.testclient import TestClient

from ingest.problem import add_problem_handlers
from summarize.note import Note, Section, Statement, Support
from vault import SYSTEM, Principal, Role, Vault
from vault.tables import feedback_marks, section_edits
from writeback.desk import Desk
from writeback.drafts.change import Remove, Rewrite
from writeback.drafts.draft import Draft
from writeback.drafts.feedback import FeedbackKind
from writeback.quality.distance import section_edits as edits_of
from writeback.quality.report import Period, Quality
from writeback.quality.routes import quality_router
from writeback.quality.versions import software, versions_told

As = Callable[[str], dict[str, str]]
CLINICIAN = Principal(Role.CLINICIAN, "dr-rivera")
sentences = st.lists(st.text("ab ", min_size=1, max_size=12), max_size=4)


def noted(note: Note, texts: list[str]) -> Note:
    said = tuple(
        Statement(f"s{n}", text, Support.VERIFIED, ()) for n, text in enumerate(texts, start=1)
    )
    return replace(note, sections=(Section("plan", said),))


@given(sentences, sentences)
def test_the_distance_is_one(unsigned_note: Note, one: list[str], other: list[str]) -> None:
    note = unsigned_note
    (edit,) = edits_of(noted(note, one), noted(note, other))
    (back,) = edits_of(noted(note, other), noted(note, one))
    assert edit.changed_words == back.changed_words
    assert (edit.changed_words == 0) == (" ".join(one).split() == " ".join(other).split())
    assert edit.changed_words >= abs(edit.signed_words - edit.drafted_words)
    assert edit.changed_words <= max(edit.signed_words, edit.drafted_words)


@pytest.fixture(scope="module")
def unsigned_note() -> Note:
    import importlib.util
    import sys
    from pathlib import Path

    path = Path(__file__).parents[1] / "conftest.py"
    spec = importlib.util.spec_from_file_location("quality_sample", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    note: Note = module.sample_note()
    return note


def test_signing_keeps_what_was_changed_and_no_word(desk: Desk, draft: Draft, vault: Vault) -> None:
    changes = [Rewrite("s5", "Keep the diary; next session Tuesday at ten."), Remove("s3")]
    desk.drafts.edit(CLINICIAN, draft.draft_id, 1, changes)
    desk.drafts.sign(CLINICIAN, draft.draft_id, attested=True)
    rows = {row.section: row for row in vault.rows(select(section_edits))}
    assert list(rows) == ["subjective", "objective", "assessment", "plan"]
    plan, subjective = rows["plan"], rows["subjective"]
    assert (plan.drafted_words, plan.signed_words, plan.changed_words) == (9, 8, 1)
    assert subjective.changed_words == 6, "a sentence of six words was struck out"
    assert rows["assessment"].changed_words == rows["objective"].drafted_words == 0
    assert (plan.drafter, plan.model, plan.software) == ("extractive", "rules-1", software())
    assert plan.clinician_ref == "dr-rivera" and plan.redrafts == 0
    kept = " ".join(str(value) for row in rows.values() for value in row)
    for held in (draft.draft_id, draft.session_id, "diary", "client-17"):
        assert held not in kept


def test_the_audit_tells_what_made_a_draft(desk: Desk, draft: Draft, vault: Vault) -> None:
    (entry,) = [e.record for e in vault.audit_entries() if e.record.action == "draft.file"]
    assert entry.reason == (f"drafter=extractive model=rules-1 asr=scripted inglenook={software()}")
    note = replace(
        draft.note,
        drafter=replace(
            draft.note.drafter, kind="vllm", prompt_sha256="ab" * 32, prompt_version="7"
        ),
    )
    assert f"prompt=7 prompt_sha256={'ab' * 32}" in versions_told(note, {})


def test_feedback_is_counted_by_section(desk: Desk, draft: Draft, vault: Vault) -> None:
    give = desk.drafts.give_feedback
    give(CLINICIAN, draft.draft_id, FeedbackKind.WRONG, statement="s5", comment="not said")
    give(CLINICIAN, draft.draft_id, FeedbackKind.MISSING, comment="the choir")
    found = [(row.section, row.kind) for row in vault.rows(select(feedback_marks))]
    assert sorted(found) == [("", "missing"), ("plan", "wrong")]
    assert sorted(Quality(vault).marks()) == [
        ("missing", "extractive", 1),
        ("wrong", "extractive", 1),
    ]


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """Notes of four clinicians in one week, of two in the next, and one of another practice."""
    app = FastAPI()
    app.include_router(quality_router(desk))
    add_problem_handlers(app)
    kept = [
        ("default", "dr-rivera", "2026-03-02", 10),
        ("default", "dr-stone", "2026-03-04", 20),
        ("default", "dr-c", "2026-03-08", 30),
        ("default", "dr-rivera", "2026-03-09", 50),
        ("default", "dr-stone", "2026-03-09", 50),
        ("elsewhere", "dr-rivera", "2026-03-02", 99),
    ]
    with desk.vault.begin(SYSTEM) as tx:
        for number, (tenant, who, day, changed) in enumerate(kept):
            tx.execute(
                insert(section_edits).values(
                    edit_id=str(number),
                    tenant=tenant,
                    clinician_ref=who,
                    day=day,
                    template="soap",
                    section="plan",
                    drafter="vllm",
                    model="m",
                    prompt="1",
                    software="1",
                    redrafts=0,
                    drafted_words=100,
                    signed_words=80,
                    changed_words=changed,
                )
            )
    with TestClient(app) as held:
        yield held


def test_each_sees_their_own_and_all_see_the_practice(client: TestClient, as_: As) -> None:
    told = client.get("/v1/quality", headers=as_("rivera")).json()
    (week,) = told["practice"]["sections"]
    assert (week["period"], week["notes"], week["changed_words"]) == ("2026-W10", 3, 60)
    assert week["share_changed"] == 0.2
    assert [(one["period"], one["changed_words"]) for one in told["own"]["sections"]] == [
        ("2026-W10", 10),
        ("2026-W11", 50),
    ]
    assert "clinicians" not in told and "dr-" not in str(told)

    told = client.get("/v1/quality?period=month", headers=as_("okafor")).json()
    assert [one["clinician_ref"] for one in told["clinicians"]] == [
        "dr-c",
        "dr-rivera",
        "dr-stone",
    ]
    assert told["practice"]["sections"][0]["notes"] == 5
    for who in ("auditor", "admin"):
        told = client.get("/v1/quality", headers=as_(who)).json()
        assert "own" not in told and "dr-" not in str(told)
        assert len(told["practice"]["sections"]) == 1, "two clinicians would know each other"
    assert client.get("/v1/quality", headers=as_("bridge")).status_code == 403


def test_a_span_of_days_is_asked_for(client: TestClient, as_: As) -> None:
    asked = {"since": "2026-03-03", "until": "2026-03-08"}
    told = client.get("/v1/quality", params=asked, headers=as_("okafor")).json()
    assert [one["clinician_ref"] for one in told["clinicians"]] == ["dr-c", "dr-stone"]
    for wrong in ({"since": "x"}, {"period": "year"}):
        assert client.get("/v1/quality", params=wrong, headers=as_("okafor")).status_code == 422


def test_weeks_are_those_of_the_calendar() -> None:
    assert Period.WEEK.of("2027-01-01") == "2026-W53"
    assert Period.MONTH.of("2027-01-01") == "2027-01"
