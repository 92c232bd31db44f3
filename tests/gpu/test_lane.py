import threading
import time

import pytest

from gpu import GpuError, Priority, WeightsMissing, WorkerBusy, WorkerFailed
from gpu.lane import Lane


@pytest.fixture
def lane():
    lane = Lane("test", limit=4)
    yield lane
    lane.close()


@pytest.fixture
def held(lane):
    """The lane's thread, kept busy until the event is set."""
    gate, running = threading.Event(), threading.Event()

    def wait():
        running.set()
        gate.wait(10)

    lane.submit(Priority.FINAL, wait)
    assert running.wait(10)
    yield gate
    gate.set()


def test_what_is_urgent_goes_first_and_then_first_come_first_served(lane, held):
    order = []
    for priority, name in (
        (Priority.RECORDED, "recorded"),
        (Priority.CAPTION, "caption"),
        (Priority.FINAL, "first final"),
        (Priority.FINAL, "second final"),
    ):
        last = lane.submit(priority, lambda name=name: order.append(name))
        if priority is Priority.RECORDED:
            slowest = last
    held.set()
    slowest.result(10)
    assert order == ["first final", "second final", "caption", "recorded"]


def test_a_full_queue_refuses_captions_before_finals(lane, held):
    lane.submit(Priority.FINAL, int)
    lane.submit(Priority.FINAL, int)
    with pytest.raises(WorkerBusy):
        lane.submit(Priority.CAPTION, int)
    lane.submit(Priority.FINAL, int)
    lane.submit(Priority.RECORDED, int)
    with pytest.raises(WorkerBusy):
        lane.submit(Priority.FINAL, int)


def test_cancelled_work_is_skipped(lane, held):
    done = []
    cancelled = lane.submit(Priority.FINAL, lambda: done.append("cancelled"))
    after = lane.submit(Priority.FINAL, lambda: done.append("after"))
    cancelled.cancel()
    held.set()
    after.result(10)
    assert done == ["after"]


def test_a_failure_names_its_kind_and_not_its_text(lane, caplog):
    def fail():
        raise RuntimeError("she said she cannot sleep")

    with pytest.raises(WorkerFailed) as failure:
        lane.submit(Priority.FINAL, fail).result(10)
    assert "RuntimeError" in str(failure.value)
    assert failure.value.__cause__ is None
    assert failure.value.__context__ is None
    assert "sleep" not in str(failure.value) + caplog.text
    assert lane.submit(Priority.FINAL, lambda: 7).result(10) == 7


def test_the_packages_own_errors_come_through(lane):
    def fail():
        raise WeightsMissing("pip install it")

    with pytest.raises(WeightsMissing):
        lane.submit(Priority.FINAL, fail).result(10)


def test_closing_cancels_what_waits_and_refuses_more(lane, held):
    waiting = lane.submit(Priority.FINAL, int)
    closer = threading.Thread(target=lane.close)
    closer.start()
    held.set()
    closer.join(10)
    assert waiting.cancelled()
    with pytest.raises(WorkerFailed):
        lane.submit(Priority.FINAL, int)
    lane.close()


def test_a_cancelled_piece_makes_room_at_once(lane, held):
    waiting = [lane.submit(Priority.FINAL, int) for _ in range(4)]
    waiting[0].cancel()
    assert lane.waiting == 3
    lane.submit(Priority.FINAL, int)


def test_a_sessions_backlog_holds_up_no_other(lane, held):
    order = []
    for name in ("a1", "a2", "a3", "b1"):
        last = lane.submit(Priority.FINAL, lambda name=name: order.append(name), name[0])
    held.set()
    last.result(10)
    assert order[:2] == ["a1", "b1"]


def test_as_many_pieces_run_at_once_as_there_are_threads():
    lane = Lane("test", limit=4, threads=2)
    meeting = threading.Barrier(2)
    both = [lane.submit(Priority.FINAL, lambda: meeting.wait(10)) for _ in range(2)]
    assert {future.result(10) for future in both} == {0, 1}
    lane.close()


