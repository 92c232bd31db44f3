"""How much of what identifies people is found in speech, and how much else goes with it.

    python tests/bench/deid.py [--split held] [--entities 6000] [--seed 1] [--dialogues DIR]
                               [--transcripts FILE ...] [--show N] [--json OUT]

Recall on the made-up talk of `tests/support/identifying_talk.py`: an identifier is found where no
identifying word of it stays. Names, templates and lists are one half for tuning (`dev`), one for
measuring (`held`). Such talk is kinder than life. Words replaced without cause are counted in its
sentences, in public dialogues (folders as `dialogues.py` names them, nothing is known of what in
them identifies: the count holds real names too) and in transcripts (JSON of the contract).
"""

import argparse
import json
import re
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dialogues import read_dialogues
from identifying_talk import Session, identifying_words, sessions

from summarize.deid.deidentify import PresidioDeidentifier
from summarize.deid.person_name import first_names, surnames
from summarize.deid.surrogates import Concealed

_TAG = re.compile(r"\[[A-Z]+_\d+(?:_\d+)?\]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(slots=True)
class Recall:
    """Identifiers by kind."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: list[str] = field(default_factory=list)
    words: int = 0
    """Outside identifiers."""
    taken: Counter[str] = field(default_factory=Counter)
    """Words that went though no identifier holds them."""
    inexact: int = 0
    """Lines that did not come back as they were."""

    @property
    def share(self) -> float:
        return self.found.total() / self.planted.total()


def covered(line: str, concealed: str, result: Concealed) -> list[tuple[int, int]]:
    """Spans of the line that were replaced."""
    spans: list[tuple[int, int]] = []
    at = after = 0
    for match in _TAG.finditer(concealed):
        at += match.start() - after
        length = len(result.surrogates.originals[match.group()])
        spans.append((at, at + length))
        at += length
        after = match.end()
    return spans


def measure(deidentifier: PresidioDeidentifier, talk: Iterator[Session]) -> Recall:
    recall = Recall()
    for session in talk:
        result = deidentifier.conceal(session.lines)
        for number, (line, concealed) in enumerate(zip(session.lines, result.texts, strict=True)):
            recall.inexact += result.surrogates.reveal(concealed) != line
            _count(recall, session, number, covered(line, concealed, result))
    return recall


def _count(recall: Recall, session: Session, number: int, spans: Sequence[tuple[int, int]]) -> None:
    line = session.lines[number]
    here = [planted for planted in session.planted if planted.line == number]

    def gone(start: int, end: int) -> bool:
        return any(first <= start and end <= last for first, last in spans)

    for planted in here:
        words = identifying_words(line[planted.start : planted.end])
        left = [w for w in words if not gone(planted.start + w[0], planted.start + w[1])]
        kinds = [planted.kind]
        if planted.listed is not None:
            kinds.append("  of them on a list" if planted.listed else "  of them on no list")
        for kind in kinds:
            recall.planted[kind] += 1
            recall.found[kind] += not left
        if left:
            recall.missed.append(f"{planted.kind}: {line[planted.start : planted.end]} | {line}")
    for match in _WORD.finditer(line):
        inside = any(p.start <= match.start() < p.end for p in here)
        if not inside:
            recall.words += 1
            if any(first < match.end() and match.start() < last for first, last in spans):
                recall.taken[f"{match.group().casefold()} | {line}"] += 1


def replaced(
    deidentifier: PresidioDeidentifier, talks: Sequence[Sequence[str]]
) -> tuple[int, Counter[str], float]:
    """Words, what was replaced of them, CPU-seconds."""
    words, taken = 0, Counter[str]()
    begun = time.process_time()
    for talk in talks:
        result = deidentifier.conceal(talk)
        for line, concealed in zip(talk, result.texts, strict=True):
            words += len(_WORD.findall(line))
            for first, last in covered(line, concealed, result):
                for match in _WORD.finditer(line[first:last]):
                    taken[match.group().casefold()] += 1
    return words, taken, time.process_time() - begun


def listed(name: str) -> bool:
    return name in first_names()[0] or name in first_names()[1] or name in surnames()[0]


def public_talks(folder: Path) -> dict[str, list[list[str]]]:
    talks: dict[str, list[list[str]]] = {}
    for dialogue in read_dialogues(folder):
        talks.setdefault(dialogue.source, []).append([turn.text for turn in dialogue.turns])
    return talks


def transcript_lines(path: Path) -> list[str]:
    document = json.loads(path.read_text("utf-8"))
    return [str(turn["text"]) for turn in document["turns"]]


def main() -> None:
    options = _options()
    deidentifier = PresidioDeidentifier()
    deidentifier.load()
    deidentifier.conceal(["warm up"])
    report: dict[str, object] = {"split": options.split, "seed": options.seed}
    recall = measure(deidentifier, sessions(options.split, options.seed, options.entities, listed))
    print(f"{'identifier':<24} {'planted':>8} {'found':>8} {'recall':>8}")
    kinds = {}
    for kind in sorted(recall.planted, key=lambda kind: (kind.startswith(" "), kind)):
        planted, found = recall.planted[kind], recall.found[kind]
        kinds[kind.strip()] = {"planted": planted, "found": found}
        print(f"{kind:<24} {planted:>8} {found:>8} {found / planted:>8.4f}")
    planted = sum(n for kind, n in recall.planted.items() if not kind.startswith(" "))
    found = sum(n for kind, n in recall.found.items() if not kind.startswith(" "))
    taken = recall.taken.total()
    print(f"{'all':<24} {planted:>8} {found:>8} {found / planted:>8.4f}")
    print(f"words around them {recall.words}, replaced {1000 * taken / recall.words:.1f} per 1,000")
    print(f"lines that did not come back exactly: {recall.inexact}")
    report |= {"kinds": kinds, "planted": planted, "found": found, "words": recall.words,
               "replaced": taken, "inexact": recall.inexact}  # fmt: skip
    for line in recall.missed[: options.show]:
        print("missed", line)
    for line, _ in recall.taken.most_common(options.show):
        print("taken", line)
    talks: dict[str, list[list[str]]] = {}
    if options.dialogues:
        talks |= public_talks(options.dialogues)
    if options.transcripts:
        talks["transcripts"] = [transcript_lines(path) for path in options.transcripts]
    for name, dialogue in talks.items():
        words, gone, cpu_s = replaced(deidentifier, dialogue)
        per = 1000 * gone.total() / words
        print(f"{name}: {words} words, {per:.1f} per 1,000 replaced, {1e3 * cpu_s / words:.2f} "
              f"CPU-seconds per 1,000 words")  # fmt: skip
        print("  ", ", ".join(f"{word} {n}" for word, n in gone.most_common(4 * options.show)))
        report[name] = {"words": words, "replaced": gone.total(), "cpu_s": round(cpu_s, 2)}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory {memory} MB")
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", "utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--split", choices=("dev", "held"), default="held")
    parser.add_argument("--entities", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dialogues", type=Path)
    parser.add_argument("--transcripts", type=Path, nargs="*", default=[])
    parser.add_argument("--show", type=int, default=0, help="samples of each kind to print")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
