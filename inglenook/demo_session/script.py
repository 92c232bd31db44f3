"""The written dialogue a recording is made from."""

import json
from dataclasses import dataclass
from pathlib import Path

ROLES = ("clinician", "client")
"""In channel order."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one person says before the other goes on."""

    speaker: str
    text: str
    early_ms: int
    """Begins this long before the line ahead of it has ended; 0: waits for its end."""


@dataclass(frozen=True, slots=True)
class Script:
    """A dialogue with what a note about it should hold."""

    title: str
    seed: int
    lines: tuple[Line, ...]
    gold: dict[str, object]
    """Kept as it is written; becomes gold.json."""


def read_script(path: Path) -> Script:
    """Raises ValueError on a role that is not in ROLES, an empty line or an early first line."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    lines = tuple(
        Line(line["speaker"], line["text"].strip(), int(line.get("early_ms", 0)))
        for line in raw["lines"]
    )
    for number, line in enumerate(lines):
        if line.speaker not in ROLES or not line.text:
            raise ValueError(f"line {number} of {path.name} needs a text and a speaker in {ROLES}")
        if line.early_ms and (not number or lines[number - 1].speaker == line.speaker):
            raise ValueError(f"line {number} of {path.name} can only cut in on the other speaker")
    return Script(raw["title"], int(raw["seed"]), lines, raw["gold"])
