from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from gpu.fairness import FairQueue

SESSIONS = st.sampled_from("abcd")


def drained(queue):
    return [queue.pop() for _ in range(len(queue))]


@given(st.lists(SESSIONS))
def test_a_session_is_served_in_its_own_order_and_nothing_is_lost(sessions):
    queue = FairQueue()
    for number, session in enumerate(sessions):
        queue.push(session, (session, number))
    served = drained(queue)
    assert sorted(served, key=lambda item: item[1]) == list(zip(sessions, range(99), strict=False))
    for session in "abcd":
        own = [number for name, number in served if name == session]
        assert own == sorted(own)


@given(st.lists(SESSIONS))
def test_nobody_who_waits_is_served_more_than_one_turn_behind_another(sessions):
    queue = FairQueue()
    for session in sessions:
        queue.push(session, session)
    left, served = Counter(sessions), Counter()
    while len(queue):
        served[queue.pop()] += 1
        waiting = [name for name in left if served[name] < left[name]]
        assert all(served[other] <= served[name] + 1 for name in waiting for other in served)


def test_sessions_of_equal_standing_go_first_come_first_served():
    queue = FairQueue()
    for session in "bdac":
        queue.push(session, session)
    assert drained(queue) == list("bdac")


def test_who_comes_during_anothers_backlog_is_next():
    queue = FairQueue()
    for number in range(50):
        queue.push("burst", number)
    for _ in range(10):
        queue.pop()
    queue.push("other", "other")
    assert queue.pop() == "other"


def test_who_was_away_has_saved_up_nothing():
    queue = FairQueue()
    for _ in range(20):
        queue.push("steady", "steady")
        queue.pop()
    for number in range(4):
        queue.push("back", f"back {number}")
        queue.push("steady", f"steady {number}")
    assert Counter(item.split()[0] for item in drained(queue)[:4]) == {"back": 2, "steady": 2}


def test_what_is_discarded_is_not_served():
    queue, items = FairQueue(), [object() for _ in range(3)]
    for item in items:
        queue.push("a", item)
    queue.discard(items[1])
    queue.discard(items[1])
    assert drained(queue) == [items[0], items[2]]


def test_sessions_that_are_gone_are_forgotten():
    queue = FairQueue()
    for number in range(1000):
        queue.push(f"session {number}", number)
        queue.push(f"session {number}", number)
        drained(queue)
    assert len(queue._next_turn) < 10
