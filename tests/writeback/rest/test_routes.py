from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from starlette.testclient import TestClient

from ingest.caller import COOKIE
from ingest.consents import Consents
from ingest.errors import NoConsent
from ingest.problem import add_problem_handlers as add_ingest_problem_handlers
from ingest.session import Session
from vault import DraftId, Issuer, Principal, Role, Vault
from vault.tables import consents
from writeback.desk import Desk, Regenerated
from writeback.drafts.draft import Draft
from writeback.problem import add_problem_handlers
from writeback.renderings.format import DraftFormat
from writeback.renderings.watermark import DRAFT_WATERMARK
from writeback.rest.routes import draft_router

As = Callable[[str], dict[str, str]]


@pytest.fixture
def url(draft: Draft) -> str:
    return f"/v1/drafts/{draft.draft_id}"


def patch(client: TestClient, url: str, headers: dict[str, str], version: int, body: object):
    return client.patch(url, json=body, headers={**headers, "If-Match": f'"{version}"'})


def test_a_draft_is_read_with_its_watermark_and_version(
    client: TestClient, url: str, as_: As, draft: Draft
) -> None:
    answer = client.get(url, headers=as_("rivera"))
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"1"'
    body = answer.json()
    assert body["state"] == "pending"
    assert body["watermark"] == DRAFT_WATERMARK
    assert body["signature"] is None
    assert list(body["note"]["sections"]) == ["subjective", "objective", "assessment", "plan"]
    by_session = client.get(f"/v1/sessions/{draft.session_id}/draft", headers=as_("rivera"))
    assert by_session.json() == body


def test_every_format_carries_the_watermark(client: TestClient, url: str, as_: As) -> None:
    for form, kind in {
        "json": "application/json",
        "md": "text/markdown; charset=utf-8",
        "pdf": "application/pdf",
        "fhir": "application/fhir+json",
    }.items():
        answer = client.get(url, params={"format": form}, headers=as_("rivera"))
        assert answer.status_code == 200, form
        assert answer.headers["content-type"] == kind
        if form != "pdf":
            assert DRAFT_WATERMARK in answer.text
    assert client.get(url, params={"format": "doc"}, headers=as_("rivera")).status_code == 422


def test_who_reads(client: TestClient, url: str, as_: As) -> None:
    assert client.get(url).status_code == 401
    assert client.get(url, headers=as_("okafor")).status_code == 200
    assert client.get(url, headers=as_("stone")).status_code == 404
    assert client.get(url, headers=as_("auditor")).status_code == 403
    assert client.get(url, headers=as_("far")).status_code == 404
    assert client.get("/v1/drafts/d_none", headers=as_("rivera")).status_code == 404


def test_the_pending_list_holds_only_own_drafts(client: TestClient, draft: Draft, as_: As) -> None:
    def ids(name: str, state: str = "pending") -> list[str]:
        answer = client.get("/v1/drafts", params={"state": state}, headers=as_(name))
        return [entry["draft_id"] for entry in answer.json()["drafts"]]

    assert ids("rivera") == ids("okafor") == [draft.draft_id]
    assert ids("stone") == ids("far") == ids("rivera", "signed") == []


def test_an_edit_is_logged_and_makes_the_statement_the_clinicians(
    client: TestClient, url: str, as_: As
) -> None:
    edit = {"statement": "s3", "text": "Client is worried about work."}
    answer = patch(client, url, as_("rivera"), 1, {"edits": [edit]})
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"2"'
    body = answer.json()
    changed = body["note"]["sections"]["subjective"][2]
    assert changed["text"] == "Client is worried about work."
    assert changed["support"] == "clinician"
    [log] = body["edits"]
    assert log.pop("at").startswith("2026-03-02T09:00")
    assert log == {
        "by": "dr-rivera",
        "section": "subjective",
        "statement": "s3",
        "before": "Client reports feeling hopeful about work.",
        "after": "Client is worried about work.",
    }


def test_whole_sections_may_be_given(client: TestClient, url: str, as_: As) -> None:
    plan = [{"id": "s5", "text": "Keep the diary."}, "Call the GP."]
    answer = patch(client, url, as_("rivera"), 1, {"sections": {"plan": plan}})
    lines = answer.json()["note"]["sections"]["plan"]
    assert [line["text"] for line in lines] == ["Keep the diary.", "Call the GP."]
    assert [line["support"] for line in lines] == ["verified", "clinician"]
    assert len(lines[0]["evidence"]) == 1
    as_note = {"note": {"sections": {"plan": "Call the GP.\nKeep the diary."}}}
    answer = patch(client, url, as_("rivera"), 2, as_note)
    texts = [line["text"] for line in answer.json()["note"]["sections"]["plan"]]
    assert texts == ["Call the GP.", "Keep the diary."]


