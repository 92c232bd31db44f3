"""Holes between what is kept go back to the system."""

import asyncio
import ctypes
import os
from pathlib import Path

import pytest

from inglenook.memory import give_back, keep_giving_back

PIECE = 100_000

pytestmark = pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="glibc only: nothing to give back"
)


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def holes() -> list[bytes]:
    """Of 200 MB every twentieth piece stays."""
    pieces = [bytes([number % 251]) * PIECE for number in range(2_000)]
    return pieces[::20]


def test_what_nobody_uses_goes_back() -> None:
    kept = holes()
    held = resident_bytes()
    assert give_back()
    assert held - resident_bytes() > 100 * 2**20
    assert len(kept) == 100


async def test_it_goes_back_again_and_again() -> None:
    kept = holes()
    held = resident_bytes()
    giving = asyncio.create_task(keep_giving_back(0.01), name="give-back")
    async with asyncio.timeout(10):
        while held - resident_bytes() < 100 * 2**20:
            await asyncio.sleep(0.01)
    giving.cancel()
    assert len(kept) == 100
