"""The yardstick itself: whole, in range, and fitting its own patterns."""

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest

from diarize.document import transcript_from_json
from inglenook.evaluation.note import appears, is_found
from inglenook.evaluation.reference import Gold, read_gold

HERE = Path(__file__).parent
RISK = sorted(HERE.glob("*risk.jsonl"))
SCORING = sorted(HERE.glob("*scoring.jsonl"))
SESSIONS = sorted(HERE.glob("*sessions/*"))
ITEMS_AND_TOP = {"PHQ-9": (9, 3), "GAD-7": (7, 3), "AUDIT-C": (3, 4), "C-SSRS": (6, 1)}
LEVELS = {
    "none_mentioned",
    "passive_ideation",
    "active_ideation",
    "plan_or_intent",
    "harm_to_others",
    "abuse_disclosure",
}

Row = Mapping[str, object]


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def said(row: Row) -> tuple[str, ...]:
    turns = cast(Sequence[Mapping[str, str]], row["turns"])
    assert {turn["speaker"] for turn in turns} <= {"clinician", "client"}
    return tuple(turn["text"] for turn in turns)


@pytest.mark.parametrize("path", RISK + SCORING, ids=lambda path: path.stem)
def test_every_talk_is_there_once(path: Path) -> None:
    held = rows(path)
    assert len({row["id"] for row in held}) == len(held)
    assert len({said(row) for row in held}) == len(held)


@pytest.mark.parametrize("path", RISK, ids=lambda path: path.stem)
def test_risk_levels_and_flags_fit_together(path: Path) -> None:
    for row in rows(path):
        allowed = cast(Sequence[str], row.get("level_ok", [row["level"]]))
        assert row["level"] in allowed
        assert set(allowed) <= LEVELS
        assert 1 <= len(said(row)) <= 3
        if row["flag"] is False:
            assert (row["level"], row["current"]) == ("none_mentioned", False)
        if row["current"]:
            assert row["flag"] is True


@pytest.mark.parametrize("path", RISK, ids=lambda path: path.stem)
def test_risk_holds_as_many_to_flag_as_to_leave(path: Path) -> None:
    flags = [row["flag"] for row in rows(path)]
    assert flags.count(True) >= 85
    assert flags.count(False) >= 85


@pytest.mark.parametrize("path", SCORING, ids=lambda path: path.stem)
def test_scored_items_are_in_range(path: Path) -> None:
    for row in rows(path):
        items = cast(Mapping[str, Mapping[str, int | None]], row["items"])
        for instrument, scores in items.items():
            last, top = ITEMS_AND_TOP[instrument]
            for item, score in scores.items():
                assert 1 <= int(item) <= last
                assert score is None or 0 <= score <= top


@pytest.fixture(params=SESSIONS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    return cast(Path, request.param)


@pytest.fixture
def gold(folder: Path) -> Gold:
    return read_gold(folder / "gold.json")


def test_every_statement_fits_its_own_patterns(gold: Gold) -> None:
    assert [fact.id for fact in gold.facts if not is_found(fact, [fact.statement])] == []


def test_no_true_statement_is_forbidden(gold: Gold) -> None:
    true = [fact.statement for fact in gold.facts]
    assert [r.id for r in gold.must_not_appear if appears(r, true, gold.negation)] == []


def test_every_forbidden_statement_is_caught(folder: Path) -> None:
    for rule in json.loads((folder / "gold.json").read_text())["must_not_appear"]:
        for pattern in rule["patterns"]:
            assert re.search(pattern, rule["statement"], re.IGNORECASE), rule["id"]


def test_totals_are_the_sums_of_their_items(gold: Gold) -> None:
    for instrument in gold.instruments().values():
        scores = [item.score for item in instrument.items]
        known = [score for score in scores if score is not None]
        assert instrument.total == (sum(known) if len(known) == len(scores) else None)


def test_evidence_names_turns_that_exist(folder: Path) -> None:
    transcript = transcript_from_json(json.loads((folder / "transcript.json").read_text()))
    turns = {turn.turn_id for turn in transcript.turns}
    held = json.loads((folder / "gold.json").read_text())
    cited = {
        turn for entry in (*held["facts"], *held["must_not_appear"]) for turn in entry["evidence"]
    }
    assert cited <= turns
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(transcript.turns))
