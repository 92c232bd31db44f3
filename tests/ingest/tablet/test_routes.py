"""The page's files, who gets them, and the papers it hands in."""

import json
import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from ingest.caller import COOKIE
from ingest.door import Door
from ingest.problem import add_problem_handlers
from ingest.session import Session
from ingest.tablet.routes import tablet_router
from vault import Principal, Role

FORM = {
    "version": "inglenook-room-1",
    "shown": ["Record the sound of this session."],
    "scopes": ["record"],
    "signatures": [
        {
            "role": "client",
            "method": "electronic",
            "at": "2026-01-01T09:00:00Z",
            "name": "Ada Park",
            "strokes": [[[0.1, 0.2], [0.3, 0.4]]],
        }
    ],
}


@pytest.fixture
def client(door: Door) -> TestClient:
    app = FastAPI()
    app.include_router(tablet_router(door, {"soap": "SOAP"}))
    add_problem_handlers(app)
    return TestClient(app)


def _bearer(door: Door, who: Principal) -> dict[str, str]:
    return {"Authorization": f"Bearer {door.issuer.mint(who, 60)}"}


def test_the_shell_says_who_may_record_and_holds_nothing_else(
    client: TestClient, door: Door, clinician: Principal
) -> None:
    answers = [client.get("/record")]
    for who in (Principal(Role.AUDITOR, "a"), clinician):
        client.cookies.set(COOKIE, door.issuer.mint(who, 60))
        answers.append(client.get("/record"))
    assert [answer.status_code for answer in answers] == [401, 403, 200]
    assert len({answer.content for answer in answers}) == 1
    policy = answers[-1].headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy


def test_setup_is_for_clinicians(client: TestClient, door: Door, clinician: Principal) -> None:
    assert client.get("/record/setup").status_code == 401
    bridge = _bearer(door, Principal(Role.BRIDGE, "b"))
    assert client.get("/record/setup", headers=bridge).status_code == 403
    setup = client.get("/record/setup", headers=_bearer(door, clinician)).json()
    assert setup["subject"] == clinician.subject
    assert setup["formats"] == [{"name": "soap", "title": "SOAP"}]
    assert [one["scope"] for one in setup["wording"]["purposes"] if one["needed"]] == ["record"]


def test_the_worker_keeps_every_file_that_the_page_names(client: TestClient) -> None:
    worker = client.get("/record/worker.js")
    assert worker.headers["Service-Worker-Allowed"] == "/record"
    found = re.search(r"^const SHELL = (\[.*\]);$", worker.text, re.M)
    assert found is not None
    kept = json.loads(found[1])
    named = set(re.findall(r'(?:src|href)="(/[^"#]+)"', client.get("/record").text))
    scripts = [path for path in kept if path.endswith(".js")]
    for path in scripts:
        text = client.get(path).text
        named |= {f"/record/static/{name}" for name in re.findall(r'from "\./([^"]+)"', text)}
        named |= set(re.findall(r'"(/record/static/[^"]+)"', text))
    manifest = client.get("/record/manifest.json")
    assert manifest.headers["Content-Type"] == "application/manifest+json"
    named |= {icon["src"] for icon in manifest.json()["icons"]}
    assert named - {"/review"} <= set(kept)
    ours = [path for path in kept if path.startswith("/record")]
    assert {client.get(path).status_code for path in ours} == {200, 401}
    for name in ("../shell.py", "record.html", "worker.js", "no.js"):
        assert client.get(f"/record/static/{name}").status_code == 404


def test_marks_and_form_are_kept_for_the_sessions_own_clinician(
    client: TestClient, door: Door, session: Session, clinician: Principal
) -> None:
    at = f"/v1/sessions/{session.session_id}"
    own = _bearer(door, clinician)
    other = _bearer(door, Principal(Role.CLINICIAN, "dr-z"))
    marks = {"marks": [{"at": 9.5, "kind": "break", "missing": 2.0}, {"at": 3.25}]}
    assert client.get(f"{at}/marks", headers=own).json()["marks"] == []
    for path, body in (("marks", marks), ("consent-form", FORM)):
        assert client.put(f"{at}/{path}", json=body).status_code == 401
        assert client.put(f"{at}/{path}", json=body, headers=other).status_code == 404
        assert client.put(f"{at}/{path}", json=body, headers=own).status_code == 200
        assert client.get(f"{at}/{path}", headers=other).status_code == 404
    assert client.get(f"{at}/marks", headers=own).json()["marks"] == [
        {"at": 3.25, "kind": "moment", "missing": 0.0},
        {"at": 9.5, "kind": "break", "missing": 2.0},
    ]
    read = client.get(f"{at}/consent-form", headers=own).json()
    assert read["signatures"][0]["name"] == "Ada Park"
    files = [path for path in door.vault.folder.rglob("*") if path.is_file()]
    assert not any(b"Ada Park" in path.read_bytes() for path in files)
    actions = [entry.record.action for entry in door.vault.audit_entries()]
    assert {"marks.put", "marks.read", "consent-form.put", "consent-form.read"} <= set(actions)


@pytest.mark.parametrize(
    "marks",
    [[{"at": -1}], [{"at": 1e9}], [{"at": 1, "kind": "song"}], [{"at": 1}] * 1001, "x", [None]],
)
def test_marks_that_cannot_be_are_refused(
    client: TestClient, door: Door, session: Session, clinician: Principal, marks: object
) -> None:
    answer = client.put(
        f"/v1/sessions/{session.session_id}/marks",
        json={"marks": marks},
        headers=_bearer(door, clinician),
    )
    assert answer.status_code == 422