def test_the_delay_is_that_of_the_oldest_in_front(lane, held):
    assert lane.delay_s(Priority.FINAL) == pytest.approx(0, abs=0.01)
    waiting = lane.submit(Priority.FINAL, int)
    time.sleep(0.05)
    assert lane.delay_s(Priority.FINAL) >= 0.05
    assert lane.delay_s(Priority.CAPTION) >= 0.05, "finals go in front of captions"
    held.set()
    waiting.result(10)


def test_captions_do_not_delay_finals(lane, held):
    lane.submit(Priority.CAPTION, int)
    time.sleep(0.05)
    assert lane.delay_s(Priority.FINAL) < 0.05


def test_a_free_thread_means_no_delay(lane):
    lane.submit(Priority.FINAL, int).result(10)
    deadline = time.monotonic() + 10
    while lane.delay_s(Priority.CAPTION) and time.monotonic() < deadline:
        time.sleep(0.001)
    assert lane.delay_s(Priority.CAPTION) == 0


class Together:
    """Runs what it is given and remembers the batches."""

    def __init__(self, failing=()):
        self.batches = []
        self.failing = failing

    def __call__(self, items):
        self.batches.append(list(items))
        if set(items) & set(self.failing):
            raise RuntimeError("she said she cannot sleep")
        return [WorkerBusy("no") if item == "refused" else item.upper() for item in items]


@pytest.fixture
def wide():
    lane = Lane("test", limit=16, batch=3, gather_s=0.5)
    yield lane
    lane.close()


def block(lane):
    gate, running = threading.Event(), threading.Event()

    def wait():
        running.set()
        gate.wait(10)

    lane.submit(Priority.FINAL, wait)
    assert running.wait(10)
    return gate


def test_alike_pieces_run_in_one_go_and_others_do_not(wide):
    gate, run = block(wide), Together()
    futures = [
        wide.submit_alike(priority, item, run, form, item[0])
        for priority, item, form in (
            (Priority.FINAL, "a1", "short"),
            (Priority.FINAL, "b1", "long"),
            (Priority.FINAL, "c1", "short"),
            (Priority.CAPTION, "d1", "short"),
            (Priority.FINAL, "a2", "short"),
            (Priority.FINAL, "e1", "short"),
        )
    ]
    gate.set()
    assert [future.result(10) for future in futures] == ["A1", "B1", "C1", "D1", "A2", "E1"]
    assert run.batches == [["a1", "c1", "e1"], ["b1"], ["a2"], ["d1"]]


def test_what_comes_while_a_batch_gathers_goes_with_it(wide):
    run = Together()
    first = wide.submit_alike(Priority.FINAL, "a", run, "short", "a")
    second = wide.submit_alike(Priority.FINAL, "b", run, "short", "b")
    third = wide.submit_alike(Priority.FINAL, "c", run, "short", "c")
    assert [future.result(10) for future in (first, second, third)] == ["A", "B", "C"]
    assert run.batches == [["a", "b", "c"]]


def test_one_that_fails_in_a_batch_fails_alone(wide, caplog):
    gate, run = block(wide), Together(failing=["b"])
    good, bad, refused = [
        wide.submit_alike(Priority.FINAL, item, run, "short", item)
        for item in ("a", "b", "refused")
    ]
    gate.set()
    assert good.result(10) == "A"
    with pytest.raises(WorkerFailed, match="RuntimeError") as failure:
        bad.result(10)
    assert failure.value.__context__ is None
    with pytest.raises(WorkerBusy):
        refused.result(10)
    assert "sleep" not in caplog.text
    assert run.batches == [["a", "b", "refused"], ["a"], ["b"], ["refused"]]


def test_without_a_batch_each_runs_alone(lane, held):
    run = Together()
    futures = [lane.submit_alike(Priority.FINAL, item, run, "short") for item in ("a", "b")]
    held.set()
    assert [future.result(10) for future in futures] == ["A", "B"]
    assert run.batches == [["a"], ["b"]]


def test_too_few_outcomes_are_an_error_of_the_model(lane):
    future = lane.submit_alike(Priority.FINAL, "a", lambda items: [], "short")
    with pytest.raises(GpuError):
        future.result(10)
