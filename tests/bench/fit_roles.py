"""Fit the weights of `diarize/manner.py` on public dialogues.

    python tests/bench/fit_roles.py DIR

DIR as for `roles.py`. AnnoMI states no licence, so nothing is fitted on it. Prints the weights to
be written into the module; half of the dialogues stay unseen (`Dialogue.held_back`).
"""

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from dialogues import (
    Dialogue,
    beginning,
    misheard,
    read_dialogues,
    swapped,
    two_people,
    without_marks,
)
from numpy.typing import NDArray
from scipy.optimize import minimize

from diarize.manner import MANNERS, talk_of

MINUTES = (None, 5.0, 1.0, 0.5, 0.25)
MISHEARD, MISPLACED = 0.08, 0.05
SHRINKAGE = 3e-3
"""Of squared weights (of rates scaled to unit size), beside the mean negative log-likelihood."""

Matrix = NDArray[np.float64]


def variants(dialogue: Dialogue, chance: random.Random) -> Iterator[Dialogue]:
    """Whole and cut, as written and as it would be heard."""
    for minutes in MINUTES:
        if minutes is not None and beginning(dialogue, minutes).words() >= dialogue.words():
            continue
        clean = dialogue if minutes is None else beginning(dialogue, minutes)
        heard = swapped(misheard(clean, MISHEARD, chance), MISPLACED, chance)
        for variant in (clean, heard, without_marks(heard)):
            if len(variant.said()) == 2:
                yield variant


def rates(dialogue: Dialogue) -> tuple[Matrix, Matrix]:
    """Of the clinician and of the client."""
    by_role = {dialogue.roles[person]: talk_of(texts) for person, texts in dialogue.said().items()}
    return np.array(by_role["clinician"].rates()), np.array(by_role["client"].rates())


def logit(rows: Matrix, weights: Matrix, shrinkage: float) -> Matrix:
    """Coefficients under which each row, weighted, has the sign it should."""
    scale = np.sqrt((rows**2 * weights[:, None]).sum(axis=0))
    scaled = rows / np.where(scale > 0, scale, 1)

    def loss(at: Matrix) -> tuple[float, Matrix]:
        margins = scaled @ at
        slopes = weights / (1 + np.exp(margins))
        value = float((weights * np.logaddexp(0, -margins)).sum()) + shrinkage * float(at @ at) / 2
        return value, shrinkage * at - scaled.T @ slopes

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / np.where(scale > 0, scale, 1))


def evenly(dialogues: Sequence[Dialogue], names: Sequence[tuple[str, str]]) -> Matrix:
    """Each source weighs the same, and in it each dialogue, and in it each variant."""
    of_dialogue = Counter(names)
    of_source = Counter(dialogue.source for dialogue in dialogues)
    weights = np.array([1 / of_dialogue[name] / of_source[name[0]] for name in names])
    return np.asarray(weights / weights.sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    read = read_dialogues(parser.parse_args().folder)
    dialogues = [d for d in read if two_people(d) and not d.held_back]
    chance = random.Random(0)
    heard = [(d, variant) for d in dialogues for variant in variants(d, chance)]
    weights = evenly(dialogues, [(d.source, d.name) for d, _ in heard])
    pairs = [rates(variant) for _, variant in heard]
    found = logit(np.array([a - b for a, b in pairs]), weights, SHRINKAGE)
    print(f"{len(dialogues)} dialogues in {len(heard)} variants")
    for manner, weight in zip(MANNERS, found, strict=True):
        print(f"{manner.name:20} {weight:7.1f}")
    single = np.array(
        [[sign * float(r @ found), sign] for a, b in pairs for sign, r in ((1, a), (-1, b))]
    )
    steepness, shift = logit(single, np.repeat(weights / 2, 2), 0.0)
    print(f"one alone: {steepness:.2f} * clinical {shift:+.2f}")


if __name__ == "__main__":
    main()
