"""How often, and how confidently rightly, roles are told from what is said.

    python tests/bench/roles.py DIR

DIR holds public dialogues as `dialogues.py` names them. Two people whose roles are hidden, whole
and cut to their first minutes, as written and with 8 % of words lost or misheard and 5 % of turns
given to the wrong speaker; of the sources the weights were fitted on, only the half held back.
"""

import argparse
import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from dialogues import (
    Dialogue,
    beginning,
    misheard,
    read_dialogues,
    swapped,
    two_people,
    without_marks,
)

from diarize import SpeakerRole
from diarize.role import roles_by_speech

MISHEARD, MISPLACED = 0.08, 0.05
BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.985, 1.01)


@dataclass(frozen=True, slots=True)
class Condition:
    """What is done to a dialogue before its roles are asked for."""

    name: str
    minutes: float | None
    heard: bool
    plain: bool = False

    def of(self, dialogue: Dialogue) -> Dialogue:
        chance = random.Random(f"{self.name} {dialogue.source} {dialogue.name}")
        made = dialogue if self.minutes is None else beginning(dialogue, self.minutes)
        if self.heard:
            made = swapped(misheard(made, MISHEARD, chance), MISPLACED, chance)
        return without_marks(made) if self.plain else made


CUTS = (("whole", None), ("5 min", 5.0), ("1 min", 1.0), ("30 s", 0.5))
CONDITIONS = (
    *(Condition(name, minutes, heard=False) for name, minutes in CUTS),
    *(Condition(f"{name}, as heard", minutes, heard=True) for name, minutes in CUTS),
    Condition("1 min, as heard, no punctuation", 1.0, heard=True, plain=True),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One dialogue's answer."""

    right: bool
    confidence: float


def tell(dialogue: Dialogue) -> Told | None:
    """None where only one person speaks."""
    said = dialogue.said()
    if len(said) != 2:
        return None
    people = sorted(said)
    random.Random(dialogue.name).shuffle(people)
    roles = roles_by_speech({person: said[person] for person in people})
    right = all(roles[person][0].value == dialogue.roles[person] for person in people)
    return Told(right, roles[people[0]][1])


def line(told: Sequence[Told]) -> str:
    right = sum(one.right for one in told) / len(told)
    mean = sum(one.confidence for one in told) / len(told)
    loss = -sum(math.log(one.confidence if one.right else 1 - one.confidence) for one in told)
    return f"{len(told):5} {100 * right:6.1f} {mean:6.3f} {loss / len(told):6.3f}"


def show_reliability(told: Sequence[Told]) -> None:
    gap = 0.0
    for low, high in pairwise(BINS):
        held = [one for one in told if low <= one.confidence < high]
        if held:
            right = sum(one.right for one in held) / len(held)
            mean = sum(one.confidence for one in held) / len(held)
            gap += abs(right - mean) * len(held) / len(told)
            print(f"  {low:.3f}-{min(high, 1):.3f} {len(held):6} {mean:.3f} {right:.3f}")
    print(f"  expected calibration error {gap:.3f}")


def show_companies(dialogues: Sequence[Dialogue]) -> None:
    """Three and more people: is the clinician found, and is the patient a client?"""
    found: list[Told] = []
    clients: list[Told] = []
    for dialogue in dialogues:
        if len(dialogue.said()) < 3 or list(dialogue.roles.values()).count("clinician") != 1:
            continue
        for person, (role, confidence) in roles_by_speech(dialogue.said()).items():
            if dialogue.roles[person] == "clinician":
                found.append(Told(role is SpeakerRole.CLINICIAN, confidence))
            if dialogue.roles[person] == "client":
                clients.append(Told(role is SpeakerRole.CLIENT, confidence))
    print(f"three and more: clinician {line(found)}\n                   client {line(clients)}")


def show_alone(dialogues: Sequence[Dialogue]) -> None:
    """Each person alone, as if nobody else had been heard."""
    told: list[Told] = []
    silent = 0
    for dialogue in dialogues:
        for person, texts in dialogue.said().items():
            role, confidence = roles_by_speech({person: texts})[person]
            silent += role is SpeakerRole.UNKNOWN
            if role is not SpeakerRole.UNKNOWN:
                told.append(Told(role.value == dialogue.roles[person], confidence))
    print(f"one alone:                {line(told)}; no role told {silent}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    dialogues = list(read_dialogues(parser.parse_args().folder))
    held_back = [d for d in dialogues if two_people(d) and d.held_back]
    by_source: dict[str, list[Told]] = defaultdict(list)
    print(f"{'':46}    n  right   conf    nll")
    for condition in CONDITIONS:
        for source in sorted({d.source for d in held_back}):
            answers = (tell(condition.of(d)) for d in held_back if d.source == source)
            told = [answer for answer in answers if answer is not None]
            by_source[source] += told
            print(f"{condition.name:32} {source:12} {line(told)}")
    for source, told in by_source.items():
        print(f"{source}: confidence, how many, its mean, share right")
        show_reliability(told)
    show_companies(dialogues)
    show_alone(held_back)


if __name__ == "__main__":
    main()
