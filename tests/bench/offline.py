"""Ours against plain faster-whisper on the same recordings: word errors and CPU-seconds.

    python tests/bench/offline.py DIR [--json FILE] [--only TEXT] [--cache FOLDER]

DIR holds one folder per recording, as for `inglenook eval`. The bar, recording by recording, is the
better of faster-whisper with beam 5 with and without its VAD filter; beam 1 shows what its cheapest
way costs. Ours is the recorded path (`inglenook transcribe`) in this very process. All with one
thread and the model and number format of the settings.
"""

import argparse
import asyncio
import hashlib
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from errors import HeardWord, WordErrors, measure_errors
from faster_whisper import WhisperModel
from material import Recording, recordings_in

from gpu import Worker
from gpu.weights import recognizer_weights
from inglenook.benchmark.machine import machine, versions
from inglenook.benchmark.processes import ProcessTree
from inglenook.parts import make_worker, transcribe_options
from inglenook.recorded import hear_track
from inglenook.settings import Settings, load_settings

CACHE = Path(__file__).parents[2] / ".cache" / "bench" / "offline"


@dataclass(frozen=True, slots=True)
class Mode:
    """One way of calling faster-whisper; everything else at its defaults."""

    name: str
    beam_size: int
    vad_filter: bool


MODES = (
    Mode("beam 5", 5, vad_filter=False),
    Mode("beam 5, filter", 5, vad_filter=True),
    Mode("beam 1", 1, vad_filter=False),
    Mode("beam 1, filter", 1, vad_filter=True),
)
BAR = ("beam 5", "beam 5, filter")
FLOOR = ("beam 1", "beam 1, filter")


@dataclass(frozen=True, slots=True)
class Heard:
    """What an engine wrote and what that took."""

    words: tuple[HeardWord, ...]
    cpu_s: float


class Offline:
    """faster-whisper, each channel apart; what it gave is kept, since it never changes."""

    def __init__(self, settings: Settings, cache: Path) -> None:
        folder = recognizer_weights(settings.asr_model, settings.model_cache).folder
        self._model = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
        self._language = settings.language
        self._name = settings.asr_model
        self._cache = cache

    def hear(self, recording: Recording, mode: Mode) -> Heard:
        kept = self._cache / f"{self._key(recording, mode)}.json"
        if kept.is_file():
            held = json.loads(kept.read_text())
            return Heard(tuple(HeardWord(**word) for word in held["words"]), held["cpu_s"])
        began_s = time.process_time()
        words = [
            HeardWord(word.word.strip(), word.start, channel)
            for channel, samples in enumerate(recording.for_model())
            for segment in self._model.transcribe(
                samples,
                language=self._language,
                beam_size=mode.beam_size,
                vad_filter=mode.vad_filter,
                word_timestamps=True,
            )[0]
            for word in segment.words or ()
        ]
        heard = Heard(tuple(words), time.process_time() - began_s)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(asdict(heard)))
        return heard

    def _key(self, recording: Recording, mode: Mode) -> str:
        digest = hashlib.sha256(recording.track.samples.tobytes())
        digest.update(repr((mode, self._name, self._language, versions())).encode())
        return digest.hexdigest()[:32]


def hear_ours(recording: Recording, worker: Worker, settings: Settings) -> Heard:
    processes = ProcessTree(os.getpid())
    before_s = processes.look()
    transcript = asyncio.run(
        hear_track(recording.track, worker, transcribe_options(settings), name=recording.name)
    )
    cpu_s = processes.look() - before_s
    channels = {speaker.speaker_id: speaker.channel or 0 for speaker in transcript.speakers}
    words = [
        HeardWord(word.text, word.start_ms / 1000, channels[turn.speaker_id])
        for turn in transcript.turns
        for word in turn.words
    ]
    return Heard(tuple(words), cpu_s)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One recording heard every way."""

    recording: Recording
    cpu_s: dict[str, float]
    errors: dict[str, WordErrors]

    @property
    def bar(self) -> str:
        """The better of faster-whisper's two ways, on this recording."""
        return min(BAR, key=self.wer)

    def wer(self, name: str) -> float:
        return self.errors[name].by_channel.value or 0.0

    @property
    def points(self) -> float:
        """Ours above the bar, in percentage points of WER."""
        return 100 * (self.wer("ours") - self.wer(self.bar))

    def to_json(self) -> dict[str, object]:
        seconds = self.recording.track.seconds
        return {
            "name": self.recording.name,
            "seconds": round(seconds, 1),
            "bar": self.bar,
            "points_above_bar": round(self.points, 2),
            "ways": {
                name: {
                    **errors.to_json(),
                    "cpu_s_per_audio_s": round(self.cpu_s[name] / seconds, 4),
                }
                for name, errors in self.errors.items()
            },
        }


