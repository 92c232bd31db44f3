"""Two-channel recordings in which one side is heard on the other's channel, made by rule."""

from dataclasses import dataclass

import numpy as np
from material import MODEL_HZ, Recording, at_model_rate, through_mulaw
from numpy.typing import NDArray
from scipy.signal import butter, oaconvolve, resample_poly, sosfilt

from inglenook.client import Track
from inglenook.evaluation.reference import Reference
from inglenook.recorded import CHANNEL_ROLES

Sound = NDArray[np.float64]

TELEPHONE_HZ = (300, 3_400)
LINE_NOISE_DB = -65.0


@dataclass(frozen=True, slots=True)
class Leak:
    """The way from one channel into the other."""

    source: int
    level_db: float
    """Against the source, over its speech."""
    delay_ms: int
    rt60_s: float
    """Of the room it crosses."""
    direct_to_reverb_db: float
    band_hz: tuple[int, int]
    """What microphone and loudspeaker pass."""


@dataclass(frozen=True, slots=True)
class Line:
    """How both sides are connected."""

    name: str
    leaks: tuple[Leak, ...] = ()
    mulaw: tuple[int, ...] = ()
    """Channels that came over a telephone."""


CLEAN = Line("clean")
TELEPHONE = Line("telephone, nothing leaks", mulaw=(1,))
LINES = (
    CLEAN,
    Line("earpiece, -20 dB, 5 ms", (Leak(0, -20, 5, 0.2, 8, (300, 5_000)),)),
    Line("loudspeaker, -10 dB, 180 ms", (Leak(0, -10, 180, 0.35, 2, (200, 6_000)),)),
    Line("late, -18 dB, 300 ms", (Leak(0, -18, 300, 0.25, 5, (200, 6_000)),)),
    Line(
        "both ways, -15 dB, 60 and 250 ms",
        (Leak(0, -15, 60, 0.3, 5, (150, 7_000)), Leak(1, -15, 250, 0.3, 5, (150, 7_000))),
    ),
    TELEPHONE,
    Line("telephone, -15 dB, 120 ms", (Leak(0, -15, 120, 0.25, 5, TELEPHONE_HZ),), (1,)),
    Line(
        "one room, -12 dB, 6 ms",
        (Leak(0, -12, 6, 0.4, 0, (100, 7_500)), Leak(1, -12, 6, 0.4, 0, (100, 7_500))),
    ),
    Line("faint, -25 dB, 40 ms", (Leak(1, -25, 40, 0.2, 8, (200, 6_000)),)),
)


def connected(track: Track, line: Line, seed: int = 1) -> Track:
    """The two clean channels of `track` as `line` hands them over, at 16 kHz."""
    rng = np.random.default_rng(seed)
    clean = at_model_rate(track).samples.T.astype(np.float64) / 32768
    heard = clean.copy()
    for leak in line.leaks:
        heard[1 - leak.source] += _leaked(clean[leak.source], leak, rng)
    if line.leaks:
        heard += rng.standard_normal(heard.shape) * 10 ** (LINE_NOISE_DB / 20)
    for channel in line.mulaw:
        heard[channel] = _over_telephone(heard[channel])
    return Track(np.clip(heard.T * 32768, -32768, 32767).round().astype(np.int16), MODEL_HZ)


def talking_over(recording: Recording, early_s: float) -> Recording:
    """The client begins everything so much earlier: answers fall into questions."""
    track = at_model_rate(recording.track)
    ahead = round(early_s * MODEL_HZ)
    samples = track.samples.copy()
    samples[:, 1] = np.concatenate([samples[ahead:, 1], np.zeros(ahead, np.int16)])
    turns = tuple(
        turn.model_copy(
            update={"start": max(turn.start - early_s, 0.0), "end": max(turn.end - early_s, 0.0)}
        )
        if turn.role_name == CHANNEL_ROLES[1]
        else turn
        for turn in recording.reference.turns
    )
    return Recording(recording.name, Track(samples, MODEL_HZ), Reference(turns=turns))


def _leaked(source: Sound, leak: Leak, rng: np.random.Generator) -> Sound:
    late = np.concatenate([np.zeros(leak.delay_ms * MODEL_HZ // 1000), source])[: len(source)]
    times_s = np.arange(int(leak.rt60_s * 1.2 * MODEL_HZ)) / MODEL_HZ
    room = rng.standard_normal(len(times_s)) * 10 ** (-3 * times_s / leak.rt60_s)
    room[times_s < 0.004] = 0
    room *= 10 ** (-leak.direct_to_reverb_db / 20) / np.sqrt(np.sum(np.square(room)))
    room[0] += 1
    wet = oaconvolve(late, room)[: len(source)]
    wet = sosfilt(butter(3, leak.band_hz, "band", fs=MODEL_HZ, output="sos"), wet)
    return np.asarray(wet * _level(source) / _level(wet) * 10 ** (leak.level_db / 20))


def _level(sound: Sound) -> float:
    """Root mean square of what is not silence."""
    return float(np.sqrt(np.mean(np.square(sound[np.abs(sound) > 1e-4]))))


def _over_telephone(sound: Sound) -> Sound:
    band = butter(4, TELEPHONE_HZ, "band", fs=MODEL_HZ, output="sos")
    narrow = through_mulaw(resample_poly(sosfilt(band, sound), 1, 2) * 32768)
    return np.asarray(resample_poly(narrow.astype(np.float64) / 32768, 2, 1)[: len(sound)])
