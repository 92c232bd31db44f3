"""`GET /v1/audit`: what, for whom, page by page."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fhir.resources.R4B.bundle import Bundle
from starlette.testclient import TestClient

from ingest.problem import add_problem_handlers
from vault import Principal, Role, SessionId
from writeback.desk import Desk
from writeback.oversight.routes import oversight_router

As = Callable[[str], dict[str, str]]


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(oversight_router(desk))
    add_problem_handlers(app)
    for number in range(6):
        actor = Principal(Role.CLINICIAN, f"dr-{number % 2}")
        with desk.vault.begin(actor) as tx:
            tx.audit(
                "draft.read" if number < 4 else "draft.sign",
                object_id=f"d_{number}",
                session_id=SessionId("ses-x") if number == 5 else None,
                reason="why, so",
            )
    with TestClient(app) as held:
        yield held


def ids(answer: object) -> list[str]:
    return [entry["object_id"] for entry in answer["entries"]]  # type: ignore[index]


def ask(client: TestClient, headers: dict[str, str], **params: object) -> dict[str, object]:
    answer = client.get("/v1/audit", params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_it_is_filtered(client: TestClient, as_: As) -> None:
    me = as_("auditor")
    assert ids(ask(client, me, who="dr-1")) == ["d_1", "d_3", "d_5"]
    assert ids(ask(client, me, action="draft.sign")) == ["d_4", "d_5"]
    assert ids(ask(client, me, action="draft", who="dr-0")) == ["d_0", "d_2", "d_4"]
    assert ids(ask(client, me, object_id="d_2")) == ["d_2"]
    assert ids(ask(client, me, session_id="ses-x")) == ["d_5"]
    assert ids(ask(client, me, action="draf")) == []
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert ids(ask(client, me, since=tomorrow)) == []
    assert len(ids(ask(client, me, until=tomorrow, role="clinician"))) == 6


def test_pages_follow_each_other(client: TestClient, as_: As) -> None:
    me = as_("auditor")
    seen: list[str] = []
    url = "/v1/audit?action=draft&limit=2&who=dr-0"
    for _ in range(3):
        answer = client.get(url, headers=me)
        seen += ids(answer.json())
        if answer.json()["next"] is None:
            break
        url = answer.json()["next"]
        assert answer.headers["link"] == f'<{url}>; rel="next"'
    assert seen == ["d_0", "d_2", "d_4"]


def test_it_comes_as_files(client: TestClient, as_: As) -> None:
    me = as_("admin")
    asked = {"action": "draft", "limit": 3}
    answer = client.get("/v1/audit", params={**asked, "format": "csv"}, headers=me)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert len(answer.text.splitlines()) == 4
    assert '"why, so"' in answer.text
    answer = client.get("/v1/audit", params={**asked, "format": "ndjson"}, headers=me)
    assert [json.loads(line)["object_id"] for line in answer.text.splitlines()] == [
        "d_0",
        "d_1",
        "d_2",
    ]
    answer = client.get("/v1/audit", params={**asked, "format": "fhir"}, headers=me)
    bundle = Bundle.model_validate_json(answer.text)
    assert [link.relation for link in bundle.link] == ["self", "next"]
    events = [entry.resource for entry in bundle.entry]
    assert [event.subtype[0].code for event in events] == ["draft.read"] * 3
    assert events[0].agent[0].who.identifier.value == "dr-0"
    assert events[0].entity[1].what.identifier.value == "d_0"
    assert events[0].purposeOfEvent[0].text == "why, so"


def test_reading_it_is_told_in_it(client: TestClient, as_: As, desk: Desk) -> None:
    client.get("/v1/audit", params={"who": "dr-1", "format": "csv"}, headers=as_("auditor"))
    client.get("/v1/audit/verification", headers=as_("admin"))
    *_, read, checked = desk.vault.audit_entries()
    assert (read.record.action, read.record.subject) == ("audit.export.csv", "aud")
    assert read.record.reason == "who=dr-1"
    assert (checked.record.action, checked.record.subject) == ("audit.verify", "root")


@pytest.mark.parametrize("who", ["rivera", "okafor", "bridge"])
def test_others_do_not_read_it(client: TestClient, as_: As, who: str) -> None:
    for path in ("/v1/audit", "/v1/audit/verification"):
        assert client.get(path, headers=as_(who)).status_code == 403


@pytest.mark.parametrize(
    "asked",
    [
        {"format": "xml"},
        {"limit": 0},
        {"limit": 1001},
        {"after": -1},
        {"after": "x"},
        {"since": "2026-01-01"},
        {"since": "noon"},
        {"who": "a\x00b"},
        {"action": "draft%"},
    ],
)
def test_nonsense_is_refused(client: TestClient, as_: As, asked: dict[str, object]) -> None:
    assert client.get("/v1/audit", params=asked, headers=as_("auditor")).status_code == 422


def test_it_is_verified(client: TestClient, as_: As, desk: Desk) -> None:
    answer = client.get("/v1/audit/verification", headers=as_("auditor")).json()
    assert answer == {"holds": True, "entries": len(desk.vault.audit_entries())}
