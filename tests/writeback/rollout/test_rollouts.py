"""The policy over REST: who changes it, what is told, what stands in the audit."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from diarize.turn import SpeakerRole
from ingest.consent import Scope
from ingest.problem import add_problem_handlers
from ingest.session import Session
from summarize.score import ScoreMethod
from vault import Principal, Role, Vault
from writeback.desk import Desk
from writeback.drafts.draft import Draft
from writeback.drafts.relabel import Relabel
from writeback.rollout import Policy, Rollouts, Stage
from writeback.rollout.routes import rollout_router

As = Callable[[str], dict[str, str]]
ADMIN = Principal(Role.ADMIN, "root")
CLINICIAN = Principal(Role.CLINICIAN, "dr-rivera")
MINE = "/v1/rollout/clinicians/dr-rivera"


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(rollout_router(desk))
    add_problem_handlers(app)
    with TestClient(app) as held:
        yield held


def test_an_administrator_switches_and_it_is_in_force(
    client: TestClient, as_: As, vault: Vault, session: Session
) -> None:
    rollouts = Rollouts(vault)
    assert rollouts.allows(session, Scope.DRAFT) and rollouts.scores(session)
    for stage, heard, drafted in (
        ("drafts", True, True),
        ("transcript", True, False),
        ("off", False, False),
    ):
        answer = client.put("/v1/rollout", json={"stage": stage}, headers=as_("admin"))
        assert answer.json()["practice"] == {"stage": stage, "enrolment": "everyone"}
        assert rollouts.allows(session, Scope.TRANSCRIBE) is heard
        assert rollouts.allows(session, Scope.DRAFT) is drafted
        assert not rollouts.scores(session)
    other = replace(session, tenant="elsewhere")
    assert rollouts.scores(other), "another practice's is its own"
    changes = [e.record for e in vault.audit_entries() if e.record.action == "rollout.practice"]
    assert changes[-1].reason == "transcript everyone > off everyone"
    assert {change.subject for change in changes} == {"root"}


def test_clinicians_choose_for_themselves(client: TestClient, as_: As, vault: Vault) -> None:
    body = {"stage": "scores", "enrolment": "volunteers"}
    client.put("/v1/rollout", json=body, headers=as_("admin"))
    mine = as_("rivera")
    assert client.get("/v1/rollout", headers=mine).json()["in_force"] == "off"
    answer = client.put(MINE, json={"choice": "in"}, headers=mine)
    assert answer.json()["in_force"] == "scores"
    assert answer.json()["clinicians"] == [
        {"clinician_ref": "dr-rivera", "choice": "in", "stage": None, "in_force": "scores"}
    ]
    assert "dr-rivera" not in client.get("/v1/rollout", headers=as_("stone")).text
    assert "dr-rivera" in client.get("/v1/rollout", headers=as_("okafor")).text
    client.put(MINE, json={"choice": "in", "stage": "drafts"}, headers=as_("admin"))
    assert client.put(MINE, json={"choice": "in"}, headers=mine).status_code == 403, (
        "that would take back the stage an administrator set"
    )
    out = {"choice": "out", "stage": "drafts"}
    assert client.put(MINE, json=out, headers=mine).json()["in_force"] == "off"
    reset = client.put(MINE, json={}, headers=as_("admin"))
    assert reset.json()["clinicians"] == []
    told = [e.record for e in vault.audit_entries() if e.record.action == "rollout.clinician"]
    assert told[0].reason == "no choice as the practice > in as the practice"
    assert (told[0].object_id, told[0].subject) == ("dr-rivera", "dr-rivera")


@pytest.mark.parametrize("who", ["rivera", "okafor", "auditor", "bridge"])
def test_others_do_not_switch(client: TestClient, as_: As, who: str) -> None:
    assert client.put("/v1/rollout", json={"stage": "off"}, headers=as_(who)).status_code == 403
    others = "/v1/rollout/clinicians/dr-stone"
    assert client.put(others, json={"choice": "out"}, headers=as_(who)).status_code == 403


@pytest.mark.parametrize("body", [{}, {"stage": "on"}, {"stage": "off", "x": 1}, [], "off"])
def test_nonsense_is_refused(client: TestClient, as_: As, body: object) -> None:
    assert client.put("/v1/rollout", json=body, headers=as_("admin")).status_code == 422


def test_a_correction_brings_no_score_back(
    desk: Desk, vault: Vault, session: Session, draft: Draft
) -> None:
    relabel = Relabel({"S1": SpeakerRole.CLIENT, "S2": SpeakerRole.CLINICIAN}, {})
    Rollouts(vault).set_policy(ADMIN, Policy(Stage.DRAFTS))
    from sqlalchemy import update

    from vault.tables import sessions

    with vault.begin(ADMIN) as tx:
        tx.execute(update(sessions).values(sample_rate=16000, channels=1))
    corrected = desk.speakers.correct(CLINICIAN, session.session_id, 0, relabel)
    again = Relabel({"S1": SpeakerRole.CLINICIAN, "S2": SpeakerRole.CLIENT}, {})
    corrected = desk.speakers.correct(CLINICIAN, session.session_id, 1, again)
    assert not [s for s in corrected.note.scores if s.method is ScoreMethod.VERBAL]
    Rollouts(vault).set_policy(ADMIN, Policy(Stage.SCORES))
    corrected = desk.speakers.correct(CLINICIAN, session.session_id, 2, relabel)
    corrected = desk.speakers.correct(CLINICIAN, session.session_id, 3, again)
    assert [s for s in corrected.note.scores if s.method is ScoreMethod.VERBAL]
