import threading

import pytest

from gpu import Priority, WeightsMissing, WorkerBusy, WorkerFailed
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
