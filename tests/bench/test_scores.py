"""Scores on the invented talks, held to what the notes promise; `scores.py` measures the rest."""

from pathlib import Path

import pytest
from scores import Tally, as_talk, sessions, talks

GOLD = Path(__file__).parent.parent / "gold"


@pytest.fixture(scope="module")
def tally() -> Tally:
    found = Tally()
    for dialogue, gold in talks(GOLD / "scoring.jsonl"):
        found.add(as_talk(dialogue, gold))
    for talk in sessions(GOLD / "sessions"):
        found.add(talk)
    return found


def test_items_are_scored_as_a_careful_reader_scores_them(tally: Tally) -> None:
    assert tally.items > 150
    assert tally.accuracy >= 0.95, tally.missed + tally.wrong + tally.false


def test_nothing_is_scored_that_was_not_answered(tally: Tally) -> None:
    assert tally.false == []
    assert tally.bare == []


def test_no_total_is_wrong(tally: Tally) -> None:
    assert tally.totals == []
