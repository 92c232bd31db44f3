"""Voices the sentences of sentences.json, one Opus file each.

    python tests/recordings/vocabulary/make_recordings.py

The engines are those of the bundled session (`make demo-session` installs them).
"""

import json
import re
from pathlib import Path

import numpy as np

from inglenook.demo_session.encoding import write_opus
from inglenook.demo_session.script import Line
from inglenook.demo_session.speech import RATE, speak
from inglenook.demo_session.voice import HeartVoice, KumoVoice

FOLDER = Path(__file__).parent
SEED = 7
SPEED = 0.95
BITS_PER_S = 16_000
SILENCE = np.zeros(RATE // 2, np.float32)


def main() -> None:
    given = json.loads((FOLDER / "sentences.json").read_text(encoding="utf-8"))
    spelled = given["pronunciations"]
    words = re.compile(rf"\b({'|'.join(spelled)})\b")
    for number, sentence in enumerate(given["sentences"]):
        heart = HeartVoice(SEED + number, SPEED)
        voice = heart if sentence["voice"] == "heart" else KumoVoice(heart, SEED + number, SPEED)
        text = words.sub(lambda match: f"[{match[0]}](/{spelled[match[0]]}/)", sentence["text"])
        spoken = speak(Line("client", text, 0), voice, np.random.default_rng([SEED, number]))
        samples = np.concatenate([SILENCE, spoken.samples, SILENCE])
        write_opus(FOLDER / f"{sentence['name']}.opus", samples[:, None], BITS_PER_S)


if __name__ == "__main__":
    main()
