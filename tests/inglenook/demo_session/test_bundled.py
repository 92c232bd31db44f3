"""What is committed fits together: script, reference, gold and recording."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import av
import pytest

from inglenook.demo_session import FOLDER, GOLD, RECORDING, REFERENCE
from inglenook.demo_session.script import Script, read_script

SHORT = Path(__file__).parents[2] / "recordings" / "short"


@dataclass(frozen=True, slots=True)
class Bundle:
    folder: Path
    recording: Path
    channels: int

    def read(self, name: str) -> dict:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    @property
    def script(self) -> Script:
        return read_script(self.folder / "script.json")


@pytest.fixture(params=["demo", "short"])
def bundle(request: pytest.FixtureRequest) -> Bundle:
    if request.param == "demo":
        return Bundle(FOLDER, RECORDING, 1)
    return Bundle(SHORT, SHORT / "session_2ch.opus", 2)


def test_the_reference_says_what_the_script_says(bundle: Bundle) -> None:
    turns = bundle.read("ref.json")["turns"]
    said = [(line.speaker, line.text) for line in bundle.script.lines]
    assert [(turn["speaker"], turn["text"]) for turn in turns] == said


def test_the_recording_is_as_long_as_the_reference_says(bundle: Bundle) -> None:
    with av.open(str(bundle.recording)) as container:
        layout = container.streams.audio[0].layout
        seconds = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    reference = bundle.read("ref.json")
    assert layout.nb_channels == bundle.channels
    assert seconds == pytest.approx(reference["meta"]["duration"], abs=0.06)
    assert reference["turns"][-1]["end"] <= reference["meta"]["duration"]


def test_overlap_is_marked_where_the_other_speaks_too(bundle: Bundle) -> None:
    turns = bundle.read("ref.json")["turns"]
    for turn in turns:
        others = [other for other in turns if other["speaker"] != turn["speaker"]]
        meets = any(o["start"] < turn["end"] and turn["start"] < o["end"] for o in others)
        assert turn["overlap"] == meets
    assert any(turn["overlap"] for turn in turns)


def test_each_fact_is_found_in_the_script_and_nothing_forbidden_is(bundle: Bundle) -> None:
    gold = bundle.read("gold.json")
    text = "\n".join(line.text for line in bundle.script.lines)
    for fact in gold["facts"]:
        for group in fact["match"]:
            assert any(re.search(pattern, text, re.IGNORECASE) for pattern in group), fact["id"]
    for forbidden in gold["must_not_appear"]:
        for pattern in forbidden["patterns"]:
            assert not re.search(pattern, text, re.IGNORECASE), forbidden["id"]


def test_a_total_stands_only_where_every_item_was_asked(bundle: Bundle) -> None:
    items = bundle.read("gold.json")["phq9"]
    scores = [item["score"] for item in items["items"]]
    assert [item["item"] for item in items["items"]] == list(range(1, 10))
    assert None in scores
    assert items["total"] is None


def test_the_bundled_session_is_small_and_three_to_four_minutes_long() -> None:
    meta = json.loads(REFERENCE.read_text(encoding="utf-8"))["meta"]
    assert 180 <= meta["duration"] <= 240
    assert RECORDING.stat().st_size < 500_000
    assert GOLD.exists()
