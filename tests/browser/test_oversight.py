"""The auditors' pages in Chromium: with the keyboard alone, and by axe-core."""

import pytest
from page_check import faults, shot
from playwright.sync_api import Page, expect

from vault import Principal, Role

pytestmark = pytest.mark.browser

AUDITOR = Principal(Role.AUDITOR, "aud")
SUPERVISOR = Principal(Role.SUPERVISOR, "dr-okafor")
CLINICIAN = Principal(Role.CLINICIAN, "dr-rivera")


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until the focus is on what goes by that name."""
    for _ in range(40):
        page.keyboard.press("Tab")
        held = page.evaluate(
            "document.activeElement.name || document.activeElement.textContent.trim()"
        )
        if held == name:
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def test_an_auditor_with_the_keyboard_alone(page: Page, house) -> None:
    house.desk.drafts.get(SUPERVISOR, house.draft.draft_id)
    house.desk.drafts.review(CLINICIAN, house.draft.draft_id)
    house.sign_in(page, "/audit", AUDITOR)
    expect(page.get_by_role("heading", level=1)).to_have_text("What was done here")
    expect(page.locator(".hints")).to_contain_text("read 1 session of dr-rivera as a supervisor")
    assert faults(page) == []
    shot(page, "audit")

    tab_to(page, "Check the chain")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The chain holds")

    tab_to(page, "who")
    page.keyboard.type("dr-okafor")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("draft.read")
    assert faults(page) == []

    text = page.locator("body").inner_text()
    for hidden in ("sertraline", "client-17", "diary"):
        assert hidden not in text


def test_the_page_fits_a_tablet_upright(page: Page, house) -> None:
    house.desk.drafts.get(SUPERVISOR, house.draft.draft_id)
    page.set_viewport_size({"width": 768, "height": 1024})
    house.sign_in(page, "/audit", AUDITOR)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(page, "audit_tablet")


def test_what_becomes_of_drafts(page: Page, house) -> None:
    house.desk.drafts.sign(CLINICIAN, house.draft.draft_id, attested=True)
    house.sign_in(page, "/quality", CLINICIAN)
    expect(page.get_by_role("heading", level=2).first).to_have_text("Yours")
    assert faults(page) == []
    shot(page, "quality")
