"""What every page is held to in the browser."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def faults(page: Page) -> list[str]:
    """What axe-core finds wrong, in light and in dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        answer = Axe().run(page).response
        assert answer["testEngine"]["name"] == "axe-core"
        found += [f"{scheme}: {one['id']}" for one in answer["violations"]]
    page.emulate_media(color_scheme="light")
    return found


def shot(page: Page, name: str) -> None:
    """For somebody to look at, where a folder for it is named."""
    if folder := os.environ.get("INGLENOOK_TEST_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
