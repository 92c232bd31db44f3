"""A running session is read for danger, while it may be, and whatever goes wrong."""

import asyncio
from collections.abc import Callable

import pytest
from script import script_transcript

from diarize import Transcript
from inglenook import reading_ahead
from inglenook.ahead import Together
from inglenook.reading_ahead import ReadsAhead
from summarize.risk import RiskLevel
from summarize.risk.meant import Reading


class Remembers:
    """A reader that keeps what it was given."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def read(self, texts: list[str], before: list[str]) -> list[Reading]:
        self.texts.extend(texts)
        return [Reading(0.0, 1.0, RiskLevel.PASSIVE_IDEATION) for _ in texts]


def told() -> Transcript:
    return script_transcript([("A", "How was it?"), ("B", "It was quiet."), ("A", "And then?")])


def ahead(so_far: Callable[[], Transcript], times: int) -> ReadsAhead:
    """Allowed so many times."""
    left = iter(range(times))
    return ReadsAhead("s1", so_far, lambda: next(left, None) is not None, pace_s=0.001)


async def test_what_was_said_is_read_until_consent_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Remembers()
    monkeypatch.setattr(reading_ahead, "danger_reader", lambda: reader)
    await asyncio.wait_for(ahead(told, 2).run(), 20)
    assert reader.texts == ["It was quiet."] * 2


async def test_a_failure_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_ahead, "danger_reader", Remembers)
    calls: list[int] = []

    def broken() -> Transcript:
        calls.append(1)
        raise OSError("no recording")

    await asyncio.wait_for(Together((ahead(broken, 3),)).run(), 20)
    assert len(calls) == 3
