"""A real server over a synthetic recorded session, and Chromium before it."""

import asyncio
import importlib.util
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

from diarize import Speaker, SpeakerRole, Transcript, transcript_from_json, transcript_to_json
from diarize.correction import corrected
from ingest.door import Door
from ingest.recording import Recordings
from ingest.routes import router as ingest_router
from ingest.scripted import ScriptedLive
from ingest.session import Session
from summarize.context import Context
from summarize.extractive.drafter import ExtractiveDrafter
from summarize.note import Note
from summarize.summary import summarize
from vault import SYSTEM, SessionId, Vault, VaultOptions
from writeback.desk import Desk
from writeback.drafts.draft import Draft, draft_of
from writeback.drafts.papers import Papers


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


DEMO = Path(__file__).parents[2] / "inglenook" / "demo_session" / "ref.json"


def note_of(transcript: Transcript, context: Context) -> Note:
    """As the extractive drafter writes it; in a thread, for the browser's loop owns this one."""

    def write() -> Note:
        return asyncio.run(summarize(transcript, context, "soap", ExtractiveDrafter()))

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(write).result()


def demo_transcript(clinician: str, *, sure: float) -> Transcript:
    """The bundled session by what was really said in it; S1 is who asks, `clinician` who was taken
    for the clinician."""
    ids = {"clinician": "S1", "client": "S2"}
    turns = [
        {**turn, "speaker": ids[turn["speaker"]]} for turn in json.loads(DEMO.read_text())["turns"]
    ]
    roles = {True: SpeakerRole.CLINICIAN, False: SpeakerRole.CLIENT}
    speakers = tuple(Speaker(s, roles[s == clinician], sure, None) for s in ids.values())
    return replace(transcript_from_json({"turns": turns}), speakers=speakers)


@dataclass
class Writer:
    """Writes notes anew as the durable workflow does, once the test lets it."""

    vault: Vault
    may_write: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def follow(self, session_id: SessionId, corrections: int) -> None:
        thread = threading.Thread(target=self._write, args=(session_id, corrections))
        self.threads.append(thread)
        thread.start()

    def _write(self, session_id: SessionId, corrections: int) -> None:
        assert self.may_write.wait(20)
        desk = sample.desk_over(self.vault)
        heard = Papers(self.vault).heard(session_id)
        _, filed = desk.drafts.get(SYSTEM, desk.drafts.find(SYSTEM, session_id))
        told = corrected(heard, draft_of(filed).corrections[:corrections])
        desk.speakers.renew(
            session_id,
            note_of(told, Papers(self.vault).context(session_id)),
            {"asr": "scripted"},
            corrections,
        )

    def close(self) -> None:
        self.may_write.set()
        for thread in self.threads:
            thread.join(20)


@dataclass(frozen=True)
class SwappedHouse(House):
    """Its session was drafted with clinician and client taken for each other."""

    writer: Writer
    right: Note
    """As it would have been drafted."""


@pytest.fixture
def swapped(tmp_path: Path) -> Iterator[SwappedHouse]:
    vault = Vault.open(VaultOptions(folder=tmp_path / "vault"))
    writer = Writer(vault)
    desk = replace(sample.desk_over(vault), follow=writer.follow)
    session = sample.record_tone(vault, sample.open_session(vault), Recordings(vault))
    taken = demo_transcript("S2", sure=0.55)
    document = json.dumps(transcript_to_json(taken)).encode()
    vault.blobs.put(session.session_id, "transcript", document)
    context = Papers(vault).context(session.session_id)
    wrong, right = note_of(taken, context), note_of(demo_transcript("S1", sure=1.0), context)
    draft = desk.drafts.file(SYSTEM, session.session_id, wrong, {"asr": "scripted"})
    app = sample.app_of(desk)
    with serving(app) as url:
        yield SwappedHouse(url, desk, session, draft, writer, right)
        writer.close()
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
    with watched_page(browser, house) as shown:
        yield shown


@pytest.fixture
def swapped_page(browser: Browser, swapped: SwappedHouse) -> Iterator[Page]:
    with watched_page(browser, swapped) as shown:
        yield shown


@contextmanager
def watched_page(browser: Browser, house: House) -> Iterator[Page]:
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
