"""A note is written only while it may be."""

import asyncio
import threading

import pytest

from ingest.errors import NoConsent, NoSuchSession
from inglenook.drafting import while_allowed


async def written() -> str:
    return "note"


async def test_what_is_written_in_time_is_given() -> None:
    def never_asked() -> bool:
        raise AssertionError

    assert await while_allowed(written(), never_asked) == "note"


async def test_its_failure_passes() -> None:
    async def failing() -> str:
        raise ValueError

    with pytest.raises(ValueError):
        await while_allowed(failing(), lambda: True)


@pytest.mark.parametrize("deleted", [False, True])
async def test_it_is_broken_off_where_the_consent_ends(deleted: bool) -> None:
    broken_off = threading.Event()

    async def endless() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            broken_off.set()
        return ""

    asked = []

    def allowed() -> bool:
        asked.append(1)
        if deleted:
            raise NoSuchSession
        return len(asked) < 2

    with pytest.raises(NoConsent):
        await while_allowed(endless(), allowed, look_s=0.02)
    assert broken_off.is_set()


async def test_who_waits_for_it_may_break_it_off_too() -> None:
    broken_off = threading.Event()
    begun = asyncio.Event()

    async def endless() -> str:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            broken_off.set()
        return ""

    waiting = asyncio.create_task(while_allowed(endless(), lambda: True))
    await begun.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert broken_off.is_set()
