"""The review page in a real browser, mostly by keyboard."""

import io
import re

import pypdf
import pytest
from playwright.sync_api import Page, expect

from vault import SYSTEM, Principal, Role
from writeback.drafts.change import Rewrite
from writeback.drafts.draft import SignedNote
from writeback.renderings.watermark import DRAFT_WATERMARK

pytestmark = pytest.mark.browser


def _playing(page: Page) -> float:
    return float(page.evaluate("document.getElementById('player').currentTime"))


def test_from_worklist_to_signed_note_by_keyboard(page: Page, house) -> None:
    house.sign_in(page, "/review")
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting for you")
    expect(page.locator(".card .badge-risk")).to_have_text("Passive suicidal ideation")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(house.url + house.review)
    expect(page.locator("#watermark")).to_have_text(DRAFT_WATERMARK)

    page.locator("#se-s1").focus()
    page.keyboard.press("Enter")
    mark = page.locator("#turn-t2 mark")
    expect(mark).to_have_text("most nights I lie awake until three")
    page.wait_for_function("document.getElementById('player').currentTime > 2.7")
    assert _playing(page) < 6

    page.locator("#se-s3").focus()
    page.keyboard.press("e")
    page.keyboard.press("Control+A")
    page.keyboard.type("Client is worried about work.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#st-s3")).to_have_attribute("data-support", "clinician")
    expect(page.locator("#se-s3")).to_be_focused()
    page.locator("#se-s4").focus()
    page.keyboard.press("c")
    expect(page.locator("#st-s4")).to_have_attribute("data-support", "clinician")
    page.locator("#ob-1").focus()
    page.keyboard.press("a")
    expect(page.locator(".omissions")).to_have_count(0)

    page.locator("#attestation").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("body")).to_have_attribute("data-state", "signed")
    expect(page.locator("#watermark")).to_have_text(
        re.compile("AI-assisted; reviewed and signed by dr-rivera")
    )
    expect(page.locator('[data-do="edit"]')).to_have_count(0)
    _, filed = house.desk.drafts.get(SYSTEM, house.draft.draft_id)
    assert isinstance(filed, SignedNote)
    assert [edit.after for edit in filed.draft.edits if edit.statement == "s3"] == [
        "Client is worried about work."
    ]


def test_risk_stands_first_and_what_is_not_proven_stands_out(page: Page, house) -> None:
    house.sign_in(page, house.review)
    order = page.evaluate(
        "[...document.querySelectorAll('#note > *')].map(e => e.className || e.tagName)"
    )
    assert order.index("risk risk-loud") == 1
    assert order.index("risk risk-loud") < order.index("scores") < order.index("part")
    expect(page.locator('[data-support="unverified"] .badge')).to_have_count(2)
    expect(page.locator(".omission")).to_contain_text("I also stopped going to choir")
    expect(page.locator('.score [data-missing="yes"]')).to_have_count(6)


def test_two_windows_do_not_overwrite_each_other(page: Page, house) -> None:
    house.sign_in(page, house.review)
    page.locator('#st-s3 [data-do="edit"]').click()
    page.locator("#st-s3 textarea").fill("Mine.")
    other = [Rewrite("s3", "Theirs.")]
    house.desk.drafts.edit(_clinician(), house.draft.draft_id, 1, other)
    page.locator("#st-s3 [type=submit]").click()
    expect(page.get_by_role("alert")).to_contain_text("It now reads: Theirs.")
    expect(page.locator("#st-s3 textarea")).to_have_value("Mine.")
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.locator("#se-s3")).to_have_text("Mine.")
    _, filed = house.desk.drafts.get(SYSTEM, house.draft.draft_id)
    assert [edit.after for edit in filed.edits] == ["Theirs.", "Mine."]


def test_what_changed_after_it_was_shown_is_not_signed(page: Page, house) -> None:
    house.sign_in(page, house.review)
    page.locator("#attestation").check()
    house.desk.drafts.edit(
        _clinician(), house.draft.draft_id, 1, [Rewrite("s1", "Client sleeps well.")]
    )
    page.get_by_role("button", name="Sign this note").click()
    expect(page.locator("#toast")).to_contain_text("changed in another window")
    expect(page.locator("body")).to_have_attribute("data-state", "pending")
    expect(page.locator("#se-s1")).to_have_text("Client sleeps well.")


