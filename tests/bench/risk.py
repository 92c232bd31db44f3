"""How much of the danger that was spoken of is flagged, and how many flags are false.

    python tests/bench/risk.py [FILE ...] [--rules] [--dialogues DIR] [--sessions DIR ...]
        [--json OUT] [--show]

Talks of `tests/gold/risk.jsonl` as written, without punctuation and apostrophes, with nobody's role
known, and with 8 % of the words lost or misheard (five times, with other luck). `--dialogues` holds
public dialogues, in which hardly anybody is in danger: how many of their sentences are flagged, in
those alone that nothing was fitted on. `--rules`: what is found without reading for meaning.
`--sessions`: folders of whole sessions (`transcript.json` or `ref.json` in a folder each): how many
passages an hour the clinician is asked to read because of their meaning alone.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from dialogues import Dialogue, Said, misheard, read_dialogues, without_marks

from diarize import Transcript, transcript_from_json
from summarize.context import NO_CONTEXT
from summarize.risk import Risk, RiskLevel
from summarize.risk.finding import risk_of
from summarize.scores.scoring import scores_of
from summarize.talk.dialogue import dialogue_of

MISHEARD = 0.08
LUCKS = 5


@dataclass(frozen=True, slots=True)
class Talk:
    """A piece of talk and what a careful reader says of it."""

    dialogue: Dialogue
    kind: str
    flag: bool | None
    """None: readers differ, counted on neither side."""
    current: bool
    levels: frozenset[str]


@dataclass(slots=True)
class Share:
    of: int = 0
    right: int = 0


@dataclass(slots=True)
class Tally:
    """Talks by how they came out."""

    dangerous: int = 0
    flagged: int = 0
    """Of the dangerous ones."""
    harmless: int = 0
    level_right: int = 0
    kinds: dict[str, Share] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    level_wrong: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.flagged / self.dangerous if self.dangerous else 1.0

    @property
    def precision(self) -> float:
        shown = self.flagged + len(self.false)
        return self.flagged / shown if shown else 1.0

    @property
    def level_accuracy(self) -> float:
        return self.level_right / (self.dangerous + self.harmless or 1)

    def add(self, talk: Talk, risk: Risk) -> None:
        if talk.flag is None:
            return
        words = f"{talk.dialogue.name} {talk.kind}: " + " | ".join(
            turn.text for turn in talk.dialogue.turns
        )
        shown = bool(risk.flags)
        share = self.kinds.setdefault(talk.kind, Share())
        share.of += 1
        share.right += shown is talk.flag
        if talk.flag:
            self.dangerous += 1
            self.flagged += shown
            self.missed += [] if shown else [words]
        else:
            self.harmless += 1
            self.false += [f"{words} ({risk.flags[0].text})"] if shown else []
        fits = str(risk.level) in talk.levels
        self.level_right += fits
        if shown is talk.flag and not fits:
            self.level_wrong.append(f"{words} ({risk.level})")


def talks(file: Path) -> Iterator[Talk]:
    for at, line in enumerate(file.read_text("utf-8").splitlines()):
        held = json.loads(line)
        said = tuple(Said(turn["speaker"], turn["text"]) for turn in held["turns"])
        yield Talk(
            Dialogue(
                "gold",
                held.get("id", f"{file.stem}-{at}"),
                said,
                {one.person: one.person for one in said},
            ),
            held["kind"],
            held["flag"],
            held["current"],
            frozenset(held.get("level_ok", [held["level"]])),
        )


def transcript(dialogue: Dialogue) -> Transcript:
    turns = [
        {"speaker": turn.person, "text": turn.text, "start": at * 5.0, "end": at * 5.0 + 4}
        for at, turn in enumerate(dialogue.turns)
        if turn.text.strip()
    ]
    speakers = [{"id": person, "role": role} for person, role in dialogue.roles.items()]
    return transcript_from_json({"turns": turns, "speakers": speakers})


def risk_in(talk: Transcript, *, by_meaning: bool = True) -> Risk:
    dialogue = dialogue_of(talk)
    return risk_of(dialogue, scores_of(dialogue, NO_CONTEXT), by_meaning=by_meaning)


def bare(dialogue: Dialogue) -> Dialogue:
    """As recognizers write that know neither marks nor apostrophes."""
    unmarked = without_marks(dialogue)
    turns = (replace(turn, text=turn.text.replace("'", "")) for turn in unmarked.turns)
    return replace(unmarked, turns=tuple(turns))


def nameless(dialogue: Dialogue) -> Dialogue:
    return replace(dialogue, roles=dict.fromkeys(dialogue.roles, "unknown"))


WAYS: dict[str, Callable[[Dialogue], Iterator[Dialogue]]] = {
    "as written": lambda one: iter([one]),
    "no marks": lambda one: iter([bare(one)]),
    "roles unknown": lambda one: iter([nameless(one)]),
    "misheard": lambda one: (
        misheard(one, MISHEARD, random.Random(f"{luck} {one.name}")) for luck in range(LUCKS)
    ),
}


def tallies(held: list[Talk], *, by_meaning: bool) -> dict[str, Tally]:
    found = {name: Tally() for name in WAYS}
    for talk in held:
        for name, way in WAYS.items():
            for heard in way(talk.dialogue):
                found[name].add(talk, risk_in(transcript(heard), by_meaning=by_meaning))
    return found


@dataclass(slots=True)
class Public:
    """What is flagged in dialogues that nobody labelled."""

    dialogues: int = 0
    sentences: int = 0
    flagged: int = 0
    with_level: int = 0
    cpu_s: float = 0.0
    flags: list[str] = field(default_factory=list)


def public(folder: Path, *, by_meaning: bool) -> dict[str, Public]:
    found: dict[str, Public] = {}
    for dialogue in read_dialogues(folder):
        if not dialogue.held_back:
            continue
        tally = found.setdefault(dialogue.source, Public())
        talk = dialogue_of(transcript(dialogue))
        started = time.process_time()
        risk = risk_of(talk, (), by_meaning=by_meaning)
        tally.cpu_s += time.process_time() - started
        tally.dialogues += 1
        tally.sentences += len(talk.passages)
        tally.with_level += risk.level is not RiskLevel.NONE_MENTIONED
        for flag in risk.flags:
            tally.flagged += len(flag.evidence)
            tally.flags += [f"{dialogue.name} {flag.text}: {p.quote}" for p in flag.evidence]
    return found


def asked_to_read(folder: Path) -> tuple[int, float]:
    """Passages that are flagged as possible, and the hours of talk."""
    quotes, hours = 0, 0.0
    for file in sorted([*folder.glob("*/transcript.json"), *folder.glob("*/ref.json")]):
        heard = transcript_from_json(json.loads(file.read_text("utf-8")))
        hours += heard.duration_ms / 3_600_000
        flags = risk_in(heard).flags
        quotes += sum(len(one.evidence) for one in flags if one.text.startswith("Possible"))
    return quotes, hours


def _show(name: str, lines: list[str]) -> None:
    for line in lines:
        print(f"    {name}: {line}")


def main() -> None:
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "talks", type=Path, nargs="*", default=[here.parent / "gold" / "risk.jsonl"]
    )
    parser.add_argument("--rules", action="store_true", help="without reading for meaning")
    parser.add_argument("--dialogues", type=Path, help="folder of public dialogues")
    parser.add_argument("--sessions", type=Path, nargs="*", default=[], help="whole sessions")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--show", action="store_true", help="name every talk that is not right")
    options = parser.parse_args()
    held = [talk for file in options.talks for talk in talks(file)]
    figures: dict[str, object] = {}
    print(f"{'':16}{'danger':>7}{'recall':>8}{'harmless':>9}{'precision':>10}{'level':>8}")
    for name, tally in tallies(held, by_meaning=not options.rules).items():
        print(
            f"{name:16}{tally.dangerous:7}{100 * tally.recall:7.1f}%{tally.harmless:9}"
            f"{100 * tally.precision:9.1f}%{100 * tally.level_accuracy:7.1f}%"
        )
        kinds = {kind: f"{one.right}/{one.of}" for kind, one in sorted(tally.kinds.items())}
        if name == "as written":
            for kind, right in kinds.items():
                print(f"    {kind:20}{right:>8}")
        if options.show:
            _show("missed", tally.missed)
            _show("false", tally.false)
            _show("level", tally.level_wrong)
        figures[name] = {
            "dangerous": tally.dangerous,
            "recall": round(tally.recall, 4),
            "harmless": tally.harmless,
            "precision": round(tally.precision, 4),
            "level_accuracy": round(tally.level_accuracy, 4),
            "kinds": kinds,
        }
    if options.dialogues:
        for source, one in public(options.dialogues, by_meaning=not options.rules).items():
            print(
                f"{source}: {one.dialogues} dialogues, {one.sentences} sentences, {one.flagged} "
                f"flagged, {one.with_level} dialogues with a level, {one.cpu_s:.2f} CPU-s"
            )
            figures[source] = {
                "dialogues": one.dialogues,
                "sentences": one.sentences,
                "flagged": one.flagged,
                "with_level": one.with_level,
                "cpu_s": round(one.cpu_s, 2),
            }
            if options.show:
                _show("flag", one.flags)
    for folder in options.sessions:
        quotes, hours = asked_to_read(folder)
        print(f"{folder.name}: {quotes} passages to read in {60 * hours:.0f} min of talk")
        figures[f"to_read_{folder.name}"] = {"passages": quotes, "hours": round(hours, 3)}
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
