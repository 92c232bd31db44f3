"""Live events from any thread to whoever listens."""

import threading
from contextlib import aclosing

from inglenook.events import WAITING_LIMIT, Events, Subscription


async def read(subscription: Subscription) -> list[object]:
    async with aclosing(subscription.messages()) as messages:
        return [message.get("n", message["type"]) async for message in messages]


async def test_a_listener_hears_its_session_in_order_from_any_thread() -> None:
    events = Events()
    mine, other = events.subscribe("a"), events.subscribe("b")

    def speak() -> None:
        for n in range(100):
            events.publish("a", {"type": "final", "n": n})
        events.publish("a", {"type": "ended"})

    thread = threading.Thread(target=speak)
    thread.start()
    assert await read(mine) == [*range(100), "ended"]
    thread.join()
    events.end("b")
    assert await read(other) == []


async def test_what_came_between_two_readers_waits() -> None:
    events = Events()
    subscription = events.subscribe("a")
    events.publish("a", {"type": "final", "n": 1})
    async with aclosing(subscription.messages()) as messages:
        assert (await anext(messages))["n"] == 1
    events.publish("a", {"type": "final", "n": 2})
    events.publish("a", {"type": "ended"})
    assert await read(subscription) == [2, "ended"]


async def test_a_slow_listener_loses_captions_before_finals() -> None:
    events = Events()
    subscription = events.subscribe("a")
    for n in range(WAITING_LIMIT):
        events.publish("a", {"type": "partial" if n % 2 else "final", "n": n})
    for n in range(WAITING_LIMIT // 2 - 1):
        events.publish("a", {"type": "final", "n": WAITING_LIMIT + n})
    events.publish("a", {"type": "ended"})
    heard = await read(subscription)
    finals = list(range(0, WAITING_LIMIT, 2))
    assert heard == [*finals, *(WAITING_LIMIT + n for n in range(WAITING_LIMIT // 2 - 1)), "ended"]


async def test_nothing_that_waits_is_told_after_the_end() -> None:
    """Consent was revoked: what was said is nobody's any more."""
    events = Events()
    subscription = events.subscribe("a")
    events.publish("a", {"type": "final", "n": 1})
    events.end("a")
    events.publish("a", {"type": "final", "n": 2})
    assert await read(subscription) == []


async def test_a_listener_that_lets_finals_pile_up_is_cut_off() -> None:
    events = Events()
    subscription = events.subscribe("a")
    for n in range(WAITING_LIMIT + 1):
        events.publish("a", {"type": "final", "n": n})
    assert await read(subscription) == list(range(WAITING_LIMIT))


async def test_a_closed_subscription_is_forgotten() -> None:
    events = Events()
    events.subscribe("a").close()
    events.publish("a", {"type": "final", "n": 1})
    again = events.subscribe("a")
    events.publish("a", {"type": "ended"})
    assert await read(again) == ["ended"]
