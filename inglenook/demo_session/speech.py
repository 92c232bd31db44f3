"""A line of the script as 16 kHz samples."""

import re
from dataclasses import dataclass

import numpy as np
from scipy.signal import resample_poly

from inglenook.demo_session.script import Line
from inglenook.demo_session.voice import VOICE_RATE, Samples, Voice

RATE = 16000
"""Hz of everything after the voices."""
SPEECH_DBFS = -24.0
"""Level of each sentence's louder half, before the room."""
FRAME = RATE // 100


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A line with its sound, trimmed to the speech."""

    line: Line
    samples: Samples


def sentences(text: str) -> list[str]:
    """Split after closing punctuation; a voice says each in one breath."""
    return [part for part in re.split(r"(?<=[.?!])\s+", text) if part]


def frame_levels(samples: Samples) -> Samples:
    """Root mean square of each whole 10 ms frame."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    power = np.mean(np.square(frames, dtype=np.float64), axis=1)
    return np.asarray(np.sqrt(power + 1e-12), np.float32)


def speech_level(samples: Samples) -> float:
    """Root mean square of the frames within 25 dB of the loudest: pauses do not count."""
    levels = frame_levels(samples).astype(np.float64)
    heard = levels[levels > levels.max() * 10 ** (-25 / 20)]
    return float(np.sqrt(np.mean(np.square(heard))))


def at_level(samples: Samples, dbfs: float) -> Samples:
    """Scaled so that `speech_level` is `dbfs` below full scale."""
    return (samples * (10 ** (dbfs / 20) / speech_level(samples))).astype(np.float32)


def trimmed(samples: Samples) -> Samples:
    """Without the silence around the speech, with 5 ms fades where it was cut."""
    levels = frame_levels(samples)
    heard = np.flatnonzero(levels > levels.max() * 10 ** (-40 / 20))
    first = max(0, int(heard[0] - 2) * FRAME)
    cut = np.array(samples[first : int(heard[-1] + 3) * FRAME])
    fade = np.linspace(0, 1, RATE // 200, dtype=np.float32)
    cut[: len(fade)] *= fade
    cut[-len(fade) :] *= fade[::-1]
    return cut


def speak(line: Line, voice: Voice, rng: np.random.Generator) -> SpokenLine:
    """Sentences one after the other with short log-normal pauses (median 0.3 s)."""
    pieces: list[Samples] = []
    for sentence in sentences(line.text):
        if pieces:
            pause_s = float(np.clip(rng.lognormal(np.log(0.3), 0.35), 0.15, 0.8))
            pieces.append(np.zeros(int(pause_s * RATE), np.float32))
        raw = resample_poly(voice.say(sentence), RATE, VOICE_RATE).astype(np.float32)
        pieces.append(at_level(trimmed(raw), SPEECH_DBFS))
    variation_db = float(np.clip(rng.normal(0, 0.8), -2, 2))
    whole = np.concatenate(pieces) * np.float32(10 ** (variation_db / 20))
    return SpokenLine(line, whole)
