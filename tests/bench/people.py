"""Three and four people, similar voices, one person for long, and what else a room holds: how many
are counted, and who is taken for whom.

    python tests/bench/people.py [--only TEXT] [--seconds S] [--seeds N] [--first-seed N]
        [--beside] [--json FILE]

Everything is made by rule of the recorded lines in `tests/recordings/people`
(`tests/support/conversation.py`). Nobody is told how many speak. DER is of the speech marked, no
collar, overlap counted; a phantom is a person counted whom nobody was. `der_told` is what it is
where the number is told. `--beside` lets pyannote's agglomerative pipeline hear the same, on the
same weights. Rows of other cases and seeds that FILE holds are kept.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from conversation import RATE, Conversation, Person, Samples, behind, lines_of, talk
from material import at_model_rate, telephone
from noises import noise
from pyannote_pipeline import PyannotePipeline

from diarize import DiarizeOptions, SpeakerTracker
from diarize.attribution import Activity
from diarize.settle import voice_activity
from diarize.voice import Voices
from gpu.inprocess import InProcessWorker
from inglenook.benchmark.machine import machine, versions
from inglenook.client import Track
from inglenook.evaluation.speech import Span, diarization_errors

HEART, KUMO, ALPHA = Person("heart", 1.3), Person("jm_kumo"), Person("jf_alpha")
NEZUMI, TEBUKURO, GONGITSUNE = Person("jf_nezumi"), Person("jf_tebukuro"), Person("jf_gongitsune")
LOW_MAN, CHILD = Person("jm_kumo", pitch=0.88), Person("jf_gongitsune", 0.6, 1.22)
COUNSELLOR = Person("jm_kumo", 1.3)
LONG_S = 1_200.0
PARTS = ("der", "missed", "false_alarm", "confusion")


def television(_: float) -> Samples:
    return np.concatenate(lines_of("jm_kumo", 1.06))


def child(seconds: float) -> Samples:
    """A word here and there."""
    out = np.zeros(int(seconds * RATE), np.float32)
    for place, line in enumerate(lines_of("jf_alpha", 1.28)):
        at = int((4 + 11 * place) * RATE)
        if at + len(line) < len(out):
            out[at : at + len(line)] += line
    return out


def telephoned(front: Conversation) -> Conversation:
    ticks = (front.samples * 32767).round().astype(np.int16)[:, None]
    heard = at_model_rate(telephone(Track(ticks, RATE))).samples[:, 0] / 32768
    return replace(front, samples=heard[: len(front.samples)].astype(np.float32))


def turned_down(front: Conversation) -> Conversation:
    """By 18 dB a third of the way, by 6 dB for the last third."""
    gain = np.repeat([1.0, 0.125, 0.5], -(-len(front.samples) // 3))[: len(front.samples)]
    return replace(front, samples=(front.samples * gain).astype(np.float32))


def after_silence(front: Conversation) -> Conversation:
    silence = np.random.default_rng(2).normal(size=60 * RATE).astype(np.float32) * 1e-4
    said = tuple(Span(s.speaker, s.start + 60, s.end + 60) for s in front.said)
    return Conversation(np.concatenate([silence, front.samples]), said)


def with_household(front: Conversation) -> Conversation:
    """Doors, steps, a telephone, paper."""
    return behind(front, noise("household", front.seconds), -6.0)


def with_television(front: Conversation) -> Conversation:
    return behind(front, television(front.seconds), -18.0)


def with_child(front: Conversation) -> Conversation:
    return behind(front, child(front.seconds), -14.0)


def as_it_is(front: Conversation) -> Conversation:
    return front


PAIR = (HEART, ALPHA)
CASES: Mapping[str, tuple[Sequence[Person], Callable[[Conversation], Conversation]]] = {
    "couple: woman, man, woman": ((HEART, KUMO, ALPHA), as_it_is),
    "couple: man, woman, woman": ((COUNSELLOR, NEZUMI, TEBUKURO), as_it_is),
    "couple: three women": ((HEART, GONGITSUNE, TEBUKURO), as_it_is),
    "interpreter: woman, woman, man": ((ALPHA, TEBUKURO, KUMO), as_it_is),
    "family: woman, man, woman, child": ((HEART, KUMO, ALPHA, CHILD), as_it_is),
    "family: man, three women": ((COUNSELLOR, HEART, NEZUMI, GONGITSUNE), as_it_is),
    "two women": ((HEART, NEZUMI), as_it_is),
    "two men, one voice lowered": ((KUMO, LOW_MAN), as_it_is),
    "a household": (PAIR, with_household),
    "a child now and then": (PAIR, with_child),
    "television": (PAIR, with_television),
    "gain changing": (PAIR, turned_down),
    "telephone": (PAIR, telephoned),
    "a minute of silence first": (PAIR, after_silence),
    "alone: woman": ((HEART,), as_it_is),
    "alone: man": ((KUMO,), as_it_is),
    "alone: woman, another": ((TEBUKURO,), as_it_is),
}
LONG = "alone for 20 minutes"


def follow(worker: InProcessWorker, samples: Samples) -> Voices:
    async def heard() -> Voices:
        tracker = SpeakerTracker(worker, DiarizeOptions())
        for start in range(0, len(samples), RATE):
            await tracker.push(samples[start : start + RATE])
        return await tracker.finish()

    return asyncio.run(heard())


def spans(activity: Sequence[Activity]) -> list[Span]:
    return [Span(f"S{a.person + 1}", a.start_ms / 1000, a.end_ms / 1000) for a in activity]


def measure(
    worker: InProcessWorker,
    name: str,
    made: Conversation,
    seed: int,
    beside: PyannotePipeline | None,
) -> dict[str, Any]:
    said = list(made.said)
    people = len({span.speaker for span in said})
    began = time.process_time()
    voices = follow(worker, made.samples)
    told = spans(voice_activity(voices))
    cpu_s = time.process_time() - began
    parts = diarization_errors(said, told)
    with_count = diarization_errors(said, spans(voice_activity(voices, people)))[0]
    figures = {
        "case": name,
        "seed": seed,
        "seconds": round(made.seconds, 1),
        "people": people,
        "counted": len({span.speaker for span in told}),
        **{key: round(part.value or 0.0, 4) for key, part in zip(PARTS, parts, strict=True)},
        "der_told": round(with_count.value or 0.0, 4),
        "cpu_s_per_audio_s": round(cpu_s / made.seconds, 4),
    }
    return figures if beside is None else {**figures, **measure_beside(beside, made)}


def measure_beside(pipeline: PyannotePipeline, made: Conversation) -> dict[str, Any]:
    told, cpu_s = pipeline(made.samples)
    der = diarization_errors(list(made.said), told)[0].value
    return {
        "pyannote_counted": len({span.speaker for span in told}),
        "pyannote_der": round(der or 0.0, 4),
        "pyannote_cpu_s_per_audio_s": round(cpu_s / made.seconds, 4),
    }


def row(one: Mapping[str, Any]) -> str:
    return (
        f"| {one['case']}, {one['seed']} | {one['people']} | {one['counted']} "
        f"| {100 * one['der']:.1f} | {100 * one['confusion']:.1f} | {100 * one['der_told']:.1f} "
        + (
            f"| {one['pyannote_counted']}, {100 * one['pyannote_der']:.1f} |"
            if "pyannote_der" in one
            else "| – |"
        )
    )


HEAD = ("case, seed", "people", "counted", "DER, %", "confusion, %", "DER told, %", "pyannote")


def with_earlier(rows: Sequence[Mapping[str, Any]], file: Path) -> list[Mapping[str, Any]]:
    """In the order of the cases."""
    earlier = json.loads(file.read_text(encoding="utf-8"))["rows"] if file.exists() else []
    known = {(one["case"], one["seed"]): one for one in [*earlier, *rows]}
    order = [*CASES, LONG]
    return sorted(known.values(), key=lambda one: (order.index(one["case"]), one["seed"]))


def document(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    phantoms = sum(one["counted"] > one["people"] for one in rows)
    right = sum(one["counted"] == one["people"] for one in rows)
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": machine(),
        "versions": {**versions(), "pyannote.audio": version("pyannote.audio")},
        "with_a_phantom": phantoms,
        "counted_right": right,
        "of": len(rows),
        "rows": rows,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--seconds", type=float, default=120.0, help="of each conversation")
    parser.add_argument("--seeds", type=int, default=1, help="conversations of each case")
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--beside", action="store_true", help="measure pyannote's pipeline too")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    worker = InProcessWorker()
    beside = PyannotePipeline() if given.beside else None
    rows = []
    print("| " + " | ".join(HEAD) + " |\n" + "| --- " * len(HEAD) + "|")
    try:
        for name, (people, change) in CASES.items():
            for seed in range(given.first_seed, given.first_seed + given.seeds):
                if given.only in name:
                    made = change(talk(people, given.seconds, seed))
                    rows.append(measure(worker, name, made, seed, beside))
                    print(row(rows[-1]), flush=True)
        if given.only in LONG:
            rows.append(measure(worker, LONG, talk((HEART,), LONG_S, 1), 1, beside))
            print(row(rows[-1]), flush=True)
    finally:
        worker.close()
    if not rows:
        parser.error(f"No case holds {given.only!r}.")
    if given.json:
        kept = document(with_earlier(rows, given.json))
        given.json.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
