"""`/audit` and `/quality`: whom they let in, what they show and what they must not."""

from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from ingest.problem import add_problem_handlers
from vault import Principal, Role, SessionId, Vault
from writeback.desk import Desk
from writeback.drafts.draft import Draft
from writeback.oversight.pages import oversight_pages
from writeback.oversight.routes import oversight_router

As = Callable[[str], dict[str, str]]
CLINICIAN = Principal(Role.CLINICIAN, "dr-rivera")
SUPERVISOR = Principal(Role.SUPERVISOR, "dr-okafor")


@pytest.fixture
def client(desk: Desk, draft: Draft) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(oversight_pages(desk))
    app.include_router(oversight_router(desk))
    add_problem_handlers(app)
    desk.drafts.review(CLINICIAN, draft.draft_id)
    desk.drafts.get(SUPERVISOR, draft.draft_id)
    with TestClient(app) as held:
        yield held


def test_an_auditor_sees_what_was_done_and_no_word_of_it(
    client: TestClient, as_: As, draft: Draft
) -> None:
    page = client.get("/audit", headers=as_("auditor"))
    assert page.status_code == 200
    for shown in ("draft.review", draft.session_id, "dr-rivera", "Hints, not findings"):
        assert shown in page.text
    assert "read 1 session of dr-rivera as a supervisor" in page.text
    for hidden in ("client-17", "sertraline", "sleep", "choir"):
        assert hidden not in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert "<script" not in page.text and "style=" not in page.text
    assert page.headers["cache-control"] == "no-store"


def test_it_is_filtered_and_paged(client: TestClient, as_: As, vault: Vault) -> None:
    for number in range(120):
        with vault.begin(CLINICIAN) as tx:
            tx.audit("draft.edit", object_id=f"x-{number:03d}", session_id=SessionId("ses-q"))
    me = as_("admin")
    page = client.get("/audit", params={"session": "ses-q"}, headers=me).text
    assert "x-119" in page and "x-020" in page and "x-019" not in page
    assert "Hints, not findings" not in page
    older = page.partition('href="/audit?session=ses-q&amp;before=')[2].partition('"')[0]
    page = client.get(f"/audit?session=ses-q&before={older}", headers=me).text
    assert "x-019" in page and "x-020" not in page and "Older" not in page
    page = client.get("/audit", params={"who": "dr-okafor", "action": "draft"}, headers=me).text
    assert "draft.read" in page and "draft.edit" not in page
    assert "No entry is like that" in client.get("/audit?until=2020-01-01", headers=me).text
    assert client.get("/audit?since=noon&before=x", headers=me).status_code == 422
    assert client.get("/audit?since=noon", headers=me).status_code == 200


def test_what_stands_in_the_audit_is_text_on_the_page(
    client: TestClient, as_: As, vault: Vault
) -> None:
    mean = Principal(Role.CLINICIAN, "<script>alert(1)</script>")
    with vault.begin(mean) as tx:
        tx.audit("draft.edit", object_id='"><img src=x>', reason="<b>bold")
    page = client.get("/audit", headers=as_("auditor")).text
    for markup in ("<script>", "<img src=x>", "<b>bold"):
        assert markup not in page


def test_the_chain_is_checked_on_the_page(client: TestClient, as_: As) -> None:
    assert "The chain holds:" in client.get("/audit?check=true", headers=as_("auditor")).text


@pytest.mark.parametrize(("who", "status"), [("rivera", 403), ("okafor", 403), ("bridge", 403)])
def test_others_are_told_so(client: TestClient, as_: As, who: str, status: int) -> None:
    page = client.get("/audit", headers=as_(who))
    assert page.status_code == status and "dr-rivera" not in page.text
    assert client.get("/audit").status_code == 401
    assert client.get("/v1/audit/hints", headers=as_(who)).status_code == 403


def test_hints_over_rest(client: TestClient, as_: As) -> None:
    told = client.get("/v1/audit/hints", headers=as_("auditor")).json()
    (hint,) = [one for one in told["hints"] if one["kind"] == "supervisor"]
    assert (hint["subject"], hint["about"]) == ("dr-okafor", "dr-rivera")
    assert told["all"] is True and told["caution"].startswith("Hints, not findings")
    assert client.get("/v1/audit/hints?days=0", headers=as_("auditor")).status_code == 422


def test_quality_is_shown_to_whom_it_belongs(
    client: TestClient, as_: As, desk: Desk, draft: Draft
) -> None:
    desk.drafts.sign(CLINICIAN, draft.draft_id, attested=True)
    page = client.get("/quality", headers=as_("rivera")).text
    assert "Yours" in page and "plan" in page
    assert "Yours" not in client.get("/quality", headers=as_("auditor")).text
    assert "dr-rivera" in client.get("/quality?period=month", headers=as_("okafor")).text
    assert client.get("/quality", headers=as_("bridge")).status_code == 403
    assert client.get("/audit/static/oversight.css").status_code == 200
    assert client.get("/audit/static/other.css").status_code == 404
