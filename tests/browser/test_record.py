"""The tablet page in Chromium with a recorded microphone: nothing is lost, nothing is doubled."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from page_check import shot
from playwright.sync_api import Browser, expect, sync_playwright
from tablet import LEFT, RATE, HouseProcess, Tablet, alike, noise
from wire import Wire, wire_to

pytestmark = pytest.mark.browser

_NOTHING = {"recordings": 0, "pieces": 0, "extractable": [], "plain": []}
_PATIENCE_MS = 60_000
_RESAMPLER = 0.01
"""Share of the signal by which two good resamplers differ, edges of a stretch counted in."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return noise(tmp_path_factory.mktemp("microphone") / "played.wav", 90)


@pytest.fixture(scope="module")
def listening(played: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-audio-capture={played}",
            ],
        )
        expect.set_options(timeout=_PATIENCE_MS)
        yield chromium
        expect.set_options(timeout=None)
        chromium.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HouseProcess]:
    process = HouseProcess(tmp_path_factory.mktemp("house") / "data")
    process.start()
    yield process
    process.kill()


@pytest.fixture
def wire(house: HouseProcess) -> Iterator[Wire]:
    with wire_to(house.port) as wire:
        yield wire


@pytest.fixture
def tablet(listening: Browser, house: HouseProcess, wire: Wire) -> Iterator[Tablet]:
    """Signed in; any script fault, policy breach or foreign request fails the test."""
    context = listening.new_context(viewport={"width": 1180, "height": 820})
    context.set_default_timeout(_PATIENCE_MS)
    page = context.new_page()
    tablet = Tablet(page, f"http://127.0.0.1:{wire.port}")
    wrong: list[str] = []
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(tablet.url) else wrong.append(asked.url),
    )
    tablet.watch()
    page.goto(tablet.url + house.sign_in_path())
    yield tablet
    context.close()
    allowed = ("Failed to load resource", "WebSocket connection to", "ERR_")
    assert [line for line in wrong if not any(known in line for known in allowed)] == []


def _is_what_was_played(held: np.ndarray, played: Path) -> None:
    """Block by block in one run. Chromium's own device may stumble on a busy machine and put a
    few silent milliseconds in; what the page was given is compared bit for bit beside this."""
    found = alike(held, played)
    good = [at for at, error in found if error < _RESAMPLER]
    assert len(good) >= 0.75 * len(found), found
    assert max(good) - min(good) < 0.1 * 44100


def test_what_the_server_holds_is_what_the_microphone_played(
    tablet: Tablet, house: HouseProcess, wire: Wire, played: Path
) -> None:
    """Through a network that is cut, a server that is killed, and a pause."""
    tablet.agree()
    tablet.start()
    tablet.record_until(2)
    shot(tablet.page, "record")
    tablet.page.get_by_role("button", name="Mark this moment").click()
    wire.cut()
    expect(tablet.page.locator("#safety")).to_contain_text("No connection. Nothing is lost")
    tablet.record_until(5)
    tablet.page.wait_for_function(f"({LEFT})().then((left) => left.pieces > 0)")
    left = tablet.page.evaluate(LEFT)
    assert set(left["plain"]) == {16}  # a tag each: they are encrypted
    assert left["extractable"] == [False]
    wire.mend()
    expect(tablet.page.locator("#safety")).to_have_text("Safely stored up to the last seconds.")
    house.kill()
    expect(tablet.page.locator("#safety")).to_contain_text("No connection. Nothing is lost")
    house.start()
    expect(tablet.page.locator("#safety")).to_have_text("Safely stored up to the last seconds.")
    tablet.end()
    tablet.until_stored()

    assert tablet.page.evaluate(LEFT) == _NOTHING
    session = house.sessions()[-1]
    held = house.held(session)
    assert len(held) >= 5 * RATE
    assert np.array_equal(held, tablet.heard)
    _is_what_was_played(held, played)
    (mark,) = house.get(f"/v1/sessions/{session}/marks").json()["marks"]
    assert mark["kind"] == "moment"
    assert 1 < mark["at"] < len(held) / RATE
    form = house.get(f"/v1/sessions/{session}/consent-form").json()
    assert [one["role"] for one in form["signatures"]] == ["clinician", "client"]


def test_a_reloaded_page_records_on_and_without_a_network(
    tablet: Tablet, house: HouseProcess, wire: Wire, played: Path
) -> None:
    page = tablet.page
    tablet.agree()
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tablet.start()
    tablet.record_until(2)
    wire.cut()
    tablet.record_until(3)
    page.reload()
    expect(page.locator("#state")).to_have_text("Recording")
    expect(page.locator("#broken")).to_contain_text("could not be heard. The place is marked.")
    expect(page.locator("#live-label")).to_have_text("c-17")
    tablet.record_until(6)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("#state")).to_have_text("Paused")
    tablet.end()
    expect(page.locator("#done-rest")).to_contain_text("still to send")
    page.reload()
    expect(page.locator("#others-list")).to_contain_text("still to send")
    wire.mend()
    expect(page.locator("#others-waiting")).to_be_hidden()
    assert page.evaluate(LEFT) == _NOTHING

    session = house.sessions()[-1]
    held = house.held(session)
    (mark,) = house.get(f"/v1/sessions/{session}/marks").json()["marks"]
    assert mark["kind"] == "break"
    seam = round(mark["at"] * RATE)
    before, after = held[:seam], held[seam:]
    heard = tablet.heard
    assert np.array_equal(before, heard[:seam])
    assert np.array_equal(after, heard[len(heard) - len(after) :])
    assert 0 <= len(heard) - len(held) < 0.8 * RATE  # what was in no piece yet when it was closed
    _is_what_was_played(before, played)
    _is_what_was_played(after, played)


