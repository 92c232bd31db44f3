"""Correcting who spoke on the review page, in a real browser."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from summarize.note import Note
from summarize.score import ScoreMethod
from vault import SYSTEM
from writeback.drafts.draft import draft_of

pytestmark = pytest.mark.browser


def _share(page: Page, role: str) -> int:
    found = re.search(r"(\d+) %", page.locator(f"#voices .key.role-{role}").inner_text())
    assert found is not None
    return int(found[1])


def _told(page: Page) -> dict[str, str]:
    """Role by turn, as the transcript shows it."""
    told: dict[str, str] = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.turn')].map((turn) =>
             [turn.dataset.turn, turn.querySelector('.speaker').textContent.trim()]))"""
    )
    return told


def _choose_by_keyboard(page: Page, speaker: str, wanted: str) -> None:
    page.locator(speaker).focus()
    page.keyboard.press("Enter")
    expect(page.locator(speaker)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.locator(speaker)).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(4):
        if page.evaluate("document.activeElement.textContent") == wanted:
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def _phq(page: Page) -> list[str]:
    """Item scores as shown."""
    score = page.locator(".score", has=page.get_by_role("heading", name="PHQ-9"))
    return [text.split("\n")[0].strip() for text in score.locator(".item-score").all_inner_texts()]


def _phq_of(note: Note) -> list[str]:
    scores = [s for s in note.scores if s.instrument == "PHQ-9"]
    return ["–" if item.score is None else str(item.score) for s in scores for item in s.items]


def _evidence_is_the_clients(page: Page, right: Note) -> None:
    shown = [
        [proof["turn"] for proof in json.loads(held or "[]")]
        for held in page.locator(".item").evaluate_all("all => all.map((i) => i.dataset.evidence)")
    ]
    present = [s for s in right.scores if s.method is not ScoreMethod.PRIOR]
    assert shown == [[p.turn_id for p in item.evidence] for s in present for item in s.items]
    page.locator('.statement[data-section="subjective"] .sentence').first.click()
    expect(page.locator(".turn.role-client mark").first).to_be_visible()
    page.locator('.item:not([data-evidence="[]"])').first.click()
    expect(page.locator(".turn.role-client mark").first).to_be_visible()


def _filed(house):
    return draft_of(house.desk.drafts.get(SYSTEM, house.draft.draft_id)[1])


def test_one_correction_sets_a_swapped_session_right(swapped_page: Page, swapped) -> None:
    page = swapped_page
    swapped.sign_in(page, swapped.review)
    before = _told(page)
    assert set(before.values()) == {"Clinician?", "Client?"}
    clinician, client = _share(page, "clinician"), _share(page, "client")
    assert clinician != client
    wrong = _phq(page)
    assert wrong == _phq_of(swapped.draft.note)
    expect(page.locator(".unsure")).to_contain_text("Not sure who is the clinician: please check")
    page.evaluate("window.mark = 'the same page'")
    page.locator("#sp-t9").scroll_into_view_if_needed()
    place = page.evaluate("document.getElementById('turns').scrollTop")
    _choose_by_keyboard(page, "#sp-t9", "This is the clinician")

    expect(page.locator("#in-work")).to_be_visible()
    opposite = {"Clinician?": "Client", "Client?": "Clinician"}
    assert _told(page) == {turn: opposite[name] for turn, name in before.items()}
    assert (_share(page, "clinician"), _share(page, "client")) == (client, clinician)
    assert _phq(page) == _phq_of(swapped.right) != wrong
    expect(page.locator(".unsure")).to_have_count(0)
    expect(page.locator("#sp-t9")).to_be_focused()
    assert page.evaluate("document.getElementById('turns').scrollTop") == place
    expect(page.get_by_role("button", name="Sign this note")).to_be_disabled()

    swapped.writer.may_write.set()
    expect(page.locator("#in-work")).to_have_count(0)
    expect(page.locator("#toast")).to_contain_text("written anew")
    expect(page.get_by_role("button", name="Sign this note")).to_be_enabled()
    shown = page.locator(".statement .sentence").all_inner_texts()
    assert shown == [s.text for part in swapped.right.sections for s in part.statements]
    assert page.evaluate("window.mark") == "the same page"
    expect(page.locator("#sp-t9")).to_be_focused()

    _evidence_is_the_clients(page, swapped.right)


