"""From the worklist to an EHR that is not ours, by keyboard alone, through the whole house."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from access_practice import PEOPLE, Practice, running
from ehr_server import CLIENT_ID, EhrServer
from joserfc.jwk import ECKey
from page_check import shot
from playwright.sync_api import Browser, Page, expect

from vault import Tickets
from writeback.ehr.smart import BackendTokens, SmartOptions, jwks_of

pytestmark = pytest.mark.browser
KEY = ECKey.generate_key("P-384")


@pytest.fixture(scope="module")
def ehr() -> Iterator[EhrServer]:
    server = EhrServer(jwks_of([KEY]))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def practice(ehr: EhrServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """Named the EHR by its settings alone."""
    folder = tmp_path_factory.mktemp("house")
    key = folder / "key.pem"
    key.write_bytes(KEY.as_pem(private=True))
    with running(
        folder,
        fhir_url=f"{ehr.url}/fhir",
        fhir_token_url=f"{ehr.url}/token",
        fhir_client_id=CLIENT_ID,
        fhir_key=key,
        export_folder=folder / "export",
    ) as held:
        yield held


@pytest.fixture
def shown(browser: Browser, practice: Practice) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    tickets = Tickets(practice.app.state.house.vault)
    page.goto(f"{practice.url}/sign-in?ticket={tickets.issue(PEOPLE['dr-a'], 'sign-in', 60)}")
    yield page
    context.close()


def tab_to(page: Page, wanted: str) -> None:
    for _ in range(80):
        if page.evaluate("(id) => document.activeElement.id === id", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"#{wanted} cannot be reached with Tab")


def test_from_the_worklist_to_the_record_with_the_keyboard_alone(
    practice: Practice, shown: Page, ehr: EhrServer, tmp_path: Path
) -> None:
    case = practice.told()
    shown.reload()
    begun = time.monotonic()
    shown.keyboard.press("j")
    shown.keyboard.press("Enter")
    expect(shown.locator("#watermark")).to_contain_text("AI-GENERATED DRAFT")
    first = shown.locator("#note .statement .sentence").first
    tab_to(shown, first.get_attribute("id") or "")
    shown.keyboard.press("e")
    shown.keyboard.press("End")
    shown.keyboard.type(" Again.")
    shown.keyboard.press("Control+Enter")
    expect(first).to_contain_text("Again.")
    tab_to(shown, "attestation")
    shown.keyboard.press("Space")
    shown.keyboard.press("Enter")
    expect(shown.locator("body")).to_have_attribute("data-state", "signed")
    tokens = BackendTokens(
        SmartOptions(f"{ehr.url}/token", CLIENT_ID, KEY, "system/*.cud"), practice.nobody
    )
    deadline = begun + 60
    while not (held := ehr.held("DocumentReference", tokens.token())):
        assert time.monotonic() < deadline, "nothing came within a minute"
        time.sleep(0.1)
    assert [document["docStatus"] for document in held] == ["final"]
    assert held[0]["identifier"][0]["value"] == case.draft_id
    assert time.monotonic() < deadline
    shot(shown, "signed-note")


def test_what_was_given_up_is_seen_and_sent_again(
    practice: Practice, browser: Browser, ehr: EhrServer
) -> None:
    from sqlalchemy import select, update

    from vault import SYSTEM
    from vault.tables import outbox

    vault = practice.app.state.house.vault
    case = practice.told()
    practice.post("dr-a", f"/v1/drafts/{case.draft_id}/sign", {"attestation": True})
    mine = outbox.c.draft_id == case.draft_id

    def states() -> set[str]:
        return {row.state for row in vault.rows(select(outbox.c.state).where(mine))}

    deadline = time.monotonic() + 30
    while states() != {"delivered"}:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    with vault.begin(SYSTEM) as tx:
        tx.execute(
            update(outbox)
            .where(mine, outbox.c.connector == "fhir")
            .values(state="dead", attempts=12, last_error="422: the EHR refused it")
        )
    context = browser.new_context()
    page = context.new_page()
    ticket = Tickets(vault).issue(PEOPLE["sup"], "sign-in", 60)
    page.goto(f"{practice.url}/sign-in?ticket={ticket}&next=/deliveries")
    expect(page.locator("tbody tr")).to_contain_text("422: the EHR refused it")
    page.get_by_role("button", name="again").click()
    expect(page.locator("#told")).to_have_text("It is on its way again.")
    deadline = time.monotonic() + 30
    while states() != {"delivered"}:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    context.close()