def test_who_takes_the_agreement_back_leaves_nothing(
    tablet: Tablet, house: HouseProcess, wire: Wire
) -> None:
    tablet.agree("c-18")
    tablet.start()
    tablet.record_until(1)
    wire.cut()
    tablet.page.get_by_role("button", name="Somebody takes their agreement back").click()
    tablet.page.get_by_role("button", name="Destroy everything").click()
    expect(tablet.page.locator("#done-title")).to_have_text("The recording is deleted here")
    assert tablet.page.evaluate(LEFT)["pieces"] == 0
    wire.mend()
    expect(tablet.page.locator("#done-title")).to_have_text("Everything is deleted")
    assert tablet.page.evaluate(LEFT) == _NOTHING
    session = house.sessions()[-1]
    assert house.get(f"/v1/sessions/{session}/audio").status_code == 410


def test_nobody_records_without_everybodys_agreement(tablet: Tablet, house: HouseProcess) -> None:
    page = tablet.page
    before = len(house.sessions())
    page.get_by_label("Client", exact=True).fill("c-19")
    page.get_by_role("button", name="Add a person").click()
    page.keyboard.type("interpreter")
    page.keyboard.press("Enter")
    onward = page.get_by_role("button", name="Go on to the microphone")
    expect(page.get_by_role("heading", name="Is recording all right?")).to_be_focused()
    page.get_by_role("button", name="Clinician dr-rivera: agreed aloud").press("Enter")
    page.get_by_role("button", name="Client c-19: agreed aloud").press("Enter")
    expect(page.locator("#missing")).to_have_text("1 of 3 still to be asked.")
    expect(onward).to_be_disabled()
    page.get_by_role("button", name="Also in the room interpreter: sign on the screen").click()
    expect(page.locator("#signed")).to_be_disabled()
    page.get_by_label("Or type your name").fill("Ada Park")
    page.keyboard.press("Tab")
    page.locator("#signed").press("Enter")
    expect(onward).to_be_enabled()
    page.get_by_label("Keep the sound after the note is signed.").check()
    expect(onward).to_be_disabled()
    expect(page.locator("#missing")).to_have_text("3 of 3 still to be asked.")
    assert len(house.sessions()) == before


def _faults(tablet: Tablet) -> list[str]:
    """What axe-core finds wrong with the page as it stands now, in light and in dark."""
    found = []
    for scheme in ("light", "dark"):
        tablet.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        answer = Axe().run(tablet.page).response
        assert answer["testEngine"]["name"] == "axe-core"
        found += [f"{scheme}: {one['id']}" for one in answer["violations"]]
    return found


def test_every_step_can_be_read_and_touched_by_anybody(tablet: Tablet, wire: Wire) -> None:
    page = tablet.page
    page.get_by_role("button", name="Add a person").click()
    page.get_by_text("More", exact=True).click()
    assert _faults(tablet) == []
    page.get_by_role("button", name="Remove").click()
    page.get_by_label("Client", exact=True).fill("c-20")
    page.get_by_role("button", name="Go on to consent").click()
    page.get_by_role("button", name="Client c-20: sign on the screen").click()
    assert _faults(tablet) == []
    page.get_by_role("button", name="Cancel").click()
    for who in ("Clinician dr-rivera", "Client c-20"):
        page.get_by_role("button", name=f"{who}: agreed aloud").click()
    assert _faults(tablet) == []
    page.get_by_role("button", name="Go on to the microphone").click()
    expect(page.locator("#check-told")).to_have_text("Good. You are heard well.")
    assert _faults(tablet) == []
    tablet.start()
    page.get_by_label("Show what is understood").check()
    expect(page.locator("#captions")).to_contain_text("How was your week?")
    wire.cut()
    expect(page.locator("#safety")).to_contain_text("No connection.")
    assert _faults(tablet) == []
    small = page.locator("button:visible, a:visible, input:visible").evaluate_all(
        """(all) => all.map((one) => [one.id, one.getBoundingClientRect()])
             .filter(([id, box]) => box.right > 0 && Math.min(box.width, box.height) < 24)
             .map(([id]) => id)"""
    )
    assert small == []
    for width, height in ((820, 1180), (1180, 820), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Somebody takes their agreement back").click()
    assert _faults(tablet) == []