def test_only_one_turn_and_back_again(swapped_page: Page, swapped) -> None:
    page = swapped_page
    swapped.writer.may_write.set()
    swapped.sign_in(page, swapped.review)
    before = _told(page)
    name = before["t3"]
    page.locator("#sp-t3").click()
    panel = page.get_by_role("group", name="Who is this?")
    other = "Clinician" if name.startswith("Client") else "Client"
    panel.get_by_role("button", name=f"{other} said this").click()
    expect(page.locator("#sp-t3")).not_to_have_text(name)
    assert {turn for turn, told in _told(page).items() if told != before[turn]} == {"t3"}
    page.locator("#toast").get_by_role("button", name="Undo").click()
    expect(page.locator("#sp-t3")).to_have_text(name)
    assert _told(page) == before
    assert len(_filed(swapped).corrections) == 2


def test_somebody_else_gets_a_name_and_a_share(swapped_page: Page, swapped) -> None:
    page = swapped_page
    swapped.writer.may_write.set()
    swapped.sign_in(page, swapped.review)
    page.locator("#sp-t2").click()
    page.get_by_role("button", name="Somebody else said this").click()
    expect(page.locator("#sp-t2")).to_have_text("Other")
    expect(page.locator("#voices .shares")).to_contain_text("Others")


def test_saying_that_it_is_right_makes_it_sure(swapped_page: Page, swapped) -> None:
    page = swapped_page
    swapped.sign_in(page, swapped.review)
    page.get_by_role("button", name="It is right").click()
    expect(page.locator(".unsure")).to_have_count(0)
    expect(page.locator("#in-work")).to_have_count(0)
    assert set(_told(page).values()) == {"Clinician", "Client"}
    assert swapped.writer.threads == []


def test_what_the_clinician_wrote_and_types_outlives_the_new_note(
    swapped_page: Page, swapped
) -> None:
    page = swapped_page
    swapped.sign_in(page, swapped.review)
    sentences = page.locator(".statement:has(.at:not(:empty))")
    mine, typed = (sentences.nth(n).get_attribute("data-statement") for n in (0, 1))
    page.locator(f"#se-{mine}").focus()
    page.keyboard.press("e")
    page.keyboard.press("Control+A")
    page.keyboard.type("In my own words.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#se-{mine}")).to_have_text("In my own words.")
    page.locator(f"#se-{typed}").focus()
    page.keyboard.press("e")
    page.keyboard.press("Control+A")
    page.keyboard.type("Half a thought")
    page.get_by_role("button", name="Swap the two").click()
    swapped.writer.may_write.set()
    expect(page.locator("#in-work")).to_have_count(0)
    expect(page.locator(f"#se-{mine}")).to_have_text("In my own words.")
    expect(page.locator(f"#st-{mine}")).to_contain_text("Check again")
    expect(page.locator(".to-check")).to_contain_text("1 of yours to check again")
    expect(page.locator(".editor textarea")).to_have_value("Half a thought")
    page.locator(f"#se-{mine}").focus()
    page.keyboard.press("c")
    expect(page.locator(f"#st-{mine}")).not_to_contain_text("Check again")
    page.locator(".editor textarea").press("Escape")


def test_another_window_does_not_swap_back(swapped_page: Page, swapped) -> None:
    page = swapped_page
    swapped.sign_in(page, swapped.review)
    other = page.context.new_page()
    other.goto(swapped.url + swapped.review)
    other.get_by_role("button", name="Swap the two").click()
    expect(other.locator("#in-work")).to_be_visible()
    page.get_by_role("button", name="Swap the two").click()
    expect(page.locator("#toast")).to_contain_text("changed in another window")
    expect(page.locator("#in-work")).to_be_visible()
    assert _told(page) == _told(other)
    assert len(_filed(swapped).corrections) == 1


def test_a_signed_note_offers_no_corrections(page: Page, house) -> None:
    house.sign_in(page, house.review)
    expect(page.locator("button.speaker")).to_have_count(8)
    page.locator("#attestation").check()
    page.get_by_role("button", name="Sign this note").click()
    expect(page.locator("body")).to_have_attribute("data-state", "signed")
    expect(page.locator("button.speaker")).to_have_count(0)
    expect(page.locator("span.speaker")).to_have_count(8)