def test_an_omission_is_taken_into_a_section(client: TestClient, url: str, as_: As) -> None:
    omission = {"turn": "t8", "quote": "I also stopped going to choir"}
    edit = {"omission": omission, "section": "subjective", "text": "Stopped going to choir."}
    body = patch(client, url, as_("rivera"), 1, {"edits": [edit]}).json()
    added = body["note"]["sections"]["subjective"][-1]
    assert added["text"] == "Stopped going to choir."
    assert added["evidence"] == [{**omission, "start": 21.0, "end": 23.8}]
    assert body["note"]["omissions"] == []


def test_an_edit_of_an_old_version_is_refused(client: TestClient, url: str, as_: As) -> None:
    edit = {"edits": [{"statement": "s3", "delete": True}]}
    assert client.patch(url, json=edit, headers=as_("rivera")).status_code == 428
    assert patch(client, url, as_("rivera"), 1, edit).status_code == 200
    late = patch(client, url, as_("rivera"), 1, edit)
    assert late.status_code == 412
    assert late.headers["etag"] == '"2"'
    assert late.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"edits": []},
        {"edits": [{"statement": "nobody", "text": "x"}]},
        {"edits": [{"statement": "s1"}]},
        {"edits": [{"statement": "s1", "text": "  "}]},
        {"edits": [{"section": "weather", "text": "x"}]},
        {"edits": [{"text": "x"}]},
        {"edits": [{"omission": {"turn": "t1", "quote": "never said"}, "dismiss": True}]},
        {"sections": {"plan": [{"id": "s1", "text": "another section's"}]}},
        {"edits": [{"statement": "s1", "text": "good"}, {"statement": "s99", "delete": True}]},
        {"unknown": 1},
    ],
)
def test_a_bad_edit_changes_nothing(client: TestClient, url: str, as_: As, body: object) -> None:
    assert patch(client, url, as_("rivera"), 1, body).status_code == 422
    assert client.get(url, headers=as_("rivera")).json()["version"] == 1


def test_only_clinician_or_supervisor_change_a_draft(client: TestClient, url: str, as_: As) -> None:
    for name, status in (("stone", 404), ("auditor", 403), ("far", 404)):
        edit = {"edits": [{"statement": "s3", "delete": True}]}
        assert patch(client, url, as_(name), 1, edit).status_code == status
        sign = client.post(f"{url}/sign", json={"attestation": True}, headers=as_(name))
        assert sign.status_code == status
        reject = client.post(f"{url}/reject", json={"reason": "x"}, headers=as_(name))
        assert reject.status_code == status
    assert client.get(url, headers=as_("rivera")).json()["state"] == "pending"


def test_signing_needs_the_attestation_and_what_was_shown(
    client: TestClient, url: str, as_: As
) -> None:
    shown = client.get(url, headers=as_("rivera")).json()["content_sha256"]
    for body in ({}, {"attestation": False}, {"attestation": False, "content_sha256": shown}):
        assert client.post(f"{url}/sign", json=body, headers=as_("rivera")).status_code == 422
    patch(client, url, as_("rivera"), 1, {"edits": [{"statement": "s3", "delete": True}]})
    signing = {"attestation": True, "content_sha256": shown}
    assert client.post(f"{url}/sign", json=signing, headers=as_("rivera")).status_code == 409
    now = client.get(url, headers=as_("rivera")).json()["content_sha256"]
    signing["content_sha256"] = now
    answer = client.post(f"{url}/sign", json=signing, headers=as_("rivera"))
    assert answer.status_code == 200
    body = answer.json()
    assert body["state"] == "signed"
    assert body["signature"]["by"] == "dr-rivera"
    assert body["signature"]["content_sha256"] == now == body["content_sha256"]
    assert body["watermark"].startswith("AI-assisted; reviewed and signed by dr-rivera")
    again = client.get(url, headers=as_("rivera"))
    assert again.json() == body


