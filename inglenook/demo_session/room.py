"""One microphone on the table of a small furnished room."""

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, oaconvolve, sosfilt

from inglenook.demo_session.speech import RATE, at_level, speech_level
from inglenook.demo_session.voice import Samples

PEAK = 0.89
"""Full scale is 1; leaves 1 dB for the codec."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a person sits, seen from the microphone."""

    level_db: float
    """Against the nearest person."""
    direct_to_reverb_db: float
    """How much more of the voice comes straight than by way of the walls."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the microphone adds to the voices."""

    rt60_s: float
    """Time in which an echo falls by 60 dB."""
    noise_db: float
    """Of the background, against the voices."""
    seats: tuple[Seat, ...]
    """In the order of the tracks."""


CONSULTING_ROOM = Room(rt60_s=0.3, noise_db=-26.0, seats=(Seat(0.0, 8.0), Seat(-3.0, 5.0)))


def echo(seat: Seat, rt60_s: float, rng: np.random.Generator) -> Samples:
    """An impulse response: the direct sound, then noise that decays exponentially from 4 ms on."""
    times_s = np.arange(int(rt60_s * 1.2 * RATE)) / RATE
    tail = rng.standard_normal(len(times_s)) * 10 ** (-3 * times_s / rt60_s)
    tail[times_s < 0.004] = 0
    tail = sosfilt(butter(1, 3500, "low", fs=RATE, output="sos"), tail)  # soft furniture
    tail *= 10 ** (-seat.direct_to_reverb_db / 20) / np.sqrt(np.sum(np.square(tail)))
    tail[0] += 1
    return np.asarray(tail, np.float32)


def background(length: int, rng: np.random.Generator) -> Samples:
    """Noise that falls with frequency, as of ventilation; root mean square 1."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(hertz, 60)), length)
    return np.asarray(noise / np.sqrt(np.mean(np.square(noise))), np.float32)


def microphone(tracks: Samples, room: Room, rng: np.random.Generator) -> Samples:
    """The tracks, shape (speakers, samples), as one channel, shape (samples, 1)."""
    length = tracks.shape[1]
    heard = []
    for track, seat in zip(tracks, room.seats, strict=True):
        level = 20 * np.log10(speech_level(track)) + seat.level_db
        wet = oaconvolve(track, echo(seat, room.rt60_s, rng))[:length].astype(np.float32)
        heard.append(at_level(wet, float(level)))
    voices = np.sum(heard, axis=0)
    noise = background(length, rng) * speech_level(voices) * 10 ** (room.noise_db / 20)
    mixed = sosfilt(butter(2, 70, "high", fs=RATE, output="sos"), voices + noise)
    return limited(np.asarray(mixed, np.float32)[:, None])


def bridge(tracks: Samples) -> Samples:
    """The tracks as a telehealth bridge hands them over: clean, one channel each, shape
    (samples, speakers)."""
    return limited(tracks.T)


def limited(samples: Samples) -> Samples:
    """Scaled down where the loudest sample would clip."""
    return (samples * min(1.0, PEAK / float(np.abs(samples).max()))).astype(np.float32)
