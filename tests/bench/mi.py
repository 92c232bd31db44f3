"""How far the counted questions and reflections agree with trained coders.

    python tests/bench/mi.py [--dialogues DIR] [--json OUT]

`DIR` holds `annomi/*.csv` (uccollab/AnnoMI, Wu et al., ICASSP 2022; no licence stated: measured
with it, nothing fitted on it, nothing of it kept). The coders gave each therapist's turn one main
behaviour: question, reflection, input or other; they did not tell open from closed. Each class is
compared as there or not there, per turn (Cohen's kappa, F1), and as counts per session (Pearson).
"""

import argparse
import csv
import json
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from diarize.turn import SpeakerRole, Turn
from summarize.counselling import Behaviour, main_behaviour
from summarize.talk.passage import passages

CLASSES = {
    "question": (Behaviour.OPEN_QUESTION, Behaviour.CLOSED_QUESTION),
    "reflection": (Behaviour.REFLECTION,),
}


@dataclass(frozen=True, slots=True)
class Coded:
    session: str
    gold: str
    counted: Behaviour


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of one class, over turns and over sessions."""

    turns: int
    coded: int
    counted: int
    precision: float
    recall: float
    f1: float
    kappa: float
    per_session: float


def coded_turns(folder: Path, *, marks: bool) -> list[Coded]:
    found = []
    for path in sorted(folder.glob("annomi/*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["interlocutor"] != "therapist":
                    continue
                text = row["utterance_text"]
                if not marks:
                    text = text.lower().translate(str.maketrans("", "", "?.,!;:"))
                turn = Turn("t", "C", 0, 1_000, text, False, ())
                said = passages(turn, SpeakerRole.CLINICIAN)
                found.append(
                    Coded(
                        row["transcript_id"], row["main_therapist_behaviour"], main_behaviour(said)
                    )
                )
    return found


def agreement(turns: list[Coded], name: str) -> Agreement:
    mine = np.array([one.counted in CLASSES[name] for one in turns])
    gold = np.array([one.gold == name for one in turns])
    both = int((mine & gold).sum())
    precision, recall = both / max(1, mine.sum()), both / max(1, gold.sum())
    seen = float((mine == gold).mean())
    chance = float(mine.mean() * gold.mean() + (1 - mine.mean()) * (1 - gold.mean()))
    sessions = sorted({one.session for one in turns})
    counts = [
        Counter(one.session for one, there in zip(turns, side, strict=True) if there)
        for side in (mine, gold)
    ]
    pairs = np.array([[count[session] for session in sessions] for count in counts])
    return Agreement(
        turns=len(turns),
        coded=int(gold.sum()),
        counted=int(mine.sum()),
        precision=round(float(precision), 3),
        recall=round(float(recall), 3),
        f1=round(float(2 * precision * recall / max(1e-9, precision + recall)), 3),
        kappa=round((seen - chance) / (1 - chance), 3),
        per_session=round(float(np.corrcoef(pairs)[0, 1]), 3),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dialogues", type=Path, required=True, help="folder of public dialogues")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    figures: dict[str, dict[str, object]] = {}
    print(f"{'':24}{'coded':>7}{'counted':>9}{'prec':>7}{'recall':>8}{'F1':>7}{'kappa':>7}{'r':>7}")
    for way in ("as written", "no marks"):
        turns = coded_turns(options.dialogues, marks=way == "as written")
        for name in CLASSES:
            found = agreement(turns, name)
            figures[f"{name}, {way}"] = asdict(found)
            print(
                f"{name + ', ' + way:24}{found.coded:7}{found.counted:9}{found.precision:7.2f}"
                f"{found.recall:8.2f}{found.f1:7.2f}{found.kappa:7.2f}{found.per_session:7.2f}"
            )
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
