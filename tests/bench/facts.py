"""Which gold facts the extractive note holds, where they stand, and how long it is.

    python tests/bench/facts.py DIR... [--transcripts DIR] [--missing] [--json FILE]

Each DIR is, or holds, folders with `gold.json` and a `transcript.json` or `ref.json`. With
`--transcripts` the words come from there instead: `NAME.CONDITION.json` for the folder NAME. The
note is drafted as SOAP, without a model; no context but a folder's own `context.json`.
"""

import argparse
import asyncio
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from diarize import Transcript, transcript_from_json
from inglenook.evaluation.note import appears, is_found, note_lines
from inglenook.evaluation.reference import Gold, GoldFact, read_gold
from summarize import (
    NO_CONTEXT,
    Context,
    ExtractiveDrafter,
    context_from_json,
    note_to_json,
    summarize,
)

SECTIONS = {"S": "subjective", "O": "objective", "A": "assessment", "P": "plan"}


@dataclass(frozen=True, slots=True)
class Case:
    """One transcript with what its note should say."""

    name: str
    transcript: Transcript
    gold: Gold
    context: Context


@dataclass(frozen=True, slots=True)
class FactFigures:
    """Facts by id; words are those of the sections' statements and of the transcript's turns."""

    name: str
    facts: int
    must: int
    missing: tuple[str, ...]
    missing_must: tuple[str, ...]
    elsewhere: tuple[str, ...]
    """Found, but in no line of the section that the gold names."""
    forbidden: tuple[str, ...]
    note_words: int
    spoken_words: int
    cpu_s: float


def cases(folders: Sequence[Path], transcripts: Path | None) -> Iterator[Case]:
    """Raises OSError, ValueError and ReferenceUnusable where a folder is not as told."""
    for top in folders:
        for path in sorted(top.rglob("gold.json")):
            folder = path.parent
            gold, context = read_gold(path), _context(folder / "context.json")
            for name, source in _sources(folder, transcripts):
                held = transcript_from_json(json.loads(source.read_text("utf-8")))
                yield Case(name, held, gold, context)


def _sources(folder: Path, transcripts: Path | None) -> Iterator[tuple[str, Path]]:
    if transcripts is not None:
        for path in sorted(transcripts.glob(f"{folder.name}.*.json")):
            yield path.stem, path
        return
    own = [folder / name for name in ("transcript.json", "ref.json")]
    yield folder.name, next(path for path in own if path.is_file())


def _context(path: Path) -> Context:
    return context_from_json(json.loads(path.read_text("utf-8"))) if path.is_file() else NO_CONTEXT


def figures_of(case: Case) -> FactFigures:
    started = time.process_time()
    note = asyncio.run(summarize(case.transcript, case.context, "soap", ExtractiveDrafter()))
    cpu_s = time.process_time() - started
    document = note_to_json(note)
    lines = note_lines(document)
    facts = case.gold.facts
    missing = [fact for fact in facts if not is_found(fact, lines)]
    elsewhere = [fact for fact in facts if fact not in missing and not _in_place(fact, document)]
    forbidden = [
        rule.id for rule in case.gold.must_not_appear if appears(rule, lines, case.gold.negation)
    ]
    texts = [one.text for section in note.sections for one in section.statements]
    return FactFigures(
        name=case.name,
        facts=len(facts),
        must=sum(fact.level == "must" for fact in facts),
        missing=tuple(fact.id for fact in missing),
        missing_must=tuple(fact.id for fact in missing if fact.level == "must"),
        elsewhere=tuple(fact.id for fact in elsewhere),
        forbidden=tuple(forbidden),
        note_words=sum(len(text.split()) for text in texts),
        spoken_words=sum(len(turn.text.split()) for turn in case.transcript.turns),
        cpu_s=round(cpu_s, 3),
    )


def _in_place(fact: GoldFact, document: Mapping[str, object]) -> bool:
    """Score lines count as objective; risk flags, which stand above all sections, anywhere."""
    if fact.section not in SECTIONS:
        return True
    name = SECTIONS[fact.section]
    sections = document["sections"]
    assert isinstance(sections, Mapping)
    seen = {"sections": {name: sections.get(name, ())}, "risk": document["risk"]}
    if name == "objective":
        seen["scores"] = document["scores"]
    return is_found(fact, note_lines(seen))


def _row(name: str, rows: Sequence[FactFigures]) -> str:
    facts, must = sum(one.facts for one in rows), sum(one.must for one in rows)
    lost, lost_must = (
        sum(len(one.missing) for one in rows),
        sum(len(one.missing_must) for one in rows),
    )
    placed = facts - lost - sum(len(one.elsewhere) for one in rows)
    words = sum(one.note_words for one in rows) / max(1, sum(one.spoken_words for one in rows))
    return (
        f"{name:34} {facts - lost:4}/{facts:<4} {_share(facts - lost, facts)}  "
        f"{_share(must - lost_must, must)}  {_share(placed, facts)}  "
        f"{sum(len(one.forbidden) for one in rows):3}  {100 * words:5.1f} %  "
        f"{max((100 * one.note_words / max(1, one.spoken_words) for one in rows), default=0):5.1f} "
        f"%  {max((one.note_words for one in rows), default=0):5}  "
        f"{max((one.cpu_s for one in rows), default=0):5.2f}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} %" if whole else "      –"


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    reader.add_argument("folders", type=Path, nargs="+")
    reader.add_argument("--transcripts", type=Path)
    reader.add_argument("--missing", action="store_true", help="tell the missed facts")
    reader.add_argument("--json", type=Path)
    given = reader.parse_args()
    rows: list[FactFigures] = []
    print(
        f"{'session':34} {'found':>9} {'recall':>7} {'must':>8} {'in place':>9} "
        f"{'bad':>4} {'words':>7} {'most':>8} {'longest':>8} {'CPU-s':>6}"
    )
    for case in cases(given.folders, given.transcripts):
        rows.append(figures_of(case))
        print(_row(case.name, rows[-1:]), flush=True)
        if given.missing:
            _tell(case, rows[-1])
    print(_row("all", rows))
    if given.json is not None:
        given.json.write_text(json.dumps([asdict(one) for one in rows], indent=1) + "\n", "utf-8")


def _tell(case: Case, figures: FactFigures) -> None:
    for fact in case.gold.facts:
        if fact.id in figures.missing or fact.id in figures.elsewhere:
            how = "missed" if fact.id in figures.missing else "misplaced"
            print(f"    {how} {fact.section} {fact.level} {fact.id}: {fact.statement}")
    for name in figures.forbidden:
        print(f"    FORBIDDEN {name}")


if __name__ == "__main__":
    main()
