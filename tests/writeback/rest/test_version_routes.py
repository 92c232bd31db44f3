"""Earlier versions of a draft over REST."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from vault import Vault
from vault.tables import audit
from writeback.drafts.draft import Draft
from writeback.renderings.watermark import DRAFT_WATERMARK

As = Callable[[str], dict[str, str]]


@pytest.fixture
def url(draft: Draft) -> str:
    return f"/v1/drafts/{draft.draft_id}"


def edited(
    client: TestClient, url: str, headers: dict[str, str], version: int, edit: object
) -> None:
    answer = client.patch(
        url, json={"edits": [edit]}, headers={**headers, "If-Match": f'"{version}"'}
    )
    assert answer.status_code == 200, answer.text


def test_each_version_tells_who_made_it_when_and_what_it_changed(
    client: TestClient, url: str, as_: As
) -> None:
    edited(client, url, as_("rivera"), 1, {"statement": "s3", "text": "Worried about work."})
    edited(client, url, as_("okafor"), 2, {"statement": "s4", "delete": True})
    client.post(f"{url}/sign", json={"attestation": True}, headers=as_("rivera"))
    client.post(f"{url}/addenda", json={"text": "Called back."}, headers=as_("rivera"))
    answer = client.get(f"{url}/versions", headers=as_("rivera"))
    versions = answer.json()["versions"]
    assert [(v["version"], v["act"], v["by"], v["state"]) for v in versions] == [
        (1, "filed", "inglenook", "pending"),
        (2, "edited", "dr-rivera", "pending"),
        (3, "edited", "dr-okafor", "pending"),
        (4, "signed", "dr-rivera", "signed"),
        (5, "addendum", "dr-rivera", "signed"),
    ]
    assert versions[1]["changes"] == [
        {"section": "subjective", "statement": "s3", "change": "rewritten"}
    ]
    assert versions[2]["changes"] == [
        {"section": "assessment", "statement": "s4", "change": "removed"}
    ]
    assert versions[3]["changes"] == []
    assert {v["at"] for v in versions} == {"2026-03-02T09:00:00+00:00"}
    assert "Worried" not in answer.text


def test_an_earlier_version_is_given_as_it_was_and_watermarked(
    client: TestClient, url: str, as_: As
) -> None:
    edited(client, url, as_("rivera"), 1, {"statement": "s3", "text": "Worried about work."})
    client.post(f"{url}/sign", json={"attestation": True}, headers=as_("rivera"))
    first = client.get(f"{url}/versions/1", headers=as_("rivera"))
    assert first.headers["inglenook-current-version"] == "3"
    body = first.json()
    assert body["version"] == 1 and body["state"] == "pending"
    assert body["watermark"] == DRAFT_WATERMARK
    assert "hopeful" in body["note"]["sections"]["subjective"][2]["text"]
    for form in ("md", "pdf"):
        answer = client.get(f"{url}/versions/2", params={"format": form}, headers=as_("rivera"))
        assert answer.status_code == 200
        if form == "md":
            assert DRAFT_WATERMARK in answer.text and "Worried" in answer.text
    assert client.get(f"{url}/versions/1?format=fhir", headers=as_("rivera")).status_code == 422
    for number, status in {"0": 404, "4": 404, "-1": 404, "x": 422, "9" * 30: 404}.items():
        assert client.get(f"{url}/versions/{number}", headers=as_("rivera")).status_code == status


def test_two_versions_are_compared_statement_by_statement(
    client: TestClient, url: str, as_: As
) -> None:
    for version, edit in enumerate(
        (
            {"statement": "s3", "text": "Client reports feeling hopeless about work."},
            {"statement": "s4", "delete": True},
            {"section": "plan", "text": "Call the GP."},
        ),
        start=1,
    ):
        edited(client, url, as_("rivera"), version, edit)
    told = client.get(f"{url}/diff", params={"from": 1}, headers=as_("rivera")).json()
    assert (told["from"], told["to"]) == (1, 4)
    assert told["watermark"] == {"from": DRAFT_WATERMARK, "to": DRAFT_WATERMARK}
    lines = told["sections"]["subjective"]
    assert [line["change"] for line in lines] == ["same", "same", "rewritten"]
    assert lines[2]["words"] == [
        ["=", "Client reports feeling"],
        ["-", "hopeful"],
        ["+", "hopeless"],
        ["=", "about work."],
    ]
    [gone] = told["sections"]["assessment"]
    assert gone["change"] == "removed" and gone["after"] is None
    assert [line["change"] for line in told["sections"]["plan"]] == ["same", "added"]
    assert "risk" not in told and "scores" not in told
    back = client.get(f"{url}/diff", params={"from": 4, "to": 1}, headers=as_("rivera")).json()
    assert [line["change"] for line in back["sections"]["assessment"]] == ["added"]
    for asked, status in (({}, 422), ({"from": 9}, 404), ({"from": 0}, 422)):
        assert client.get(f"{url}/diff", params=asked, headers=as_("okafor")).status_code == status


def test_what_others_may_not_read_they_do_not_compare(
    client: TestClient, url: str, as_: As
) -> None:
    for path in ("versions", "versions/1", "diff?from=1"):
        assert client.get(f"{url}/{path}", headers=as_("stone")).status_code == 404
        assert client.get(f"{url}/{path}", headers=as_("auditor")).status_code == 403


def test_reading_a_version_is_audited(client: TestClient, url: str, as_: As, vault: Vault) -> None:
    client.get(f"{url}/versions", headers=as_("rivera"))
    client.get(f"{url}/versions/1", headers=as_("rivera"))
    client.get(f"{url}/diff?from=1", headers=as_("rivera"))
    rows = vault.rows(select(audit).order_by(audit.c.id))
    acts = [(row.action, row.reason) for row in rows][-3:]
    assert acts == [
        ("draft.versions.list", ""),
        ("draft.versions.read", "version 1"),
        ("draft.versions.compare", "versions 1 and 1"),
    ]
