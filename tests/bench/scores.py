"""How many items of the instruments are scored as a careful reader scores them.

    python tests/bench/scores.py [--talks FILE] [--sessions DIR] [--recognized DIR] [--json OUT]

Talks of `tests/gold/scoring.jsonl` as written, without punctuation, with 8 % of the words lost or
misheard, and with 5 % of the turns given to the wrong speaker (five times each, with other luck);
whole sessions with `gold.json`; and transcripts from real recognition, `NAME.*.json` for the
folder `NAME` whose `gold.json` measures them.
"""

import argparse
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dialogues import Dialogue, Said, misheard, swapped, without_marks

from diarize import Transcript, transcript_from_json
from summarize.context import NO_CONTEXT
from summarize.score import Score
from summarize.scores.scoring import scores_of
from summarize.talk.dialogue import dialogue_of

MISHEARD, MISPLACED = 0.08, 0.05
LUCKS = 5
IN_GOLD = {"phq9": "PHQ-9", "gad7": "GAD-7", "auditc": "AUDIT-C"}
SCREEN_IN_GOLD, SCREEN = "C-SSRS", "Suicide-risk screen"
"""The gold files it under the instrument whose steps it shares."""

Gold = Mapping[str, Mapping[int, int | None]]
"""Scores of the items asked, by instrument; any other item must stay unscored."""


@dataclass(frozen=True, slots=True)
class Talk:
    name: str
    transcript: Transcript
    gold: Gold


@dataclass(slots=True)
class Tally:
    """Items by how they came out."""

    talks: int = 0
    items: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)
    """Answered, and left without a score."""
    wrong: list[str] = field(default_factory=list)
    """Answered, and scored as something else."""
    false: list[str] = field(default_factory=list)
    """Scored, and not answered or not asked."""
    bare: list[str] = field(default_factory=list)
    """Scored without evidence, or with a quote that its turn does not hold."""
    totals: list[str] = field(default_factory=list)
    """Totals that are wrong, or stand where an item is missing."""

    @property
    def accuracy(self) -> float:
        return self.right / self.items if self.items else 1.0

    def add(self, talk: Talk) -> None:
        self.talks += 1
        scores = {
            one.instrument: one for one in scores_of(dialogue_of(talk.transcript), NO_CONTEXT)
        }
        for name in sorted(talk.gold.keys() | scores.keys()):
            self._compare(talk, name, talk.gold.get(name, {}), scores.get(name))

    def _compare(
        self, talk: Talk, name: str, gold: Mapping[int, int | None], score: Score | None
    ) -> None:
        found = {item.item: item.score for item in score.items} if score else {}
        self.items += len(gold)
        for item in sorted(gold.keys() | found.keys()):
            want, got = gold.get(item), found.get(item)
            self.right += item in gold and want == got
            if want == got:
                continue
            where = f"{talk.name} {name} {item}: {want} read as {got}"
            (self.false if want is None else self.missed if got is None else self.wrong).append(
                where
            )
        if score is not None:
            self._check(talk, score, gold)

    def _check(self, talk: Talk, score: Score, gold: Mapping[int, int | None]) -> None:
        for item in score.items:
            turns = [(proof, talk.transcript.turn(proof.turn_id)) for proof in item.evidence]
            held = all(turn is not None and proof.quote in turn.text for proof, turn in turns)
            if item.score is not None and not (turns and held):
                self.bare.append(f"{talk.name} {score.instrument} {item.item}")
        whole = len(gold) == len(score.items) and None not in gold.values()
        right = sum(value or 0 for value in gold.values()) if whole else None
        if score.total is not None and score.total != right:
            self.totals.append(f"{talk.name} {score.instrument}: {right} given as {score.total}")


