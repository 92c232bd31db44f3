from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

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
        ({"duration_minutes": 0}, 422),
        ({"duration_minutes": 100_000}, 422),
        ({"session_date": "2999-01-01"}, 422),
        ({"session_date": "last Tuesday"}, 422),
        ({"session_date": "1812-01-01"}, 422),
        ({"scores": {"phq9": "many"}}, 422),
        ({"scores": {"phq9": 28}}, 422),
        ({"scores": {"phq9": -1}}, 422),
        ({"scores": {"phq9": {"items": [0, 4]}}}, 422),
        ({"scores": {"gad7": {"items": [0] * 8}}}, 422),
        ({"scores": [{"instrument": "GAD-7", "total": 22}]}, 422),
        ({"context": {"assessments": [{"instrument": "PHQ-9", "total": 99}]}}, 422),
        ({"context": {"goals": "sleep"}}, 422),
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


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"session_date": "2999-01-01"}, "session_date: it lies in the future"),
        ({"duration_minutes": -1}, "duration_minutes: "),
        ({"scores": {"phq9": 28}}, "scores.phq9.total: a PHQ-9 total must be from 0 to 27"),
        (
            {"scores": {"gad7": {"items": [1, 5]}}},
            "scores.gad7.items[1]: an item of GAD-7 must be from 0 to 3",
        ),
        ({"template": "poem"}, "there are: soap, dap, birp, girp, pirp"),
    ],
)
def test_a_refusal_says_what_and_what_would_be_right(
    client: TestClient, as_: As, told: dict[str, object], change: dict[str, object], detail: str
) -> None:
    answer = client.post("/v1/drafts", json={**told, **change}, headers=as_("rivera"))
    assert answer.status_code == 422
    assert detail in answer.json()["detail"]


def test_structured_fields_fill_their_sections(
    client: TestClient, as_: As, told: dict[str, object]
) -> None:
    told |= {
        "template": "soap",
        "vitals": {"bp": "128/82", "heartRate": 72, "weight": None},
        "mental_status": {"affect": "constricted", "insight": ""},
        "interventions": ["Paced breathing"],
        "plan": "- Sleep log\n- Weekly CBT",
        "scores": {"phq9": {"items": [1] * 9, "total": 12}, "gad7": {"items": [1, 1], "total": 9}},
    }
    note = client.post("/v1/drafts", json=told, headers=as_("rivera")).json()["note"]
    objective = {one["text"]: one for one in note["sections"]["objective"]}
    for text, field in (
        ("BP: 128/82.", "vitals"),
        ("Heart rate: 72.", "vitals"),
        ("Affect: constricted.", "mental_status"),
        ("Paced breathing", "interventions"),
    ):
        assert objective[text]["evidence"][0]["turn"] == field
    assert [one["text"] for one in note["sections"]["plan"]] == ["Sleep log", "Weekly CBT"]
    whole = " ".join(objective)
    assert "Weight" not in whole and "Insight" not in whole, "what is not given is not written"
    assert objective["PHQ-9 (form): 9 of 27, mild."]["doubts"] == [
        "the form's own total is 12, its items add up to 9"
    ]
    assert "GAD-7 (form): 2 of 7 items answered, no total." in objective
    totals = {s["instrument"]: (s["total"], s["complete"]) for s in note["scores"]}
    assert totals["GAD-7"] == (None, False)


def test_date_duration_and_modality_appear(
    client: TestClient, as_: As, told: dict[str, object]
) -> None:
    body = client.post("/v1/drafts", json=told, headers=as_("rivera")).json()
    assert body["note"]["session"] == {
        "account": "fields",
        "date": "2026-03-02",
        "duration_minutes": 50.0,
        "modality": "video",
    }
    at = f"/v1/drafts/{body['draft_id']}"
    text = client.get(f"{at}?format=md", headers=as_("rivera")).text
    assert "Monday 02 March 2026, 50 minutes, video, not recorded" in text
    assert "[plan] “Weekly CBT.”" in text
    bundle = client.get(f"{at}?format=fhir", headers=as_("rivera")).json()
    document = bundle["entry"][0]["resource"]
    assert document["context"]["period"] == {"start": "2026-03-02"}
    page = client.get(f"/review/{body['draft_id']}", headers=as_("rivera")).text
    assert "50 minutes" in page and "video" in page


def test_context_is_carried_forward_with_its_own_evidence(
    client: TestClient, as_: As, told: dict[str, object]
) -> None:
    told["context"] = {"goals": ["Sleep seven hours"], "prior_note": "Plan: sleep log."}
    body = client.post("/v1/drafts", json=told, headers=as_("rivera")).json()
    statements = [one for section in body["note"]["sections"].values() for one in section]
    fields = {p["field"] for one in statements for p in one["evidence"] if p.get("kind")}
    assert fields == {"goals[0]", "prior_note"}
    page = client.get(f"/review/{body['draft_id']}", headers=as_("rivera")).text
    assert "Known before today" in page


def test_two_at_once_are_one_draft_with_the_words_of_the_first(
    client: TestClient, as_: As, told: dict[str, object]
) -> None:
    start = Barrier(4)

    def send(plan: str) -> tuple[int, dict[str, object]]:
        start.wait()
        answer = client.post("/v1/drafts", json={**told, "plan": plan}, headers=as_("rivera"))
        return answer.status_code, answer.json()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, ["One.", "Two.", "Three.", "Four."]))
    assert sorted(status for status, _ in answers) == [200, 200, 200, 201]
    bodies = [body for _, body in answers]
    assert all(body == bodies[0] for body in bodies)
    assert len(client.get("/v1/drafts", headers=as_("rivera")).json()["drafts"]) == 1
    note = bodies[0]["note"]
    assert isinstance(note, dict)
    [line] = note["sections"]["plan"]
    page = client.get(f"/review/{bodies[0]['draft_id']}", headers=as_("rivera")).text
    sent = page.partition('id="turns"')[2]
    assert line["text"] in sent, "what was sent is what the draft was made of"


def test_what_was_sent_is_not_written_anew(
    client: TestClient, as_: As, told: dict[str, object]
) -> None:
    body = client.post("/v1/drafts", json=told, headers=as_("rivera")).json()
    answer = client.post(f"/v1/drafts/{body['draft_id']}/regenerate", headers=as_("rivera"))
    assert answer.status_code in (422, 501)
    assert client.get(f"/v1/drafts/{body['draft_id']}", headers=as_("rivera")).json() == body


def test_others_may_not_file(client: TestClient, as_: As, told: dict[str, object]) -> None:
    for name, status in (("stone", 404), ("auditor", 403), ("far", 404)):
        assert client.post("/v1/drafts", json=told, headers=as_(name)).status_code == status
