"""The durable work on a real DBOS, with steps that do what the test says."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import pytest
from dbos._dbos import _get_or_create_dbos_registry

from ingest import SessionState
from inglenook.events import Events
from inglenook.workflow import ATTEMPTS, DRAFTS_AT_ONCE, Workflow
from vault import SessionId

SESSION = SessionId("ses-1")


@dataclass
class Row:
    state: SessionState = SessionState.FINISHING


@dataclass
class FinishingDouble:
    """Notes which steps ran; `words` first waits for the test, and fails where it says so."""

    row: Row = field(default_factory=Row)
    ran: list[str] = field(default_factory=list)
    fails: bool = False
    entered: threading.Event = field(default_factory=threading.Event)
    leave: threading.Event = field(default_factory=threading.Event)
    drafted: threading.Event = field(default_factory=threading.Event)
    paper: threading.Event = field(default_factory=threading.Event)
    """Set but where a test wants drafts to take their time."""
    drafting: int = 0
    most_drafting: int = 0

    def __post_init__(self) -> None:
        self.paper.set()

    @property
    def sessions(self) -> "FinishingDouble":
        return self

    def get(self, _session_id: SessionId) -> Row:
        return self.row

    def move(self, _session_id: SessionId, state: SessionState) -> None:
        self.row.state = state

    async def words(self, _session_id: SessionId) -> None:
        self.ran.append("words")
        self.entered.set()
        self.leave.wait(10)
        if self.fails:
            raise ValueError("she said something")

    async def speakers(self, _session_id: SessionId) -> None:
        self.ran.append("speakers")

    async def rewrite(self, _session_id: SessionId) -> None:
        self.ran.append("rewrite")
        self.drafted.set()

    async def draft(self, _session_id: SessionId) -> None:
        self.drafting += 1
        self.most_drafting = max(self.most_drafting, self.drafting)
        self.ran.append("draft")
        self.paper.wait(10)
        self.drafting -= 1
        self.row.state = SessionState.DRAFTED
        self.drafted.set()


@pytest.fixture
def steps() -> FinishingDouble:
    return FinishingDouble()


@contextmanager
def opened(folder: Path, steps: FinishingDouble, events: Events) -> Iterator[Workflow]:
    """As a process has it; DBOS itself takes one instance a process, so it is made to forget."""
    workflow = Workflow(folder, steps, events)  # type: ignore[arg-type]
    workflow.launch()
    try:
        yield workflow
    finally:
        workflow.close()
        _get_or_create_dbos_registry().instance_info_map.clear()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """DBOS waits between attempts with `time.sleep`."""
    monkeypatch.setattr("dbos._outcome.time.sleep", lambda _s: None)


async def ended(events: Events, workflow: Workflow) -> str:
    """Start the work and give the type of the message that tells of its end."""
    subscription = events.subscribe(SESSION)
    await asyncio.to_thread(workflow.start, SESSION)
    async with asyncio.timeout(10):
        return str([message async for message in subscription.messages()][-1]["type"])


@pytest.mark.usefixtures("quick")
async def test_a_step_that_keeps_failing_ends_the_session_as_failed(
    tmp_path: Path, steps: FinishingDouble
) -> None:
    events = Events()
    steps.fails = True
    steps.leave.set()
    with opened(tmp_path, steps, events) as workflow:
        assert await ended(events, workflow) == "ended"
    assert steps.ran == ["words"] * ATTEMPTS
    assert steps.row.state is SessionState.FAILED


def test_a_note_follows_each_correction_once(tmp_path: Path, steps: FinishingDouble) -> None:
    with opened(tmp_path, steps, Events()) as workflow:
        for corrections in (1, 1, 2):
            steps.drafted.clear()
            workflow.follow(SESSION, corrections)
            reached(lambda: steps.drafted.is_set() or steps.ran == ["rewrite"])
        reached(lambda: steps.ran == ["rewrite", "rewrite"])


def test_only_so_many_draft_at_once(tmp_path: Path, steps: FinishingDouble) -> None:
    steps.leave.set()
    many = [SessionId(f"ses-{number}") for number in range(DRAFTS_AT_ONCE + 2)]
    with opened(tmp_path, steps, Events()) as workflow:
        steps.paper.clear()
        for session_id in many:
            workflow.start(session_id)
        reached(lambda: steps.ran.count("speakers") == len(many))
        reached(lambda: steps.ran.count("draft") == DRAFTS_AT_ONCE)
        assert steps.most_drafting == DRAFTS_AT_ONCE
        steps.paper.set()
        reached(lambda: steps.ran.count("draft") == len(many))
    assert steps.most_drafting == DRAFTS_AT_ONCE


def reached(state: Callable[[], bool]) -> None:
    deadline_s = monotonic() + 10
    while not state():
        assert monotonic() < deadline_s
        sleep(0.01)


@pytest.mark.e2e
def test_work_cut_short_by_the_end_of_the_process_is_taken_up_by_the_next(
    tmp_path: Path, steps: FinishingDouble
) -> None:
    with opened(tmp_path, steps, Events()) as workflow:
        workflow.start(SESSION)
        assert steps.entered.wait(10)
    steps.fails = True  # as a worker that was closed under it
    steps.leave.set()
    after = FinishingDouble()
    after.leave.set()
    with opened(tmp_path, after, Events()):
        assert after.drafted.wait(20)
    assert steps.row.state is SessionState.FINISHING, "not given up"
    assert steps.ran == ["words"], "not tried again in a process that ends"
    assert after.ran == ["words", "speakers", "draft"]