def test_saving_one_sentence_keeps_what_is_typed_in_another(page: Page, house) -> None:
    house.sign_in(page, house.review)
    page.locator('#st-s1 [data-do="edit"]').click()
    page.locator("#st-s1 textarea").fill("Half a thought")
    page.locator('#st-s3 [data-do="edit"]').click()
    page.locator("#st-s3 textarea").fill("Done.")
    page.locator("#st-s3 [type=submit]").click()
    expect(page.locator("#se-s3")).to_have_text("Done.")
    expect(page.locator("#st-s1 textarea")).to_have_value("Half a thought")


def test_reject_with_a_reason(page: Page, house) -> None:
    house.sign_in(page, house.review)
    page.get_by_text("Reject this draft").click()
    page.get_by_label("Why?").fill("Wrong client.")
    page.get_by_role("button", name="Reject").click()
    expect(page.locator("body")).to_have_attribute("data-state", "rejected")
    expect(page.locator("#watermark")).to_contain_text("NOT PART OF THE RECORD")
    page.goto(f"{house.url}/review?state=rejected")
    expect(page.locator(".card")).to_have_count(1)


def test_a_copy_carries_the_watermark(page: Page, house) -> None:
    house.sign_in(page, house.review)
    copied = page.evaluate(
        """() => {
          getSelection().selectAllChildren(document.getElementById('se-s1'));
          const clipboardData = new DataTransfer();
          document.dispatchEvent(new ClipboardEvent('copy', { clipboardData, cancelable: true }));
          return clipboardData.getData('text/plain');
        }"""
    )
    assert copied.startswith(DRAFT_WATERMARK)
    assert copied.rstrip().endswith(DRAFT_WATERMARK)
    assert "Client lies awake until three most nights." in copied


def test_the_link_works_once_and_others_stay_outside(page: Page, house) -> None:
    ticket = house.desk.tickets.issue(_clinician(), "sign-in", 60)
    link = f"{house.url}/sign-in?ticket={ticket}&next=//elsewhere.example/"
    page.goto(link)
    expect(page).to_have_url(f"{house.url}/review")
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "This link has been used or has expired"
    )
    page.goto(house.url + house.review)
    expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in")


def test_on_a_tablet_the_transcript_stays_in_sight(page: Page, house) -> None:
    for width, height in ((820, 1180), (1180, 820)):
        page.set_viewport_size({"width": width, "height": height})
        house.sign_in(page, house.review)
        page.locator("#se-s5").click()
        expect(page.locator("#turn-t7 mark")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def _clinician() -> Principal:
    return Principal(Role.CLINICIAN, "dr-rivera")


def test_every_printed_page_carries_the_watermark(page: Page, house) -> None:
    house.sign_in(page, house.review)
    document = pypdf.PdfReader(io.BytesIO(page.pdf(format="A5", print_background=True)))
    assert len(document.pages) > 1
    for printed in document.pages:
        assert DRAFT_WATERMARK in " ".join(printed.extract_text().split())


def test_an_edit_is_checked_against_the_transcript_again(page: Page, house) -> None:
    house.sign_in(page, house.review)
    _rewrite(page, "s1", "Client is awake until 3 most nights.")
    expect(page.locator("#st-s1")).to_have_attribute("data-support", "verified")
    expect(page.locator("#st-s1 .doubt")).to_have_count(0)
    _rewrite(page, "s1", "Client lies awake until five most nights.")
    expect(page.locator("#st-s1")).to_have_attribute("data-support", "clinician")
    expect(page.locator("#st-s1 .doubt")).to_have_text("Not said like this: “5”.")
    page.locator("#se-s1").click()
    expect(page.locator("#turn-t2 mark")).to_have_text("most nights I lie awake until three")
    page.locator('#st-s1 [data-do="confirm"]').click()
    expect(page.locator("#st-s1 .doubt")).to_have_count(0)


def _rewrite(page: Page, statement: str, text: str) -> None:
    page.locator(f"#se-{statement}").focus()
    page.keyboard.press("e")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#se-{statement}")).to_have_text(text)