def compare(
    recording: Recording,
    modes: Sequence[Mode],
    offline: Offline,
    worker: Worker,
    settings: Settings,
) -> Comparison:
    heard = {mode.name: offline.hear(recording, mode) for mode in modes}
    heard["ours"] = hear_ours(recording, worker, settings)
    return Comparison(
        recording,
        {name: one.cpu_s for name, one in heard.items()},
        {name: measure_errors(recording, one.words) for name, one in heard.items()},
    )


COLUMNS = (*BAR, "ours")


def table(comparisons: Sequence[Comparison]) -> str:
    """Markdown. WER in per cent, deleted words of clinician + client behind it."""
    lines = [
        "| recording | " + " | ".join(COLUMNS) + " | ours above the better | CPU-s per audio-s: "
        "beam 5 (better) | beam 1 (cheaper) | ours |",
        "| --- |" + " --- |" * (len(COLUMNS) + 4),
    ]
    for one in comparisons:
        seconds = one.recording.track.seconds
        cells = [_cell(one.errors[name]) for name in COLUMNS]
        floor = [one.cpu_s[name] for name in FLOOR if name in one.cpu_s]
        costs = [one.cpu_s[one.bar], min(floor, default=float("nan")), one.cpu_s["ours"]]
        cells += [f"{one.points:+.1f}", *(f"{cost / seconds:.3f}" for cost in costs)]
        lines.append(f"| {one.recording.name} | " + " | ".join(cells) + " |")
    worst = max(comparisons, key=lambda one: one.points)
    lines.append(f"\nWorst: {worst.recording.name}, {worst.points:+.2f} points.")
    return "\n".join(lines)


def _cell(errors: WordErrors) -> str:
    lost = " + ".join(str(errors.deleted[role]) for role in sorted(errors.deleted))
    lost_of = "/".join(sorted(errors.deleted))
    return f"{100 * (errors.by_channel.value or 0.0):.1f} (lost: {lost} {lost_of})"


def document(comparisons: Sequence[Comparison], settings: Settings) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": versions(),
        "model": settings.asr_model,
        "command": "python tests/bench/offline.py DIR",
        "recordings": [one.to_json() for one in comparisons],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="one folder per recording")
    parser.add_argument("--json", type=Path, help="file for the figures")
    parser.add_argument("--no-floor", action="store_true", help="leave beam 1 out")
    parser.add_argument("--only", default="", help="recordings whose name holds this")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where offline results are kept")
    given = parser.parse_args(arguments)
    settings = load_settings()
    modes = [mode for mode in MODES if mode.name in BAR or not given.no_floor]
    offline, worker = Offline(settings, given.cache), make_worker(settings)
    comparisons = []
    try:
        asyncio.run(worker.load())
        for recording in recordings_in(given.folder):
            if given.only in recording.name:
                comparisons.append(compare(recording, modes, offline, worker, settings))
                print(table(comparisons[-1:]).splitlines()[2], file=sys.stderr, flush=True)
    finally:
        worker.close()
    if not comparisons:
        sys.exit(f"{given.folder} holds no such recording.")
    print(table(comparisons))
    if given.json:
        given.json.write_text(json.dumps(document(comparisons, settings), indent=1) + "\n")


if __name__ == "__main__":
    main()
