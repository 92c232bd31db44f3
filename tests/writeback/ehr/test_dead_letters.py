import pytest
from fastapi import FastAPI
from scripted_connector import OPTIONS, RIVERA, Scripted
from starlette.testclient import TestClient

from ingest.errors import Forbidden
from ingest.problem import add_problem_handlers as add_ingest_problem_handlers
from vault import Principal, Role, Vault
from writeback.desk import Desk
from writeback.drafts.draft import Draft
from writeback.ehr.dead_letters import DeadLetters
from writeback.ehr.outbox import OutboxState, deliver
from writeback.ehr.routes import outbox_router
from writeback.errors import DeliveryRefused, NoSuchLetter, NotDead
from writeback.problem import add_problem_handlers

ADMIN = Principal(Role.ADMIN, "office")
FAR = Principal(Role.ADMIN, "office", "elsewhere")


@pytest.fixture
def letters(vault: Vault, desk: Desk, draft: Draft, clock) -> DeadLetters:
    desk.drafts.sign(RIVERA, draft.draft_id, attested=True)
    deliver(vault, {"folder": Scripted([DeliveryRefused("unknown client")])}, OPTIONS, now=clock)
    return DeadLetters(vault)


def test_what_was_given_up_is_seen_and_sent_again(
    vault: Vault, letters: DeadLetters, clock
) -> None:
    [dead] = letters.listed(ADMIN, OutboxState.DEAD)
    assert (dead.last_error, dead.attempts) == ("unknown client", 1)
    assert letters.resend(ADMIN, dead.outbox_id).state is OutboxState.WAITING
    clock.now = letters.listed(ADMIN, None)[0].next_attempt_at
    connector = Scripted()
    assert deliver(vault, {"folder": connector}, OPTIONS, now=clock) == 1
    assert connector.taken[0].idempotency_key.startswith(f"{dead.draft_id}:")
    assert letters.listed(ADMIN, OutboxState.DEAD) == []
    with pytest.raises(NotDead):
        letters.resend(ADMIN, dead.outbox_id)


def test_another_practice_finds_nothing(letters: DeadLetters) -> None:
    [dead] = letters.listed(ADMIN, OutboxState.DEAD)
    assert letters.listed(FAR, None) == []
    with pytest.raises(NoSuchLetter):
        letters.resend(FAR, dead.outbox_id)
    assert letters.listed(ADMIN, OutboxState.DEAD) == [dead]


def test_a_clinician_does_not_look_after_deliveries(letters: DeadLetters) -> None:
    with pytest.raises(Forbidden):
        letters.listed(RIVERA, None)


def test_over_rest(desk: Desk, letters: DeadLetters) -> None:
    app = FastAPI()
    add_ingest_problem_handlers(app)
    add_problem_handlers(app)
    app.include_router(outbox_router(desk))
    as_admin = {"Authorization": f"Bearer {desk.issuer.mint(ADMIN, 60)}"}
    with TestClient(app) as client:
        [found] = client.get("/v1/outbox?state=dead", headers=as_admin).json()["outbox"]
        path = f"/v1/outbox/{found['outbox_id']}/resend"
        assert client.post(path, headers=as_admin).json()["state"] == "waiting"
        assert client.post(path, headers=as_admin).status_code == 409
        assert client.post("/v1/outbox/none/resend", headers=as_admin).status_code == 404
        assert client.get("/v1/outbox?state=lost", headers=as_admin).status_code == 422
        assert client.get("/v1/outbox").status_code == 401