def talks(file: Path) -> Iterator[tuple[Dialogue, Gold]]:
    for line in file.read_text("utf-8").splitlines():
        held = json.loads(line)
        said = tuple(Said(turn["speaker"], turn["text"]) for turn in held["turns"])
        gold = {
            SCREEN if name == SCREEN_IN_GOLD else name: {int(k): v for k, v in items.items()}
            for name, items in held["items"].items()
        }
        yield Dialogue("gold", held["id"], said, {one.person: one.person for one in said}), gold


def as_talk(dialogue: Dialogue, gold: Gold) -> Talk:
    turns = [
        {"speaker": turn.person, "text": turn.text, "start": at * 5.0, "end": at * 5.0 + 4}
        for at, turn in enumerate(dialogue.turns)
        if turn.text.strip()
    ]
    return Talk(dialogue.name, transcript_from_json({"turns": turns}), gold)


def session_gold(folder: Path) -> Gold:
    held = json.loads((folder / "gold.json").read_text("utf-8"))
    return {
        name: {item["item"]: item["score"] for item in held[key]["items"]}
        for key, name in IN_GOLD.items()
        if held.get(key)
    }


def sessions(folder: Path) -> Iterator[Talk]:
    for gold in sorted(folder.glob("*/gold.json")):
        for name in ("transcript.json", "ref.json"):
            if (gold.parent / name).exists():
                transcript = transcript_from_json(json.loads((gold.parent / name).read_text()))
                yield Talk(gold.parent.name, transcript, session_gold(gold.parent))
                break


def recognized(transcripts: Path, folder: Path) -> Iterator[Talk]:
    for gold in sorted(folder.glob("*/gold.json")):
        for path in sorted(transcripts.glob(f"{gold.parent.name}.*.json")):
            transcript = transcript_from_json(json.loads(path.read_text()))
            yield Talk(path.stem, transcript, session_gold(gold.parent))


def tallies(options: argparse.Namespace) -> dict[str, Tally]:
    conditions = ("talks", "talks, no punctuation", "talks, misheard", "talks, misplaced")
    found = {name: Tally() for name in conditions}
    for dialogue, gold in talks(options.talks):
        found["talks"].add(as_talk(dialogue, gold))
        found["talks, no punctuation"].add(as_talk(without_marks(dialogue), gold))
        for luck in range(LUCKS):
            heard = misheard(dialogue, MISHEARD, random.Random(f"{luck} {dialogue.name}"))
            found["talks, misheard"].add(as_talk(heard, gold))
            moved = swapped(dialogue, MISPLACED, random.Random(f"{luck} {dialogue.name}"))
            found["talks, misplaced"].add(as_talk(moved, gold))
    for folder in options.sessions:
        tally = found.setdefault("sessions", Tally())
        for talk in sessions(folder):
            tally.add(talk)
        if options.recognized:
            heard_tally = found.setdefault("sessions, recognized", Tally())
            for talk in recognized(options.recognized, folder):
                heard_tally.add(talk)
    return found


def main() -> None:
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--talks", type=Path, default=here.parent / "gold" / "scoring.jsonl")
    parser.add_argument("--sessions", type=Path, nargs="*", default=[here.parent / "gold/sessions"])
    parser.add_argument("--recognized", type=Path, help="folder of NAME.*.json")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--show", action="store_true", help="name every item that is not right")
    options = parser.parse_args()
    found = tallies(options)
    print(f"{'':24}{'talks':>6}{'items':>7}{'right':>8}  missed  wrong  false  bare  totals")
    for name, tally in found.items():
        print(
            f"{name:24}{tally.talks:6}{tally.items:7}{100 * tally.accuracy:7.1f}%"
            f"{len(tally.missed):8}{len(tally.wrong):7}{len(tally.false):7}"
            f"{len(tally.bare):6}{len(tally.totals):8}"
        )
        if options.show:
            for kind in ("missed", "wrong", "false", "bare", "totals"):
                for where in getattr(tally, kind):
                    print(f"    {kind}: {where}")
    if options.json:
        figures = {name: {**asdict(t), "accuracy": t.accuracy} for name, t in found.items()}
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
