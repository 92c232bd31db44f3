"""The review page under a clinician's hands: undo, autosave, words, feedback, versions, signing."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from page_check import faults, shot
from playwright.sync_api import Browser, Page, expect

from diarize.document import transcript_to_json
from diarize.turn import Turn
from ingest.caller import COOKIE
from vault import SYSTEM, Issuer, Principal, Role
from vault.tables import drafts
from writeback.ageing import Ageing
from writeback.drafts.change import Rewrite
from writeback.drafts.draft import SignedNote, draft_of
from writeback.drafts.versions import Versions

pytestmark = pytest.mark.browser
CLINICIAN = Principal(Role.CLINICIAN, "dr-rivera")
SUPERVISOR = Principal(Role.SUPERVISOR, "dr-okafor")


def filed(house):
    return draft_of(house.desk.drafts.get(SYSTEM, house.draft.draft_id)[1])


def texts(house) -> list[str]:
    return [s.text for section in filed(house).note.sections for s in section.statements]


# Undo


def test_acts_are_taken_back_and_done_again_by_keyboard(page: Page, house) -> None:
    house.sign_in(page, house.review)
    before = texts(house)
    page.locator("#se-s2").focus()
    page.keyboard.press("x")
    expect(page.locator("#st-s2")).to_have_count(0)
    page.locator("#se-s4").focus()
    page.keyboard.press("c")
    expect(page.locator("#st-s4")).to_have_attribute("data-support", "clinician")
    page.keyboard.press("Control+z")
    expect(page.locator("#st-s4")).to_have_attribute("data-support", "unverified")
    page.keyboard.press("Control+z")
    expect(page.locator("#st-s2")).to_have_count(1)
    assert texts(house) == before
    page.keyboard.press("Control+z")
    expect(page.locator("#toast")).to_contain_text("nothing to take back")
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#st-s2")).to_have_count(0)
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#st-s4")).to_have_attribute("data-support", "clinician")
    assert filed(house).version == 7


def test_what_others_did_since_is_not_taken_back(page: Page, house) -> None:
    house.sign_in(page, house.review)
    page.locator("#se-s2").focus()
    page.keyboard.press("x")
    expect(page.locator("#toast")).to_contain_text("Taken out")
    house.desk.drafts.edit(CLINICIAN, house.draft.draft_id, 2, [Rewrite("s3", "Theirs.")])
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#toast")).to_contain_text("changed in another window")
    assert "Theirs." in texts(house)


# Autosave


def test_what_is_written_is_saved_by_itself(page: Page, house) -> None:
    house.sign_in(page, house.review)
    page.locator('#st-s3 [data-do="edit"]').click()
    field = page.locator("#st-s3 textarea")
    field.fill("Client is worried")
    expect(page.locator("#st-s3 .saved")).to_have_text("Saved.", timeout=10_000)
    assert "Client is worried" in texts(house)
    expect(field).to_be_focused()
    page.keyboard.type(" about work.")
    assert field.input_value() == "Client is worried about work."
    expect(page.locator("#st-s3 .saved")).to_have_text("Saved.", timeout=10_000)
    page.keyboard.press("Escape")
    expect(page.locator("#se-s3")).to_have_text("Client reports feeling hopeful about work.")
    assert "Client reports feeling hopeful about work." in texts(house)


def test_a_new_sentence_is_saved_once(page: Page, house) -> None:
    house.sign_in(page, house.review)
    page.locator("#add-plan").click()
    page.keyboard.type("Call on")
    expect(page.locator(".editor .saved")).to_have_text("Saved.", timeout=10_000)
    page.keyboard.type(" Friday.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".editor")).to_have_count(0)
    assert [text for text in texts(house) if text.startswith("Call")] == ["Call on Friday."]
    page.keyboard.press("Control+z")
    expect(page.get_by_text("Call on Friday.")).to_have_count(0)
    assert not [text for text in texts(house) if text.startswith("Call")]


def test_taking_one_sentence_back_keeps_the_others(page: Page, house) -> None:
    house.sign_in(page, house.review)
    page.locator('#st-s3 [data-do="edit"]').click()
    page.locator("#st-s3 textarea").fill("Half a thought")
    expect(page.locator("#st-s3 .saved")).to_have_text("Saved.", timeout=10_000)
    page.locator('#st-s1 [data-do="edit"]').click()
    page.locator("#st-s1 textarea").fill("Client sleeps badly.")
    page.locator("#st-s1 [type=submit]").click()
    expect(page.locator("#se-s1")).to_have_text("Client sleeps badly.")
    page.locator("#st-s3 textarea").press("Escape")
    expect(page.locator("#se-s3")).to_have_text("Client reports feeling hopeful about work.")
    assert "Client sleeps badly." in texts(house)
    assert "Half a thought" not in texts(house)


def test_a_sign_in_that_ended_loses_no_edit(page: Page, house) -> None:
    house.sign_in(page, house.review)
    page.locator('#st-s3 [data-do="edit"]').click()
    page.context.clear_cookies()
    page.locator("#st-s3 textarea").fill("Typed while signed out.")
    page.locator("#st-s3 [type=submit]").click()
    expect(page.locator("#toast")).to_contain_text("Your sign-in has ended")
    expect(page.locator("#st-s3 textarea")).to_have_value("Typed while signed out.")
    other = page.context.new_page()
    house.sign_in(other, "/review")
    other.close()
    page.locator("#st-s3 [type=submit]").click()
    expect(page.locator("#se-s3")).to_have_text("Typed while signed out.")
    assert "Typed while signed out." in texts(house)


# Feedback, words, versions


def test_feedback_on_a_sentence_by_keyboard(page: Page, house) -> None:
    house.sign_in(page, house.review)
    page.locator("#se-s1").focus()
    page.keyboard.press("f")
    page.keyboard.press("ArrowDown")
    page.get_by_label("In your words").fill("The diary is missing.")
    page.keyboard.press("Enter")
    expect(page.locator("#toast")).to_contain_text("Thank you")
    [told] = house.desk.drafts.feedback(CLINICIAN, house.draft.draft_id)
    assert (told.kind, told.statement, told.comment) == ("missing", "s1", "The diary is missing.")
    assert filed(house).version == 1


def test_a_misheard_word_is_set_right_and_the_note_follows(swapped_page: Page, swapped) -> None:
    page, house = swapped_page, swapped
    house.sign_in(page, house.review)
    turn = page.locator(".turn").nth(3)
    turn_id = turn.get_attribute("data-turn")
    turn.locator(".speaker").click()
    turn.get_by_role("button", name="Correct its words").click()
    turn.get_by_label("What was said in this turn").fill("I have a headache on most days.")
    turn.get_by_role("button", name="Save").click()
    expect(turn.locator(".turn-text")).to_have_text("I have a headache on most days.")
    expect(page.locator("#in-work")).to_be_visible()
    house.writer.may_write.set()
    expect(page.locator("#in-work")).to_have_count(0, timeout=30_000)
    kept = filed(house)
    assert kept.corrections[-1].texts == {turn_id: "I have a headache on most days."}
    heard = house.desk.drafts.review(CLINICIAN, house.draft.draft_id).transcript
    for section in kept.note.sections:
        for statement in section.statements:
            for proof in statement.evidence:
                if not proof.is_carried:
                    assert proof.quote in heard.turn(proof.turn_id).text


def test_versions_side_by_side(page: Page, house) -> None:
    house.desk.drafts.edit(
        CLINICIAN, house.draft.draft_id, 1, [Rewrite("s3", "Client feels anxious about work.")]
    )
    house.sign_in(page, house.review)
    page.get_by_role("link", name="version 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Version 1 beside version 2")
    changed = page.locator('.pair[data-line="rewritten"]')
    expect(changed).to_have_count(1)
    expect(changed.locator("ins")).to_contain_text(["anxious"])
    expect(page.locator("#watermark")).to_contain_text("AI-GENERATED DRAFT")
    expect(page.locator(".history li")).to_have_count(2)
    assert faults(page) == []
    shot(page, "versions")


# The worklist


def test_the_worklist_narrows_reminds_and_follows(page: Page, house) -> None:
    old = datetime.now(UTC) - timedelta(hours=80)
    with house.desk.vault.begin(SYSTEM) as tx:
        tx.execute(drafts.update().values(created_at=old))
    house.sign_in(page, "/review")
    expect(page.locator(".ageing")).to_contain_text("1 draft has waited too long.")
    expect(page.locator(".card-marks")).to_contain_text("Overdue")
    assert Ageing().stage(old, datetime.now(UTC)) == "overdue"
    for name, shown in (("Risk", 1), ("Unverified", 1), ("Waiting long", 1), ("All", 1)):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator("#cards > li:not([hidden])")).to_have_count(shown)
    page.get_by_label("Find").fill("nobody")
    expect(page.locator("#filter-none")).to_be_visible()
    page.get_by_label("Find").fill("")
    house.desk.drafts.sign(CLINICIAN, house.draft.draft_id, attested=True)
    expect(page.locator(".lead")).to_contain_text("0 drafts", timeout=20_000)
    house.sign_in(page, "/review?state=signed")
    assert faults(page) == []


# Signing


def test_signing_asks_for_a_fresh_sign_in(page: Page, house) -> None:
    house.sign_in(page, house.review)
    past = Issuer(house.desk.vault.folder, clock=lambda: datetime.now(UTC) - timedelta(minutes=20))
    page.context.add_cookies(
        [{"name": COOKIE, "value": past.mint(CLINICIAN, 3600), "url": house.url}]
    )
    page.locator("#attestation").check()
    page.get_by_role("button", name="Sign this note").click()
    expect(page.locator("#toast")).to_contain_text("sign-in of the last 15 minutes")
    expect(page.locator("body")).to_have_attribute("data-state", "pending")
    other = page.context.new_page()
    house.sign_in(other, "/review")
    other.close()
    page.get_by_role("button", name="Sign this note").click()
    expect(page.locator("body")).to_have_attribute("data-state", "signed")


def test_a_supervisor_co_signs(page: Page, house) -> None:
    house.desk.drafts.sign(CLINICIAN, house.draft.draft_id, attested=True)
    house.sign_in(page, house.review, SUPERVISOR)
    page.locator("#cosign-attestation").check()
    page.get_by_role("button", name="Co-sign this note").click()
    expect(page.locator(".decide")).to_contain_text("Co-signed by dr-okafor")
    assert faults(page) == []
    shot(page, "signed")
    _, note = house.desk.drafts.get(SYSTEM, house.draft.draft_id)
    assert isinstance(note, SignedNote) and note.cosignature is not None
    acts = Versions(house.desk.vault, house.desk.sessions).listed(SUPERVISOR, house.draft.draft_id)
    assert [one.made.act for one in acts] == ["filed", "signed", "cosigned"]


# Reading for everybody, everywhere


def test_axe_finds_nothing_on_the_review_page(page: Page, house) -> None:
    house.sign_in(page, house.review)
    assert faults(page) == []
    page.locator('#st-s3 [data-do="edit"]').click()
    page.locator("#se-s1").focus()
    page.keyboard.press("f")
    assert faults(page) == []
    page.goto(f"{house.url}/review")
    assert faults(page) == []
    shot(page, "worklist")


@pytest.mark.parametrize(("width", "height"), [(820, 1180), (1180, 820), (390, 844)])
def test_it_fits_a_tablet_both_ways_round(
    browser: Browser, page: Page, house, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    for path in ("/review", house.review, f"{house.review}/versions"):
        house.sign_in(page, path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, a.button, select, input')]
              .filter((one) => one.offsetParent && one.type !== 'radio' && one.type !== 'checkbox')
              .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
              .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)"""
        )
        assert small == [], path
    shot(page, f"versions-{width}")


