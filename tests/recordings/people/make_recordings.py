"""Voices twenty of the lines of lines.json for each of six people, one Opus file each.

    python tests/recordings/people/make_recordings.py

The engines are those of the bundled session (`make demo-session` installs them).
"""

import json
from pathlib import Path

import numpy as np

from inglenook.demo_session.encoding import write_opus
from inglenook.demo_session.script import Line
from inglenook.demo_session.speech import RATE, speak
from inglenook.demo_session.voice import HeartVoice, KumoVoice, Voice

FOLDER = Path(__file__).parent
PEOPLE = ("heart", "jm_kumo", "jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro")
LINES_EACH = 20
SEED = 31
SPEED = 0.97
BITS_PER_S = 16_000
SILENCE = np.zeros(RATE * 3 // 10, np.float32)


def main() -> None:
    lines = json.loads((FOLDER / "lines.json").read_text(encoding="utf-8"))
    spoken: dict[str, list[dict[str, object]]] = {}
    for number, name in enumerate(PEOPLE):
        heart = HeartVoice(SEED + number, SPEED)
        voice: Voice = heart
        if name != "heart":
            voice = KumoVoice(heart, SEED + number, SPEED, name)
        rng = np.random.default_rng([SEED, number])
        samples, at = [SILENCE], len(SILENCE)
        for place in range(LINES_EACH):
            text = lines[(place + 7 * number) % len(lines)]
            one = speak(Line("client", text, 0), voice, rng).samples
            ends = {"start": round(at / RATE, 3), "end": round((at + len(one)) / RATE, 3)}
            spoken.setdefault(name, []).append({"text": text, **ends})
            samples += [one, SILENCE]
            at += len(one) + len(SILENCE)
        write_opus(FOLDER / f"{name}.opus", np.concatenate(samples)[:, None], BITS_PER_S)
    (FOLDER / "spoken.json").write_text(json.dumps(spoken, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
