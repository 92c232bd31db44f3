"""Who spoke when: Inglenook, pyannote's agglomerative pipeline on the same weights, and senko.

    python tests/bench/speakers.py DIR [DIR …] [--cache FOLDER] [--only NAME] [--json FILE]

A DIR holds one folder per recording, as for `inglenook eval`; the room recordings are taken. All
hear the same samples, one thread each, and are not told how many speak. DER is of the speech they
mark against the reference turns, no collar, overlap counted; no words are recognized, so it is not
the DER of a transcript's turns. CPU-seconds leave out loading.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from material import Recording, recordings_in
from pyannote_pipeline import PyannotePipeline
from servers import Environment

from diarize import DiarizeOptions, SpeakerTracker
from diarize.settle import voice_activity
from gpu import MODEL_RATE_HZ, Samples
from gpu.inprocess import InProcessWorker
from inglenook.benchmark.machine import machine, versions
from inglenook.evaluation.speech import Rate, Span, diarization_errors

CACHE = Path(__file__).parents[2] / ".cache" / "bench" / "speakers"
SENKO = Environment("senko==0.2.2", (("torch==2.13.0",), ("senko==0.2.2",)))
PART_NAMES = ("der", "missed", "false_alarm", "confusion")

Told = tuple[list[Span], float]
"""Who spoke when, and the CPU-seconds of finding out."""


def ours(recordings: Sequence[Recording]) -> list[Told]:
    async def follow(worker: InProcessWorker, samples: Samples) -> list[Span]:
        tracker = SpeakerTracker(worker, DiarizeOptions())
        for start in range(0, len(samples), MODEL_RATE_HZ):
            await tracker.push(samples[start : start + MODEL_RATE_HZ])
        activity = voice_activity(await tracker.finish())
        return [Span(f"S{a.person + 1}", a.start_ms / 1000, a.end_ms / 1000) for a in activity]

    worker = InProcessWorker()
    told = []
    try:
        asyncio.run(follow(worker, np.zeros(10 * MODEL_RATE_HZ, np.float32)))
        asyncio.run(worker.embed(np.zeros(MODEL_RATE_HZ, np.float32), DiarizeOptions().priority))
        for recording in recordings:
            began = time.process_time()
            spans = asyncio.run(follow(worker, recording.for_model()[0]))
            told.append((spans, time.process_time() - began))
    finally:
        worker.close()
    return told


def pyannote(recordings: Sequence[Recording]) -> list[Told]:
    pipeline = PyannotePipeline()
    pipeline(recordings[0].for_model()[0][: 10 * MODEL_RATE_HZ])
    return [pipeline(recording.for_model()[0]) for recording in recordings]


def senko(recordings: Sequence[Recording], cache: Path) -> list[Told]:
    SENKO.install(cache)
    with tempfile.TemporaryDirectory() as folder:
        files = [_wav(r, Path(folder) / f"{n}.wav") for n, r in enumerate(recordings)]
        threads = dict.fromkeys(("OMP_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
        program = Path(__file__).with_name("senko_speakers.py")
        done = subprocess.run(
            [str(SENKO.python(cache)), str(program), *map(str, files)],
            check=True,
            stdout=subprocess.PIPE,
            env={**os.environ, **threads, "HF_HUB_OFFLINE": "1"},
        )
    told = json.loads(done.stdout.splitlines()[-1])["told"]
    return [([Span(str(w), a, b) for w, a, b in one["spans"]], one["cpu_s"]) for one in told]


def _wav(recording: Recording, path: Path) -> Path:
    samples = (recording.for_model()[0] * 32767).clip(-32768, 32767).astype(np.int16)
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(MODEL_RATE_HZ)
        out.writeframes(samples.tobytes())
    return path


def figures(recording: Recording, spans: Sequence[Span], cpu_s: float) -> dict[str, Any]:
    said = [Span(turn.speaker, turn.start, turn.end) for turn in recording.reference.turns]
    parts: Sequence[Rate] = diarization_errors(said, spans)
    return {
        "recording": recording.name.removesuffix(", room"),
        "seconds": round(recording.track.seconds, 1),
        **{name: round(part.value or 0.0, 4) for name, part in zip(PART_NAMES, parts, strict=True)},
        "speakers": len({span.speaker for span in spans}),
        "speakers_said": len({span.speaker for span in said}),
        "cpu_s_per_audio_s": round(cpu_s / recording.track.seconds, 4),
    }


def table(runs: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """DER in per cent and speakers found, recording by recording; cost over all."""
    names = [row["recording"] for row in next(iter(runs.values()))]
    head = ["", *names, "CPU-s per audio-s"]
    lines = ["| " + " | ".join(head) + " |", "| --- " * len(head) + "|"]
    for engine, rows in runs.items():
        cells = [
            f"{100 * row['der']:.1f} ({100 * row['confusion']:.1f}), {row['speakers']}"
            for row in rows
        ]
        seconds = sum(row["seconds"] for row in rows)
        cost = sum(row["cpu_s_per_audio_s"] * row["seconds"] for row in rows) / seconds
        lines.append("| " + " | ".join([engine, *cells, f"{cost:.3f}"]) + " |")
    return "\n".join(lines)


def document(runs: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "machine": machine(),
        "versions": {**versions(), "pyannote.audio": version("pyannote.audio")},
        "runs": runs,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--cache", type=Path, default=CACHE, help="for senko's environment")
    parser.add_argument("--only", default="", help="engines whose name holds this")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    recordings = [
        recording
        for folder in given.folders
        for recording in recordings_in(folder)
        if recording.channels == 1
    ]
    if not recordings:
        sys.exit("No room recording with a reference (ref.json beside session.*) is there.")
    engines: dict[str, Callable[[Sequence[Recording]], list[Told]]] = {
        "Inglenook": ours,
        f"pyannote.audio {version('pyannote.audio')}, agglomerative": pyannote,
        SENKO.package.replace("==", " "): lambda held: senko(held, given.cache),
    }
    runs = {}
    for name, engine in engines.items():
        if given.only in name:
            try:
                told = engine(recordings)
            except subprocess.CalledProcessError as error:
                print(f"{name} ended with {error.returncode} here.", file=sys.stderr, flush=True)
                continue
            runs[name] = [
                figures(recording, *one) for recording, one in zip(recordings, told, strict=True)
            ]
            print(table({name: runs[name]}), file=sys.stderr, flush=True)
            if given.json:
                given.json.write_text(json.dumps(document(runs), indent=1) + "\n")
    print(table(runs))


if __name__ == "__main__":
    main()
