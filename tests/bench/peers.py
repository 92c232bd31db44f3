"""Inglenook beside WhisperLiveKit and WhisperLive: cost, latency, accuracy on the same audio.

    python tests/bench/peers.py [--audio FILE] [--seconds S] [--streams 1 2 3] [--cache FOLDER]
        [--only NAME] [--install] [--json FILE]

Each server runs alone, from an environment of its own that this script makes (several gigabytes in
the cache folder), with the same packaged Whisper tiny.en and clients of the same pace. The words'
times come from plain faster-whisper over the same audio, so that all are measured alike.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from itertools import pairwise
from operator import add
from pathlib import Path

import numpy as np
from faster_whisper import WhisperModel
from inglenook_server import Inglenook
from material import MODEL_HZ, Recording
from screen import State, measure_lateness
from servers import Client, Kind
from whisperlive_server import WhisperLive
from whisperlivekit_server import WhisperLiveKit

from gpu.weights import recognizer_weights
from inglenook.benchmark.figures import late
from inglenook.benchmark.latency import (
    Late,
    SaidClock,
    SaidTurn,
    Shown,
    Word,
    tokens_of,
    turn_latencies,
)
from inglenook.benchmark.machine import machine, versions
from inglenook.benchmark.processes import ProcessTree
from inglenook.benchmark.running import Spent, load_audio, silence_behind, starts
from inglenook.client import Track
from inglenook.evaluation.reference import Reference
from inglenook.evaluation.speech import Rate, word_errors
from inglenook.settings import load_settings

CACHE = Path(__file__).parents[2] / ".cache" / "bench" / "peers"
LOOK_INTERVAL_S = 0.5
KINDS: Sequence[Kind] = (
    WhisperLiveKit(vac=False),
    WhisperLiveKit(vac=True),
    WhisperLive(),
    Inglenook(),
)


@dataclass(frozen=True, slots=True)
class Material:
    """What is streamed, what was said, and when each word ended."""

    name: str
    track: Track
    reference: Reference
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """One server with so many streams."""

    server: str
    streams: int
    failures: tuple[str, ...]
    audio_s: float
    spent: Spent
    """From the first start until every stream was closed."""
    cpu_s: float
    """Of the server until all words were there."""
    peak_rss_bytes: int
    captions: tuple[Late, ...]
    finals: tuple[Late, ...]
    turns: tuple[Late, ...]
    words_lost: int
    """Words of the audio that never became final."""
    errors: Rate

    def to_json(self) -> dict[str, object]:
        return {
            "server": self.server,
            "streams": self.streams,
            "failures": list(self.failures),
            "cpu_s_per_audio_s": round(self.cpu_s / self.audio_s, 3),
            "client_cpu_s": round(self.spent.client_cpu_s, 1),
            "others_cores": round(self.spent.others_cpu_s / self.spent.wall_s, 2),
            "peak_rss_mb": round(self.peak_rss_bytes / 1e6),
            "caption_latency_p50_s": late(self.captions, 50),
            "caption_latency_p95_s": late(self.captions, 95),
            "final_word_latency_p50_s": late(self.finals, 50),
            "final_word_latency_p95_s": late(self.finals, 95),
            "final_turn_latency_p50_s": late(self.turns, 50),
            "final_turn_latency_p95_s": late(self.turns, 95),
            "words_lost": self.words_lost,
            "wer": round(self.errors.value or 0.0, 4),
        }


def cut(track: Track, reference: Reference, seconds: float) -> tuple[Track, Reference]:
    """The beginning, ended where nobody speaks."""
    ends = [turn.end for turn in reference.turns if turn.end <= seconds]
    quiet = [
        end for end in ends if not any(turn.start < end < turn.end for turn in reference.turns)
    ]
    if not quiet:
        sys.exit(f"In the first {seconds:.0f} s there is no moment at which nobody speaks.")
    kept = tuple(turn for turn in reference.turns if turn.end <= quiet[-1])
    later = [turn.start for turn in reference.turns if turn.start >= quiet[-1]]
    end_s = min([quiet[-1] + 0.5, *later])
    return Track(track.samples[: round(end_s * track.sample_rate)], track.sample_rate), Reference(
        turns=kept
    )


def at_model_rate(track: Track) -> Track:
    """The peers take 16 kHz alone."""
    samples = Recording("", track, Reference(turns=())).for_model()[0]
    return Track((samples * 32767).clip(-32768, 32767).astype(np.int16)[:, None], MODEL_HZ)


def spoken_words(track: Track, reference: Reference, model: Path) -> tuple[Word, ...]:
    """Words and their times by plain faster-whisper, beam 5."""
    recognizer = WhisperModel(str(model), device="cpu", compute_type="int8", cpu_threads=1)
    samples = Recording("", track, reference).for_model()[0]
    segments, _ = recognizer.transcribe(samples, language="en", beam_size=5, word_timestamps=True)
    return tuple(
        Word(token, word.start, word.end)
        for segment in segments
        for word in segment.words or ()
        for token in tokens_of(word.word)
    )


async def run_server(
    kind: Kind, streams: int, material: Material, folder: Path, model: Path
) -> Run:
    """The server alone, its streams started spread as those of `inglenook bench`."""
    async with kind.run(folder, model, streams) as server:
        tree = ProcessTree(server.pid)
        before = Spent.now(tree)

        async def one(after_s: float) -> Client:
            await asyncio.sleep(after_s)
            silence_s = silence_behind(after_s, starts(streams)[-1])
            return await server.stream(material.track, silence_s)

        async def look() -> None:
            while True:
                tree.look()
                await asyncio.sleep(LOOK_INTERVAL_S)

        async with asyncio.TaskGroup() as tasks:
            looking = tasks.create_task(look(), name="look")
            running = [
                tasks.create_task(one(after_s), name="stream") for after_s in starts(streams)
            ]
            await asyncio.wait(running)
            spent = Spent.now(tree) - before
            looking.cancel()
        clients = [task.result() for task in running]
        readings = [(client, server.read(client)) for client in clients]
    cpu_s = tree.cpu_at(words_there_s(readings)) - before.server_cpu_s
    return score(kind.name, material, readings, spent, cpu_s, tree.peak_rss_bytes)


def words_there_s(readings: Sequence[tuple[Client, Sequence[State]]]) -> float:
    """When all audio was sent and the text changed no more; what a server does after that is not
    counted."""
    moments = [time.monotonic()] if not any(client.departures for client, _ in readings) else []
    for client, states in readings:
        moments += [left_s for _, left_s in client.departures[-1:]]
        moments += [
            later.arrived_s
            for state, later in pairwise(states)
            if (state.committed, state.tail) != (later.committed, later.tail)
        ][-1:]
    return max(moments)


def score(
    name: str,
    material: Material,
    readings: Sequence[tuple[Client, Sequence[State]]],
    spent: Spent,
    cpu_s: float,
    peak_rss_bytes: int,
) -> Run:
    turns = [SaidTurn(None, turn.end, tokens_of(turn.text)) for turn in material.reference.turns]
    said = " ".join(turn.text for turn in material.reference.turns)
    captions: list[Late] = []
    finals: list[Late] = []
    in_turns: list[Late] = []
    lost = 0
    for client, states in readings:
        if not client.departures:
            lost += len(material.words)
            continue
        clock = SaidClock(
            [end / material.track.sample_rate for end, _ in client.departures],
            [left_s for _, left_s in client.departures],
        )
        lateness = measure_lateness(states, material.words, clock)
        captions += [one for one in lateness.shown if one is not None]
        came = [
            (one, word) for one, word in zip(lateness.final, material.words, strict=True) if one
        ]
        finals += [one for one, _ in came]
        lost += len(material.words) - len(came)
        shown = [
            Shown(one.arrived_s, 0, word.start_s, word.end_s, (word.token,), (word,))
            for one, word in came
        ]
        in_turns += turn_latencies(turns, shown, clock)[0]
    texts = [
        " ".join((*states[-1].committed, *states[-1].tail)) if states else ""
        for _, states in readings
    ]
    return Run(
        server=name,
        streams=len(readings),
        failures=tuple(client.failure for client, _ in readings if client.failure),
        audio_s=material.track.seconds * len(readings),
        spent=spent,
        cpu_s=cpu_s,
        peak_rss_bytes=peak_rss_bytes,
        captions=tuple(captions),
        finals=tuple(finals),
        turns=tuple(in_turns),
        words_lost=lost,
        errors=reduce(add, (word_errors(said, text) for text in texts)),
    )


def table(runs: Sequence[Run], ours: str) -> str:
    """Markdown; the ratio is of CPU-seconds, theirs to ours with as many streams."""
    lines = [
        "| server | streams | CPU-s per audio-s | ratio | captions p50 / p95 | finals, each word, "
        "p50 / p95 | finals, end of turn, p50 / p95 | words lost | WER | RSS | other work |",
        "| --- |" + " --- |" * 10,
    ]
    mine = {run.streams: run.cpu_s / run.audio_s for run in runs if run.server == ours}
    for run in runs:
        cost = run.cpu_s / run.audio_s
        ratio = f"{cost / mine[run.streams]:.1f}" if run.streams in mine else "–"
        spans = (
            f"{_plain(late(those, 50))} / {_plain(late(those, 95))} s"
            for those in (run.captions, run.finals, run.turns)
        )
        lines.append(
            f"| {run.server} | {run.streams} | {cost:.3f} | {ratio} | {' | '.join(spans)} | "
            f"{run.words_lost} | {100 * (run.errors.value or 0):.1f} % | "
            f"{run.peak_rss_bytes / 1e9:.1f} GB | "
            f"{run.spent.others_cpu_s / run.spent.wall_s:.1f} cores |"
        )
    return "\n".join(lines)


def _plain(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def document(
    runs: Sequence[Run],
    material: Material,
    installed: Mapping[str, Mapping[str, str]],
    commands: Mapping[str, str],
) -> dict[str, object]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="minutes"),
        "machine": machine(),
        "audio": material.name,
        "seconds": round(material.track.seconds, 1),
        "words": len(material.words),
        "model": "Whisper tiny.en, int8",
        "versions": {"Inglenook": versions(), **installed},
        "commands": dict(commands),
        "runs": [run.to_json() for run in runs],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--audio", type=Path, help="one microphone; ref.json beside it")
    parser.add_argument("--seconds", type=float, default=120.0, help="of its beginning")
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--cache", type=Path, default=CACHE, help="for the environments")
    parser.add_argument("--only", default="", help="servers whose name holds this")
    parser.add_argument("--install", action="store_true", help="make the environments and end")
    parser.add_argument("--json", type=Path, help="file for the figures")
    given = parser.parse_args(arguments)
    given.cache.mkdir(parents=True, exist_ok=True)
    chosen = [kind for kind in KINDS if given.only in kind.name]
    installed = {kind.name: kind.install(given.cache) for kind in chosen}
    if given.install:
        return
    model = recognizer_weights("tiny.en", load_settings().model_cache).folder
    name, track, reference = load_audio(given.audio, split_channels=False)
    if model is None or reference is None:
        sys.exit("A reference (ref.json) beside the audio and the packaged tiny.en are needed.")
    track, reference = cut(at_model_rate(track), reference, given.seconds)
    material = Material(name, track, reference, spoken_words(track, reference, model))
    runs: list[Run] = []
    for kind in chosen:
        for streams in given.streams:
            try:
                run = asyncio.run(run_server(kind, streams, material, given.cache, model))
            except RuntimeError as error:
                print(f"{kind.name}: {error}", file=sys.stderr, flush=True)
                break
            runs.append(run)
            print(json.dumps(run.to_json()), file=sys.stderr, flush=True)
            if given.json:
                commands = {kind.name: kind.command for kind in chosen}
                text = json.dumps(document(runs, material, installed, commands), indent=1)
                given.json.write_text(text + "\n")
            time.sleep(1)
    print(table(runs, "Inglenook"))


if __name__ == "__main__":
    main()
