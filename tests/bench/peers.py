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
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from comparison import Figures, Material, Run, now, score, table, words_there_s
from faster_whisper import WhisperModel
from inglenook_server import Inglenook
from material import MODEL_HZ, Recording
from servers import Client, Kind
from whisperlive_server import WhisperLive
from whisperlivekit_server import WhisperLiveKit

from gpu.weights import recognizer_weights
from inglenook.benchmark.latency import Word, tokens_of
from inglenook.benchmark.machine import machine
from inglenook.benchmark.processes import ProcessTree
from inglenook.benchmark.running import Spent, load_audio, silence_behind, starts
from inglenook.client import Track
from inglenook.evaluation.reference import Reference
from inglenook.settings import load_settings

CACHE = Path(__file__).parents[2] / ".cache" / "bench" / "peers"
LOOK_INTERVAL_S = 0.5
KINDS: Sequence[Kind] = (
    WhisperLiveKit(vac=False),
    WhisperLiveKit(vac=True),
    WhisperLive(),
    Inglenook(),
)


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


def document(
    runs: Sequence[Figures],
    material: Material,
    installed: Mapping[str, Mapping[str, str]],
    commands: Mapping[str, str],
) -> dict[str, Any]:
    return {
        "date": now(),
        "machine": machine(),
        "audio": material.name,
        "seconds": round(material.track.seconds, 1),
        "words": len(material.words),
        "model": "Whisper tiny.en, int8",
        "versions": dict(installed),
        "commands": dict(commands),
        "runs": list(runs),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--audio", type=Path, help="one microphone; ref.json beside it")
    parser.add_argument("--seconds", type=float, default=120.0, help="of its beginning")
    parser.add_argument("--streams", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--cache", type=Path, default=CACHE, help="for the environments")
    parser.add_argument("--only", default="", help="servers whose name holds this")
    parser.add_argument("--install", action="store_true", help="make the environments and end")
    parser.add_argument("--json", type=Path, help="figures; other servers' stay")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the servers go with the script
    given.cache.mkdir(parents=True, exist_ok=True)
    chosen = [kind for kind in KINDS if given.only in kind.name]
    installed = {kind.name: dict(kind.install(given.cache)) for kind in chosen}
    if given.install:
        return
    model = recognizer_weights("tiny.en", load_settings().model_cache).folder
    name, track, reference = load_audio(given.audio, split_channels=False)
    if model is None or reference is None:
        sys.exit("A reference (ref.json) beside the audio and the packaged tiny.en are needed.")
    track, reference = cut(at_model_rate(track), reference, given.seconds)
    material = Material(name, track, reference, spoken_words(track, reference, model))
    before = json.loads(given.json.read_text()) if given.json and given.json.exists() else {}
    names = [kind.name for kind in chosen]
    runs: list[Figures] = [one for one in before.get("runs", []) if one["server"] not in names]
    installed = {**before.get("versions", {}), **installed}
    commands = {**before.get("commands", {}), **{kind.name: kind.command for kind in chosen}}
    for kind in chosen:
        for streams in given.streams:
            try:
                run = asyncio.run(run_server(kind, streams, material, given.cache, model))
            except RuntimeError as error:
                print(f"{kind.name}: {error}", file=sys.stderr, flush=True)
                break
            runs.append(run.to_json())
            print(json.dumps(runs[-1]), file=sys.stderr, flush=True)
            if given.json:
                made = document(runs, material, installed, commands)
                given.json.write_text(json.dumps(made, indent=1) + "\n")
    print(table(runs, Inglenook().name))


if __name__ == "__main__":
    main()
