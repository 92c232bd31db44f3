from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from ingest.session import Session
from ingest.sessions import Sessions
from vault import Vault

As = Callable[[str], dict[str, str]]


@pytest.fixture
def told(session: Session) -> dict[str, object]:
    return {
        "session_id": session.session_id,
        "client_id": "client-17",
        "clinician_id": "dr-rivera",
        "session_date": "2026-03-02",
        "duration_minutes": 50,
        "modality": "video",
        "template": "dap",
        "subjective": "Sleeps badly.",
        "plan": "Weekly CBT.",
        "scores": {"phq9": {"items": [1, 1, 1, 1, 1, 1, 1, 1, 0]}},
        "context": {"assessments": [{"instrument": "PHQ-9", "total": 15, "date": "2026-02-01"}]},
    }


def test_a_message_becomes_a_pending_draft(
    client: TestClient, as_: As, told: dict[str, object], session: Session, vault: Vault
) -> None:
    answer = client.post("/v1/drafts", json=told, headers=as_("rivera"))
    assert answer.status_code == 201
    body = answer.json()
    assert body["state"] == "pending"
    assert "NOT PART OF THE RECORD" in body["watermark"]
    assert list(body["note"]["sections"]) == ["data", "assessment", "plan"]
    [line] = body["note"]["sections"]["plan"]
    assert line["evidence"][0]["turn"] == "plan"
    totals = {(s["instrument"], s["method"]): s["total"] for s in body["note"]["scores"]}
    assert totals == {("PHQ-9", "form"): 8, ("PHQ-9", "prior"): 15}
    assert Sessions(vault).get(session.session_id).state == "drafted"
    page = client.get(f"/review/{body['draft_id']}", headers=as_("rivera"))
    assert page.status_code == 200
    assert "What was sent" in page.text


def test_a_repeat_gives_back_what_is_there(
    client: TestClient, as_: As, told: dict[str, object]
) -> None:
    first = client.post("/v1/drafts", json=told, headers=as_("rivera"))
    told["plan"] = "Something else."
    again = client.post("/v1/drafts", json=told, headers=as_("rivera"))
    assert again.status_code == 200
    assert again.json() == first.json()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"session_id": "ses-none"}, 404),
        ({"client_id": "client-18"}, 409),
        ({"clinician_id": "dr-stone"}, 403),
        ({"template": "poem"}, 422),
        ({"duration_minutes": -1}, 422),
        ({"scores": {"phq9": "many"}}, 422),
        ({"subjective": None, "plan": " ", "scores": None, "context": None}, 422),
    ],
)
def test_what_does_not_fit_is_refused(
    client: TestClient, as_: As, told: dict[str, object], change: dict[str, object], status: int
) -> None:
    answer = client.post("/v1/drafts", json={**told, **change}, headers=as_("rivera"))
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/v1/drafts", headers=as_("rivera")).json()["drafts"] == []


def test_others_may_not_file(client: TestClient, as_: As, told: dict[str, object]) -> None:
    for name, status in (("stone", 403), ("auditor", 403), ("far", 404)):
        assert client.post("/v1/drafts", json=told, headers=as_(name)).status_code == status
