from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from ingest.consents import Consents
from ingest.session import Session
from vault import Principal, Role, Vault
from writeback.desk import Desk
from writeback.drafts.draft import Draft
from writeback.renderings.watermark import DRAFT_WATERMARK

As = Callable[[str], dict[str, str]]
RIVERA = Principal(Role.CLINICIAN, "dr-rivera")


def test_every_page_keeps_the_world_out(client: TestClient, as_: As, draft: Draft) -> None:
    for path, status in (
        ("/review", 200),
        (f"/review/{draft.draft_id}", 200),
        ("/review/static/review.js", 200),
        ("/review/static/nothing.js", 404),
        ("/review/d_none", 404),
        ("/sign-in?ticket=x", 401),
    ):
        answer = client.get(path, headers=as_("rivera"))
        assert answer.status_code == status, path
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        for inline in ("style=", "<style", " onclick", "<script>", "http://", "//cdn"):
            assert inline not in answer.text.replace("http://www.w3.org/2000/svg", ""), path


def test_pages_with_protected_text_are_not_kept(client: TestClient, as_: As, draft: Draft) -> None:
    for path in ("/review", f"/review/{draft.draft_id}"):
        assert client.get(path, headers=as_("rivera")).headers["cache-control"] == "no-store"


def test_the_watermark_is_on_the_page_until_signing(
    client: TestClient, as_: As, draft: Draft
) -> None:
    path = f"/review/{draft.draft_id}"
    assert DRAFT_WATERMARK in client.get(path, headers=as_("rivera")).text
    client.post(
        f"/v1/drafts/{draft.draft_id}/sign", json={"attestation": True}, headers=as_("rivera")
    )
    signed = client.get(path, headers=as_("rivera")).text
    assert DRAFT_WATERMARK not in signed
    assert "AI-assisted; reviewed and signed by dr-rivera" in signed


def test_who_may_only_read_gets_no_tools(client: TestClient, as_: As, draft: Draft) -> None:
    path = f"/review/{draft.draft_id}"
    assert 'data-do="edit"' in client.get(path, headers=as_("okafor")).text
    shown = client.get(path, headers=as_("bridge"))
    assert shown.status_code == 200
    assert 'data-do="edit"' not in shown.text and 'id="sign"' not in shown.text
    assert client.get(path, headers=as_("admin")).status_code == 403
    assert client.get(path, headers=as_("stone")).status_code == 404
    assert client.get(path, headers=as_("far")).status_code == 404


def test_what_was_said_is_never_markup(client: TestClient, as_: As, draft: Draft) -> None:
    evil = "<img src=x onerror=alert(1)>\"'>"
    client.patch(
        f"/v1/drafts/{draft.draft_id}",
        json={"edits": [{"statement": "s1", "text": evil}]},
        headers={**as_("rivera"), "If-Match": '"1"'},
    )
    text = client.get(f"/review/{draft.draft_id}", headers=as_("rivera")).text
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text


def test_a_sign_in_link_works_once(client: TestClient, desk: Desk, draft: Draft) -> None:
    ticket = desk.tickets.issue(RIVERA, "sign-in", 60)
    link = f"/sign-in?ticket={ticket}&next=/review/{draft.draft_id}"
    answer = client.get(link, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/review/{draft.draft_id}"
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("inglenook_session=")
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert client.get("/review").status_code == 200
    client.cookies.clear()
    assert client.get(link, follow_redirects=False).status_code == 401
    assert client.get("/review").status_code == 401


def test_a_ticket_for_something_else_signs_nobody_in(client: TestClient, desk: Desk) -> None:
    ticket = desk.tickets.issue(RIVERA, "audio:ses-1", 60)
    assert client.get(f"/sign-in?ticket={ticket}", follow_redirects=False).status_code == 401


@pytest.mark.parametrize(
    "onward",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/v1/drafts", "/review/../v1",
     "javascript:alert(1)", "/review\r\nx: y", "/reviewer"],
)  # fmt: skip
def test_sign_in_leads_nowhere_else(client: TestClient, desk: Desk, onward: str) -> None:
    ticket = desk.tickets.issue(RIVERA, "sign-in", 60)
    answer = client.get(
        "/sign-in", params={"ticket": ticket, "next": onward}, follow_redirects=False
    )
    assert answer.headers["location"] == "/review"


def test_a_cookie_alone_changes_nothing(client: TestClient, desk: Desk, draft: Draft) -> None:
    ticket = desk.tickets.issue(RIVERA, "sign-in", 60)
    client.get(f"/sign-in?ticket={ticket}")
    url = f"/v1/drafts/{draft.draft_id}/reject"
    assert client.post(url, json={"reason": "x"}).status_code == 403
    own = client.post(url, json={"reason": "x"}, headers={"X-Inglenook": "1"})
    assert own.status_code == 200


def test_after_revocation_the_page_says_so(
    client: TestClient, as_: As, draft: Draft, vault: Vault, session: Session
) -> None:
    Consents(vault).revoke(RIVERA, session.consent_id, "asked")
    answer = client.get(f"/review/{draft.draft_id}", headers=as_("rivera"))
    assert answer.status_code == 410
    assert "Consent was revoked" in answer.text
    assert "Revoked" not in client.get("/review", headers=as_("rivera")).text


def test_the_worklist_names_what_is_still_in_work(
    client: TestClient, as_: As, draft: Draft, vault: Vault, session: Session
) -> None:
    from ingest.audio import AudioFormat, Encoding
    from ingest.session import Source
    from ingest.sessions import Sessions

    form = AudioFormat(Encoding.PCM_S16LE, 16000, 1)
    assert "Recording" not in client.get("/review", headers=as_("rivera")).text
    other = Sessions(vault).open(
        RIVERA, consent_id=session.consent_id, clinician_ref=None, source=Source.TABLET
    )
    Sessions(vault).start(RIVERA, other.session_id, form)
    assert "Recording" in client.get("/review", headers=as_("rivera")).text
    assert "Recording" not in client.get("/review", headers=as_("stone")).text
