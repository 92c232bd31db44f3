"""The project's own utterances: each danger flagged, and few flags where there is none."""

import json
from pathlib import Path

import pytest

from diarize import transcript_from_json
from summarize.context import NO_CONTEXT
from summarize.risk import Risk, RiskLevel
from summarize.risk.finding import risk_of
from summarize.scores.scoring import scores_of
from summarize.talk.dialogue import dialogue_of

GOLD = Path(__file__).parents[2] / "gold" / "risk.jsonl"
ROWS = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
PRECISION = 0.8
LEVELS = 0.9


def found(row: dict, role_of: dict[str, str] | None = None) -> Risk:
    turns = [
        {"speaker": turn["speaker"], "text": turn["text"], "start": at * 5.0, "end": at * 5.0 + 4}
        for at, turn in enumerate(row["turns"])
    ]
    people = {turn["speaker"] for turn in row["turns"]}
    speakers = [{"id": one, "role": (role_of or {}).get(one, one)} for one in sorted(people)]
    dialogue = dialogue_of(transcript_from_json({"turns": turns, "speakers": speakers}))
    return risk_of(dialogue, scores_of(dialogue, NO_CONTEXT))


@pytest.mark.parametrize("roles", ["known", "unknown"])
def test_every_danger_is_flagged_and_few_harmless_words_are(roles: str) -> None:
    unknown = {"clinician": "unknown", "client": "unknown"} if roles == "unknown" else None
    flagged = {row["id"]: bool(found(row, unknown).flags) for row in ROWS}
    missed = [row["id"] for row in ROWS if row["flag"] and not flagged[row["id"]]]
    false = [row["id"] for row in ROWS if row["flag"] is False and flagged[row["id"]]]
    dangerous = sum(row["flag"] is True for row in ROWS)
    assert missed == []
    assert dangerous / (dangerous + len(false)) >= PRECISION, false


def test_the_level_is_one_a_careful_reader_accepts() -> None:
    judged = [row for row in ROWS if row["flag"] is not None]
    wrong = [
        (row["id"], str(risk.level))
        for row in judged
        if str((risk := found(row)).level) not in row.get("level_ok", [row["level"]])
    ]
    assert len(wrong) / len(judged) <= 1 - LEVELS, wrong


def test_what_lies_in_the_past_never_raises_the_level() -> None:
    history = [row for row in ROWS if row["kind"] in ("attempt_history", "self_harm_history")]
    assert history
    for row in history:
        risk = found(row)
        assert risk.flags, row["id"]
        assert risk.level is RiskLevel.NONE_MENTIONED, row["id"]
