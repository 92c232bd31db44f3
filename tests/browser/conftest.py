"""A real server over a synthetic recorded session, and Chromium before it."""

import importlib.util
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from ingest.door import Door
from ingest.recording import Recordings
from ingest.routes import router as ingest_router
from ingest.scripted import ScriptedLive
from ingest.session import Session
from vault import Vault, VaultOptions
from writeback.desk import Desk
from writeback.draft import Draft


def _sample() -> ModuleType:
    """The synthetic session of the writeback tests."""
    path = Path(__file__).parents[1] / "writeback" / "conftest.py"
    spec = importlib.util.spec_from_file_location("writeback_sample", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


sample = _sample()


@dataclass(frozen=True)
class House:
    """A running server and what it serves."""

    url: str
    desk: Desk
    session: Session
    draft: Draft

    def sign_in(self, page: Page, onward: str, who: object = sample.CLINICIAN) -> None:
        """As a person does: by the one-time link."""
        ticket = self.desk.tickets.issue(who, "sign-in", 60)
        page.goto(f"{self.url}/sign-in?ticket={ticket}&next={onward}")

    @property
    def review(self) -> str:
        return f"/review/{self.draft.draft_id}"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    vault = Vault.open(VaultOptions(folder=tmp_path / "vault"))
    desk = sample.desk_over(vault)
    recordings = Recordings(vault)
    session = sample.record_tone(vault, sample.open_session(vault), recordings)
    draft = sample.file_draft(desk, session)
    app = sample.app_of(desk)
    app.include_router(
        ingest_router(
            Door.of(
                vault,
                issuer=desk.issuer,
                tickets=desk.tickets,
                live=ScriptedLive(),
                recordings=recordings,
            )
        )
    )
    with serving(app) as url:
        yield House(url, desk, session, draft)
    vault.close()


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """uvicorn on a free port in a thread of its own; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none"))
        thread = threading.Thread(target=server.run, args=([listener],), name="review-server")
        thread.start()
        deadline = time.monotonic() + 20
        while not server.started:
            assert time.monotonic() < deadline, "the server did not start"
            threading.Event().wait(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with its module: while it is open, its event loop owns the thread."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, house: House) -> Iterator[Page]:
    """A page on which any console error, policy breach or foreign request fails the test."""
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    shown = context.new_page()
    wrong: list[str] = []
    shown.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    shown.on("pageerror", lambda error: wrong.append(str(error)))
    shown.on(
        "request",
        lambda request: None if request.url.startswith(house.url) else wrong.append(request.url),
    )
    yield shown
    context.close()
    allowed = "the server responded with a status of 4"
    assert [line for line in wrong if allowed not in line] == []
