"""Danger read by its meaning, with the real weights; no text here was fitted on."""

import json
from pathlib import Path

import pytest

from diarize import transcript_from_json
from summarize.context import NO_CONTEXT
from summarize.risk.finding import risk_of
from summarize.risk.meant import LIKELY
from summarize.risk.reader import DangerReader, load_reader
from summarize.scores.scoring import scores_of
from summarize.talk.dialogue import dialogue_of

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def reader() -> DangerReader:
    return load_reader()


DEMO = Path(__file__).parents[3] / "inglenook" / "demo_session" / "ref.json"
INDIRECT = (
    "If tomorrow just didn't come for me I'd be grateful.",
    "They'd be so much lighter if I wasn't in the picture, like, at all.",
    "I keep driving out to that bridge and standing there.",
    "Sometimes I hope my heart gives out while I'm asleep.",
    "He gets his hands around my neck when he's angry.",
)
ORDINARY = (
    "We painted the kitchen on Saturday and it took all day.",
    "My boss moved the deadline again, so I worked late.",
    "I talked to my sister and we're okay now.",
    "I slept better once I stopped looking at my phone.",
    "The exam went fine and we had pizza after.",
)


def test_indirect_danger_is_likelier_than_ordinary_talk(reader: DangerReader) -> None:
    dangers = [one.danger for one in reader.read(INDIRECT, [""] * len(INDIRECT))]
    ordinary = [one.danger for one in reader.read(ORDINARY, [""] * len(ORDINARY))]
    assert max(ordinary) < LIKELY / 2
    assert sum(danger >= LIKELY for danger in dangers) >= 4


def test_what_was_read_is_remembered(reader: DangerReader, monkeypatch: pytest.MonkeyPatch) -> None:
    first = reader.read(ORDINARY, [""] * len(ORDINARY))
    monkeypatch.setattr(DangerReader, "_batch", None)
    assert reader.read(ORDINARY, [""] * len(ORDINARY)) == first


def test_the_question_is_read_with_the_answer(reader: DangerReader) -> None:
    asked, ordered = reader.read(
        ["Most nights, yeah."] * 2,
        ["Do you ever wish that you were dead?", "Do you cook for the kids?"],
    )
    assert asked.danger > LIKELY > ordered.danger


def test_nobody_is_in_danger_in_the_bundled_session() -> None:
    """Its client is asked about thoughts of death and says no; its small answers mean no harm."""
    heard = transcript_from_json(json.loads(DEMO.read_text()))
    dialogue = dialogue_of(heard)
    assert not risk_of(dialogue, scores_of(dialogue, NO_CONTEXT)).flags