def test_a_transcript_of_three_hours_scrolls(page: Page, house) -> None:
    vault, session = house.desk.vault, house.session
    heard = house.desk.drafts.review(CLINICIAN, house.draft.draft_id).transcript
    first = list(heard.turns)
    more = [
        Turn(
            f"t{n}",
            "S1" if n % 2 else "S2",
            n * 5000,
            n * 5000 + 4800,
            "I said this. " * 6,
            False,
            (),
        )
        for n in range(len(first) + 1, 2160)
    ]
    long = replace(heard, duration_ms=3 * 3600 * 1000, turns=(*first, *more))
    vault.blobs.put(session.session_id, "transcript", json.dumps(transcript_to_json(long)).encode())
    house.sign_in(page, house.review)
    expect(page.locator(".turn")).to_have_count(2159)
    frames = page.evaluate(
        """async () => {
          const turns = document.getElementById('turns');
          const gaps = [];
          let before = performance.now();
          for (let n = 0; n < 120; n += 1) {
            turns.scrollTop += 900;
            const now = await new Promise(requestAnimationFrame);
            gaps.push(now - before);
            before = now;
          }
          return gaps.sort((a, b) => a - b);
        }"""
    )
    assert frames[len(frames) // 2] < 40, frames[-10:]
    assert frames[int(0.95 * len(frames))] < 120, frames[-10:]
    before = page.evaluate("performance.now()")
    page.locator("#se-s1").click()
    expect(page.locator("#turn-t2 mark")).to_be_visible()
    assert page.evaluate("performance.now()") - before < 1500
