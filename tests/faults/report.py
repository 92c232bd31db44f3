"""What was measured, and what fell short, as JSON for each part and one page of all."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from inglenook import __version__
from inglenook.benchmark.machine import machine

RESULTS = Path(__file__).parent / "results"
_LIBRARIES = ("uvicorn", "websockets", "fastapi", "dbos", "sqlalchemy", "cryptography")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One fault or abuse, and how the house stood it."""

    name: str
    faults: Sequence[str]
    """What must not have happened, in words; empty where it stood."""
    figures: Mapping[str, object] = field(default_factory=dict)

    @property
    def stood(self) -> bool:
        return not self.faults


def keep(part: str, command: str, outcomes: Sequence[Outcome], cpu_s: float) -> None:
    """Write the part's JSON, and the page anew from all parts."""
    RESULTS.mkdir(exist_ok=True)
    told = {
        "part": part,
        "command": command,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": {"inglenook": __version__} | {name: version(name) for name in _LIBRARIES},
        "cpu_s": round(cpu_s, 1),
        "outcomes": [asdict(outcome) | {"stood": outcome.stood} for outcome in outcomes],
    }
    (RESULTS / f"{part}.json").write_text(json.dumps(told, indent=1) + "\n")
    parts = [json.loads(path.read_text()) for path in sorted(RESULTS.glob("*.json"))]
    (RESULTS / "report.md").write_text(page(parts))


def page(parts: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        "# Faults and abuse",
        "",
        "Written by `make faults` (`.venv/bin/python -m tests.faults`). The server is the whole",
        "program over real sockets, with the scripted recognizer in the place of models.",
        "",
        "| part | fault or abuse | stood |",
        "| --- | --- | --- |",
    ]
    for part in parts:
        for outcome in part["outcomes"]:
            told = "yes" if outcome["stood"] else f"**no** ({len(outcome['faults'])})"
            lines.append(f"| {part['part']} | {outcome['name']} | {told} |")
    for part in parts:
        lines += ["", f"## {part['part']}", ""]
        versions = ", ".join(f"{name} {number}" for name, number in part["versions"].items())
        lines.append(f"{part['at']}, `{part['command']}`, {part['cpu_s']} CPU-s.  ")
        lines.append(f"{part['machine']}; {versions}.")
        for outcome in part["outcomes"]:
            lines += ["", f"### {outcome['name']}", ""]
            lines += [f"- **fell short**: {fault}" for fault in outcome["faults"]]
            lines += _figures(outcome["figures"])
    return "\n".join(lines) + "\n"


def _figures(figures: Mapping[str, Any]) -> list[str]:
    lines = ["| figure | value |", "| --- | --- |"]
    for name, value in figures.items():
        shown = value
        if isinstance(value, Mapping):
            shown = "; ".join(f"{key} {number}" for key, number in value.items())
        lines.append(f"| {name} | {shown} |")
    return lines
