"""What is written where nobody speaks: ten minutes each of noises, and a session's long pauses.

    .venv/bin/python tests/bench/silence.py --minutes 10 -o tests/bench/results/silence.json
    .venv/bin/python tests/bench/silence.py --minutes 10 --evaluation DIR

`DIR` holds recordings as `inglenook eval` reads them: how much of what was written nobody said, and
how much of what was said the filters took away.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from material import MODEL_HZ, Recording, at_model_rate, recordings_in
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from noises import KINDS, noise

import inglenook.demo_session
from gpu import Decoded, DecodeRequest, Priority, Samples, SpeechState
from gpu.inprocess import InProcessWorker, WorkerOptions
from inglenook.benchmark.machine import machine, versions
from inglenook.client import read_track
from inglenook.evaluation.speech import word_errors
from transcribe import Caption, TranscribeOptions, Transcriber, Utterance

SESSION = Path(inglenook.demo_session.__file__).parent
RATE = MODEL_HZ
NEAR_S = 1.0
"""Words further than this from every turn were said by nobody."""
QUIET_DB = (0, 20, 30)


@dataclass
class Witness:
    """A worker that remembers what it was asked and what it answered."""

    inner: InProcessWorker
    decodes: list[tuple[DecodeRequest, Decoded]] = field(default_factory=list)
    probabilities: list[NDArray[np.float32]] = field(default_factory=list)

    async def decode(self, request: DecodeRequest) -> Decoded:
        decoded = await self.inner.decode(request)
        self.decodes.append((request, decoded))
        return decoded

    async def speech(
        self, samples: Samples, state: SpeechState | None
    ) -> tuple[NDArray[np.float32], SpeechState]:
        heard, state = await self.inner.speech(samples, state)
        self.probabilities.append(heard)
        return heard, state

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@dataclass(frozen=True, slots=True)
class Heard:
    utterances: list[Utterance]
    captions: list[Caption]
    decodes: list[tuple[DecodeRequest, Decoded]]
    speechlike_frames: int
    cpu_s: float


async def hear(worker: InProcessWorker, samples: Samples, *, captions: bool) -> Heard:
    """One channel, in pieces of a second as they would come live."""
    witness = Witness(worker)
    transcriber = Transcriber(witness, TranscribeOptions(captions=captions, recorded=not captions))
    began = time.process_time()
    heard = Heard([], [], witness.decodes, 0, 0.0)

    async def read() -> None:
        async for event in transcriber.events():
            if isinstance(event, Utterance):
                heard.utterances.append(event)
            elif isinstance(event, Caption):
                heard.captions.append(event)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(read(), name="read")
        for at in range(0, len(samples), RATE):
            await transcriber.push(samples[at : at + RATE])
        await transcriber.flush()
    frames = np.concatenate(witness.probabilities) if witness.probabilities else np.zeros(0)
    return Heard(
        heard.utterances,
        heard.captions,
        witness.decodes,
        int((frames >= 0.5).sum()),
        time.process_time() - began,
    )


def told(heard: Heard) -> list[dict[str, Any]]:
    """Every final decode that was made, kept or not, with what speaks for it and against it."""
    finals = [one for one in heard.decodes if one[0].priority is not Priority.CAPTION]
    return [
        {
            "seconds": round(len(request.samples) / RATE, 2),
            "text": decoded.text,
            "mean_log_probability": round(decoded.mean_log_probability, 3),
            "no_speech": round(decoded.no_speech_probability, 3),
            "compression": round(decoded.compression_ratio, 2),
        }
        for request, decoded in finals
    ]


async def noises(worker: InProcessWorker, minutes: float, seed: int) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for kind in KINDS:
        samples = noise(kind, minutes * 60, seed)
        heard = await hear(worker, samples, captions=True)
        rows[kind] = {
            "minutes": minutes,
            "utterances": [
                {"start_ms": one.start_ms, "text": one.text} for one in heard.utterances
            ],
            "captions": [{"start_ms": one.start_ms, "text": one.text} for one in heard.captions],
            "frames_like_speech": heard.speechlike_frames,
            "decodes": told(heard),
            "cpu_s_per_audio_s": round(heard.cpu_s / (minutes * 60), 4),
        }
        print(kind, len(heard.utterances), len(heard.captions), file=sys.stderr, flush=True)
    return rows


def bundled() -> Samples:
    track = at_model_rate(read_track(SESSION / "session.opus", split_channels=False))
    return track.samples[:, 0].astype(np.float32) / 32768


def with_pauses(seed: int) -> tuple[Samples, list[tuple[float, float]], list[str]]:
    """The bundled session with 10 to 60 s of room noise after every fourth turn; where the
    pauses are, and what is said."""
    random = np.random.default_rng(seed)
    session = bundled()
    turns = json.loads((SESSION / "ref.json").read_text())["turns"]
    room = noise("room", 60, seed) * np.float32(0.2)
    pieces: list[Samples] = []
    pauses: list[tuple[float, float]] = []
    taken = placed = 0
    for before, after in list(pairwise(turns))[3::4]:
        if after["start"] - before["end"] < 0.2:
            continue
        cut = round((before["end"] + after["start"]) / 2 * RATE)
        pause = room[: round(random.uniform(10, 60) * RATE)]
        pieces += [session[taken:cut], pause]
        placed += cut - taken
        pauses.append((placed / RATE, (placed + len(pause)) / RATE))
        placed += len(pause)
        taken = cut
    pieces.append(session[taken:])
    return np.concatenate(pieces), pauses, [turn["text"] for turn in turns]


async def long_pauses(worker: InProcessWorker, seed: int) -> dict[str, Any]:
    samples, pauses, said = with_pauses(seed)
    plain = await hear(worker, bundled(), captions=False)
    heard = await hear(worker, samples, captions=True)
    in_pauses = [
        one
        for one in heard.utterances
        if any(start + NEAR_S < middle(one) < end - NEAR_S for start, end in pauses)
    ]
    return {
        "pauses": len(pauses),
        "pause_s": round(sum(end - start for start, end in pauses), 1),
        "utterances_in_pauses": [one.text for one in in_pauses],
        "captions_in_pauses": [
            one.text
            for one in heard.captions
            if any(start + NEAR_S < one.start_ms / 1000 < end - NEAR_S for start, end in pauses)
        ],
        "wer_without_pauses": wer(said, plain.utterances),
        "wer_with_pauses": wer(said, heard.utterances),
    }


def middle(one: Utterance) -> float:
    if one.words:
        return (one.words[0].start_ms + one.words[-1].end_ms) / 2000
    return (one.start_ms + one.end_ms) / 2000


def wer(said: Sequence[str], heard: Sequence[Utterance]) -> float:
    rate = word_errors(" ".join(said), " ".join(one.text for one in heard))
    return round(rate.value or 0.0, 4)


async def dialogue(
    worker: InProcessWorker, recording: Recording, quieter_db: int
) -> dict[str, Any]:
    turns = recording.reference.turns
    nobody_said: list[str] = []
    words = taken_away = 0
    for samples in recording.for_model():
        quiet = (samples * 10 ** (-quieter_db / 20)).astype(np.float32)
        heard = await hear(worker, quiet, captions=False)
        decoded = sum(len(one["text"].split()) for one in told(heard))
        kept = sum(len(one.text.split()) for one in heard.utterances)
        words += kept
        taken_away += max(0, decoded - kept)
        nobody_said += [
            one.text
            for one in heard.utterances
            if not any(turn.start - NEAR_S <= middle(one) <= turn.end + NEAR_S for turn in turns)
        ]
    return {
        "recording": recording.name,
        "quieter_db": quieter_db,
        "words": words,
        "words_taken_away": taken_away,
        "utterances_nobody_said": nobody_said,
        "hours": round(recording.track.seconds * recording.channels / 3600, 4),
    }


async def measure(asked: argparse.Namespace) -> dict[str, Any]:
    worker = InProcessWorker(WorkerOptions(asr_model=asked.model))
    try:
        found: dict[str, Any] = {"noises": await noises(worker, asked.minutes, asked.seed)}
        found["long_pauses"] = await long_pauses(worker, asked.seed)
        if asked.evaluation:
            found["dialogues"] = [
                await dialogue(worker, recording, quieter_db)
                for recording in recordings_in(asked.evaluation)
                for quieter_db in QUIET_DB
            ]
        return found
    finally:
        worker.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--model", default="tiny.en")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--evaluation", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    asked = parser.parse_args()
    command = f"tests/bench/silence.py --minutes {asked.minutes:g} --model {asked.model}"
    measured = {
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": machine(),
        "versions": versions(),
        "command": command + (" --evaluation DIR" if asked.evaluation else ""),
        **asyncio.run(measure(asked)),
    }
    text = json.dumps(measured, indent=2, ensure_ascii=False) + "\n"
    if asked.output:
        asked.output.parent.mkdir(parents=True, exist_ok=True)
        asked.output.write_text(text)
    print(text)


if __name__ == "__main__":
    main()