def test_nothing_moves_after_signing_but_addenda(client: TestClient, url: str, as_: As) -> None:
    early = client.post(f"{url}/addenda", json={"text": "x"}, headers=as_("rivera"))
    assert early.status_code == 409
    signed = client.post(f"{url}/sign", json={"attestation": True}, headers=as_("rivera")).json()
    version = signed["version"]
    edit = {"edits": [{"statement": "s1", "delete": True}]}
    assert patch(client, url, as_("rivera"), version, edit).status_code == 409
    for step, body in (("sign", {"attestation": True}), ("reject", {"reason": "no"})):
        answer = client.post(f"{url}/{step}", json=body, headers=as_("rivera"))
        assert answer.status_code == 409
    added = client.post(f"{url}/addenda", json={"text": "Client called."}, headers=as_("rivera"))
    assert added.status_code == 201
    body = added.json()
    assert [addendum["text"] for addendum in body["addenda"]] == ["Client called."]
    assert body["note"] == signed["note"]
    assert body["signature"] == signed["signature"]


def test_a_rejected_draft_keeps_its_reason_and_its_watermark(
    client: TestClient, url: str, as_: As
) -> None:
    assert (
        client.post(f"{url}/reject", json={"reason": " "}, headers=as_("rivera")).status_code == 422
    )
    body = client.post(
        f"{url}/reject", json={"reason": "Wrong client."}, headers=as_("rivera")
    ).json()
    assert body["state"] == "rejected"
    assert body["rejection"]["reason"] == "Wrong client."
    assert "NOT PART OF THE RECORD" in body["watermark"]
    sign = client.post(f"{url}/sign", json={"attestation": True}, headers=as_("rivera"))
    assert sign.status_code == 409
    fhir = client.get(url, params={"format": "fhir"}, headers=as_("rivera"))
    assert fhir.status_code == 409


def test_feedback_is_kept_with_the_draft(client: TestClient, url: str, as_: As) -> None:
    given = {"kind": "wrong", "statement": "s3", "comment": "It was about home."}
    answer = client.post(f"{url}/feedback", json=given, headers=as_("rivera"))
    assert answer.status_code == 201
    held = client.get(f"{url}/feedback", headers=as_("rivera")).json()["feedback"]
    assert [{key: entry[key] for key in given} for entry in held] == [given]
    assert client.get(url, headers=as_("rivera")).json()["version"] == 1


def test_after_revocation_nothing_is_readable(
    client: TestClient, url: str, as_: As, vault: Vault, session: Session
) -> None:
    Consents(vault).revoke(Principal(Role.CLINICIAN, "dr-rivera"), session.consent_id, "asked")
    for path in (url, f"/v1/sessions/{session.session_id}/draft"):
        assert client.get(path, headers=as_("rivera")).status_code == 410
    sign = client.post(f"{url}/sign", json={"attestation": True}, headers=as_("rivera"))
    assert sign.status_code == 410
    listed = client.get("/v1/drafts", params={"state": "revoked"}, headers=as_("rivera")).json()
    assert [entry["state"] for entry in listed["drafts"]] == ["revoked"]
    assert "note" not in listed["drafts"][0]


def expire(vault: Vault) -> None:
    with vault.begin(Principal(Role.CLINICIAN, "dr-rivera")) as tx:
        tx.execute(update(consents).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))


