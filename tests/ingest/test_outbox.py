"""What waits for a client that reads slowly."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import Idle
from ingest.message import Ack, JsonMessage
from ingest.outbox import Outbox


def partial(utterance: str, text: str = "") -> JsonMessage:
    return {"type": "partial", "utterance_id": utterance, "text": text}


def final(utterance: str) -> JsonMessage:
    return {"type": "final", "utterance_id": utterance}


async def emptied(outbox: Outbox) -> list[JsonMessage]:
    outbox.finish()
    taken: list[JsonMessage] = []
    while (message := await outbox.take()) is not None:
        taken.append(message)
    return taken


async def test_acks_merge_and_go_first() -> None:
    outbox = Outbox(10)
    outbox.put(final("u1"))
    outbox.put_ack(Ack(1))
    outbox.put_ack(Ack(2))
    assert await emptied(outbox) == [Ack(2).json(), final("u1")]


async def test_a_partial_is_replaced_and_goes_with_its_final() -> None:
    outbox = Outbox(10)
    for message in (partial("u1", "a"), partial("u2", "b"), partial("u1", "c"), final("u2")):
        outbox.put(message)
    assert await emptied(outbox) == [partial("u1", "c"), final("u2")]


async def test_partials_make_room() -> None:
    outbox = Outbox(2)
    for message in (partial("u1"), final("u2"), final("u3")):
        outbox.put(message)
    with pytest.raises(Idle):
        outbox.put(partial("u4"))
    assert await emptied(outbox) == [final("u2"), final("u3")]


@given(
    said=st.lists(st.tuples(st.booleans(), st.sampled_from("abcdef")), max_size=60),
    limit=st.integers(1, 8),
)
def test_nothing_but_partials_is_ever_lost(said: list[tuple[bool, str]], limit: int) -> None:
    async def fill() -> None:
        outbox = Outbox(limit)
        kept: list[JsonMessage] = []
        for number, (is_final, utterance) in enumerate(said):
            message = {**(final if is_final else partial)(utterance), "number": number}
            try:
                outbox.put(message)
            except Idle:
                assert len(kept) >= limit
                break
            if is_final:
                kept.append(message)
        taken = await emptied(outbox)
        assert len(taken) <= limit
        assert [message for message in taken if message["type"] == "final"] == kept

    asyncio.run(fill())


async def test_patience_waits_for_the_reader() -> None:
    outbox = Outbox(1)
    outbox.put(final("u1"))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(outbox.put_patiently(final("u2"), 5))
        assert await outbox.take() == final("u1")
        assert await outbox.take() == final("u2")


async def test_patience_ends() -> None:
    outbox = Outbox(1)
    outbox.put(final("u1"))
    with pytest.raises(Idle):
        await outbox.put_patiently(final("u2"), 0.01)


async def test_take_waits() -> None:
    outbox = Outbox(1)
    async with asyncio.TaskGroup() as tasks:
        taken = tasks.create_task(outbox.take())
        tasks.create_task(outbox.put_patiently(final("u1"), 1))
    assert taken.result() == final("u1")
