import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from diarize.transcript import Transcript
from diarize.turn import Turn
from summarize.risk import Risk, RiskLevel
from summarize.score import ScoreMethod
from writeback.ageing import Ageing, Stage
from writeback.drafts.draft import Draft, sign
from writeback.drafts.shelf import Entry
from writeback.review.view import (
    RISK_ORDER,
    age,
    cards,
    earlier_only,
    evidence_json,
    present,
    share,
    timeline,
    unverified,
)

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def test_every_kind_of_risk_has_its_rank() -> None:
    assert set(RISK_ORDER) == set(RiskLevel)


def test_gravest_risk_comes_first_then_the_longest_waiting(unsigned: Draft, entry: Entry) -> None:
    def waiting(name: str, level: RiskLevel, hours: int) -> tuple[Entry, Draft]:
        note = replace(unsigned.note, risk=Risk(level, ()))
        at = NOW - timedelta(hours=hours)
        return replace(entry, client_ref=name, created_at=at), replace(unsigned, note=note)

    listed = [
        waiting("calm", RiskLevel.NONE_MENTIONED, 90),
        waiting("new", RiskLevel.PASSIVE_IDEATION, 1),
        waiting("plan", RiskLevel.PLAN_OR_INTENT, 1),
        waiting("old", RiskLevel.PASSIVE_IDEATION, 5),
    ]
    shown = cards(listed, Ageing(), NOW)
    assert [card.entry.client_ref for card in shown] == ["plan", "old", "new", "calm"]
    assert [card.stage for card in shown] == [Stage.FRESH, Stage.FRESH, Stage.FRESH, Stage.OVERDUE]
    assert cards([(entry, None)], Ageing(), NOW)[0].note is None


@pytest.mark.parametrize(
    ("hours", "stage"),
    [(0, Stage.FRESH), (23.9, Stage.FRESH), (24, Stage.DUE), (72, Stage.OVERDUE)],
)
def test_a_draft_reminds_and_then_tells_the_supervisor(hours: float, stage: Stage) -> None:
    assert Ageing().stage(NOW - timedelta(hours=hours), NOW) is stage
    assert Ageing(None, None).stage(NOW - timedelta(hours=hours), NOW) is Stage.FRESH


def test_a_draft_says_when_it_ends_once_that_is_near(unsigned: Draft, entry: Entry) -> None:
    filed = replace(entry, created_at=NOW - timedelta(days=25))
    [near] = cards([(filed, unsigned)], Ageing(ends_days=30), NOW)
    assert near.ends_at == NOW + timedelta(days=5)
    assert cards([(filed, unsigned)], Ageing(ends_days=60), NOW)[0].ends_at is None
    signed = sign(unsigned, by="dr", at=NOW, attested=True, shown_sha256=None)
    assert cards([(filed, signed)], Ageing(ends_days=30), NOW)[0].ends_at is None


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "just now"), (25, "25 min"), (61, "1 h"), (47 * 60, "47 h"), (72 * 60, "3 days")],
)
def test_age(minutes: int, words: str) -> None:
    assert age(NOW - timedelta(minutes=minutes), NOW) == words


def test_the_shortest_turn_stays_visible() -> None:
    turn = Turn("t1", "S1", 5000, 5001, "yes", False, ())
    [stretch] = timeline(Transcript("s", 10_000_000, "en", (), (turn,)))
    assert (stretch.x, stretch.width) == (0, 2)
    assert timeline(Transcript("s", 0, "en", (), ())) == []


def test_numbers_for_the_page(unsigned: Draft) -> None:
    note = unsigned.note
    assert unverified(note) == 2
    assert share(note.metrics.client_talk_ms, note) == 50
    silent = replace(note, metrics=replace(note.metrics, clinician_talk_ms=0, client_talk_ms=0))
    assert share(0, silent) == 0
    [proof] = json.loads(evidence_json(note.risk.flags[0].evidence))
    assert proof == {"turn": "t4", "quote": "easier not to wake up", "start": 9.0, "end": 11.8}


def test_earlier_scores_are_not_shown_as_todays(unsigned: Draft) -> None:
    old = replace(unsigned.note.scores[1], method=ScoreMethod.PRIOR)
    note = replace(unsigned.note, scores=(unsigned.note.scores[0], old))
    assert [score.instrument for score in present(note)] == ["PHQ-9"]
    assert earlier_only(note) == [old]
    assert earlier_only(unsigned.note) == []