def test_what_is_not_signed_asks_for_a_consent_in_force(
    client: TestClient, url: str, as_: As, desk: Desk, vault: Vault, session: Session
) -> None:
    expire(vault)
    mine = as_("rivera")
    answers = [
        client.get(f"/v1/sessions/{session.session_id}/draft", headers=mine),
        *(client.get(url, params={"format": form}, headers=mine) for form in DraftFormat),
        patch(client, url, mine, 1, {"edits": [{"statement": "s3", "delete": True}]}),
        client.post(f"{url}/sign", json={"attestation": True}, headers=mine),
        client.post(f"{url}/reject", json={"reason": "no"}, headers=mine),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert {answer.json()["detail"] for answer in answers} == {
        "No consent in force: the consent has expired."
    }
    (listed,) = client.get("/v1/drafts", headers=mine).json()["drafts"]
    assert listed["state"] == "pending" and "note" not in listed
    with pytest.raises(NoConsent):  # asked before a note is written anew
        desk.drafts.editable(Principal(Role.CLINICIAN, "dr-rivera"), DraftId(listed["draft_id"]))


def test_what_was_signed_in_time_stays_the_clinicians(
    client: TestClient, url: str, as_: As, vault: Vault
) -> None:
    mine = as_("rivera")
    client.post(f"{url}/sign", json={"attestation": True}, headers=mine)
    expire(vault)
    for form in DraftFormat:
        assert client.get(url, params={"format": form}, headers=mine).status_code == 200
    text = {"text": "Client called."}
    assert client.post(f"{url}/addenda", json=text, headers=mine).status_code == 201


def test_each_step_leaves_its_audit_row(
    client: TestClient, url: str, as_: As, vault: Vault, draft: Draft
) -> None:
    client.get(url, headers=as_("rivera"))
    client.get(url, params={"format": "pdf"}, headers=as_("okafor"))
    client.get(url, headers=as_("stone"))
    for name in ("rivera", "stone"):
        client.get("/v1/drafts", headers=as_(name))
    patch(client, url, as_("rivera"), 1, {"edits": [{"statement": "s3", "delete": True}]})
    client.post(f"{url}/sign", json={"attestation": True}, headers=as_("rivera"))
    rows = [
        (entry.record.action, entry.record.subject)
        for entry in vault.audit_entries(session_id=draft.session_id)
        if entry.record.action.startswith("draft.")
    ]
    assert rows == [
        ("draft.file", "inglenook"),
        ("draft.read", "dr-rivera"),
        ("draft.export.pdf", "dr-okafor"),
        ("draft.refused", "dr-stone"),
        ("draft.list", "dr-rivera"),
        ("draft.edit", "dr-rivera"),
        ("draft.sign", "dr-rivera"),
    ]
    vault.verify_audit()


def test_regenerate_without_a_drafter_says_so(client: TestClient, url: str, as_: As) -> None:
    assert client.post(f"{url}/regenerate", headers=as_("rivera")).status_code == 501


def test_regenerating_keeps_what_the_clinician_wrote(
    client: TestClient, url: str, as_: As, desk: Desk, draft: Draft
) -> None:
    async def anew(session_id: str, section: str | None, wish: str) -> Regenerated:
        assert session_id == draft.session_id
        asked.append((section, wish))
        return Regenerated(draft.note, {"llm": "other"})

    asked: list[tuple[str | None, str]] = []

    app = FastAPI()
    app.include_router(draft_router(replace(desk, regenerate=anew)))
    add_ingest_problem_handlers(app)
    add_problem_handlers(app)
    edit = {"edits": [{"statement": "s3", "text": "My own words."}]}
    patch(client, url, as_("rivera"), 1, edit)
    with TestClient(app) as again:
        assert again.post(f"{url}/regenerate", headers=as_("stone")).status_code == 404
        answer = again.post(
            f"{url}/regenerate",
            json={"section": "subjective", "instruction": "In the past tense."},
            headers=as_("rivera"),
        )
        nowhere = {"instruction": "Shorter."}
        refused = again.post(f"{url}/regenerate", json=nowhere, headers=as_("rivera"))
        assert refused.status_code == 422
        late = {**as_("rivera"), "If-Match": '"1"'}
        assert again.post(f"{url}/regenerate", headers=late).status_code == 412
    assert answer.status_code == 200
    texts = [s["text"] for s in answer.json()["note"]["sections"]["subjective"]]
    assert texts == [*(s.text for s in draft.note.sections[0].statements[:2]), "My own words."]
    assert asked[0] == ("subjective", "In the past tense.")


def test_a_signature_on_a_page_asks_for_a_fresh_sign_in(
    client: TestClient, url: str, desk: Desk, as_: As
) -> None:
    old = Issuer(desk.vault.folder, clock=lambda: datetime.now(UTC) - timedelta(minutes=16))
    cookies = {COOKIE: old.mint(Principal(Role.CLINICIAN, "dr-rivera"), 3600)}
    page = {"X-Inglenook": "1", "Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items())}
    assert client.get(url, headers=page).status_code == 200
    refused = client.post(f"{url}/sign", json={"attestation": True}, headers=page)
    assert refused.status_code == 401
    assert "sign-in of the last 15 minutes" in refused.json()["detail"]
    fresh = desk.issuer.mint(Principal(Role.CLINICIAN, "dr-rivera"), 3600)
    page["Cookie"] = f"{COOKIE}={fresh}"
    assert client.post(f"{url}/sign", json={"attestation": True}, headers=page).status_code == 200


def test_undo_over_http(client: TestClient, url: str, as_: As) -> None:
    rivera = as_("rivera")
    first = client.get(url, headers=rivera).json()
    patch(client, url, rivera, 1, {"edits": [{"statement": "s2", "delete": True}]})
    late = client.post(f"{url}/restore", json={"version": 1}, headers={**rivera, "If-Match": '"1"'})
    assert late.status_code == 412
    back = client.post(f"{url}/restore", json={"version": 1}, headers={**rivera, "If-Match": '"2"'})
    assert back.status_code == 200
    assert back.json()["note"] == first["note"]
    assert back.headers["etag"] == '"3"'
    assert client.post(f"{url}/restore", json={"version": 1}, headers=rivera).status_code == 428
