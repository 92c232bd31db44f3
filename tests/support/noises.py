"""What a microphone hears where nobody speaks: made by rule from a seed, 16 kHz mono float32."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

from gpu import MODEL_RATE_HZ as RATE
from gpu import Samples

Sound = NDArray[np.float64]
Random = np.random.Generator


def noise(kind: str, seconds: float, seed: int = 1) -> Samples:
    """`kind` is one of `KINDS`."""
    random = np.random.default_rng([seed, sorted(KINDS).index(kind)])
    made = KINDS[kind](round(seconds * RATE), random)
    return np.clip(made, -1.0, 1.0).astype(np.float32)


def at_level(sound: Sound, dbfs: float) -> Sound:
    """Brought to this root mean square."""
    return sound * (10 ** (dbfs / 20) / (np.sqrt(np.mean(sound**2)) + 1e-12))


def pink(length: int, random: Random) -> Sound:
    """Equal power in each octave above 20 Hz; root mean square 1."""
    spectrum = np.fft.rfft(random.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    spectrum *= np.where(hertz > 20, 1 / np.sqrt(np.maximum(hertz, 20)), 0)
    sound = np.fft.irfft(spectrum, length)
    return sound / sound.std()


def band(sound: Sound, low_hz: float, high_hz: float, order: int = 2) -> Sound:
    sos = butter(order, [low_hz, high_hz], "bandpass", fs=RATE, output="sos")
    return np.asarray(sosfilt(sos, sound))


def _place(ground: Sound, at: int, sound: Sound) -> None:
    part = sound[: max(0, len(ground) - at)]
    ground[at : at + len(part)] += part


def _times(length: int, mean_s: float, random: Random) -> list[int]:
    """Where something happens that comes every `mean_s` or so, never two at once."""
    gaps = random.exponential(mean_s * 0.8, int(length / RATE / mean_s * 3) + 8) + mean_s * 0.2
    starts = (np.cumsum(gaps) * RATE).astype(int)
    return [int(at) for at in starts if at < length]


def _seconds(length_s: float) -> Sound:
    return np.arange(round(length_s * RATE)) / RATE


def _quiet_room(length: int, random: Random, dbfs: float = -62) -> Sound:
    return at_level(pink(length, random), dbfs)


# The kinds


def _silence(length: int, random: Random) -> Sound:
    return np.zeros(length)


def _room(length: int, random: Random) -> Sound:
    """Pink noise, a ventilation that hums, and a level that steps between -60 and -30 dBFS."""
    time = np.arange(length) / RATE
    hum = sum(
        np.sin(2 * np.pi * hertz * time + random.uniform(0, 6)) / (at + 1)
        for at, hertz in enumerate((50, 100, 150, 200, 300))
    )
    blades = np.sin(2 * np.pi * 117 * time + 3 * np.sin(2 * np.pi * 0.3 * time))
    air = band(random.standard_normal(length), 80, 700)
    swell = 1 + 0.3 * np.sin(2 * np.pi * time / 7)
    mixed = at_level(pink(length, random), -3) + at_level(hum, -10) + at_level(blades, -18)
    mixed += at_level(air, -6) * swell
    steps = random.uniform(-60, -30, length // (8 * RATE) + 2)
    level = steps[(time // 8).astype(int)]
    return mixed / mixed.std() * 10 ** (level / 20)


def _breathing(length: int, random: Random) -> Sound:
    """In and out, about 14 a minute, now and then a sigh, a sniff, a cough."""
    ground = _quiet_room(length, random)
    at = 0
    while at < length:
        cycle_s = random.uniform(3.2, 5.5)
        depth = random.choice([1.0, 1.0, 1.0, 1.0, 3.0])
        for start_s, share, low, high in ((0.0, 0.38, 700, 4500), (0.42, 0.45, 300, 2200)):
            air = random.standard_normal(round(cycle_s * share * RATE))
            shape = np.sin(np.linspace(0, np.pi, len(air))) ** 1.5
            breath = at_level(band(air, low, high) * shape, random.uniform(-46, -36))
            _place(ground, at + round(start_s * cycle_s * RATE), breath * depth)
        at += round(cycle_s * RATE)
    for start in _times(length, 25, random):
        _place(ground, start, _cough(random))
    for start in _times(length, 20, random):
        sniff = random.standard_normal(round(random.uniform(0.2, 0.4) * RATE))
        shape = np.linspace(0, 1, len(sniff)) ** 0.5 * np.linspace(1, 0, len(sniff)) ** 0.2
        _place(ground, start, at_level(band(sniff, 1500, 6000) * shape, random.uniform(-38, -28)))
    return ground


def _cough(random: Random) -> Sound:
    """One to three bursts: a hard onset, then air through a throat, a little voiced."""
    out = np.zeros(round(1.6 * RATE))
    for number in range(random.integers(1, 4)):
        time = _seconds(random.uniform(0.2, 0.35))
        air = band(random.standard_normal(len(time)), 300, 3500) * np.exp(-time / 0.09)
        voice = _throat(_pulses(np.linspace(230, 140, len(time)), random), (650, 1150, 2500))
        mixed = at_level(air, -20) + at_level(voice * np.exp(-time / 0.06), -27)
        _place(out, round(number * 0.42 * RATE), mixed * random.uniform(0.4, 1.0))
    return out


def _keyboard(length: int, random: Random) -> Sound:
    """Bursts of typing, a space bar, a mouse."""
    ground = _quiet_room(length, random)
    at = 0.0
    while at < length / RATE:
        for _ in range(random.integers(8, 60)):
            for offset_s, loud in ((0.0, 1.0), (random.uniform(0.06, 0.11), 0.5)):
                _place(ground, round((at + offset_s) * RATE), _click(random) * loud)
            at += random.gamma(4, 0.035)
        at += random.uniform(0.5, 6)
        if random.random() < 0.5:
            for offset_s in (0.0, 0.08, 0.25, 0.33):
                _place(ground, round((at + offset_s) * RATE), 0.4 * _click(random))
    return ground


def _click(random: Random) -> Sound:
    time = _seconds(0.04)
    body = np.sin(2 * np.pi * random.uniform(180, 500) * time) * np.exp(-time / 0.012)
    snap = random.standard_normal(len(time)) * np.exp(-time / 0.003)
    return (0.4 * body + snap) * random.uniform(0.01, 0.09)


def _music(length: int, random: Random) -> Sound:
    """Pieces of half a minute: plucked chords, a bowed melody with vibrato, a pad, drums."""
    ground = np.zeros(length)
    for at in range(0, length, 30 * RATE):
        piece = _piece(random)
        _place(ground, at, at_level(piece, random.uniform(-40, -18)))
    return ground


def _piece(random: Random) -> Sound:
    out = np.zeros(30 * RATE)
    beat = 60 / random.uniform(65, 125)
    tonic = random.uniform(45, 57)
    major, minor = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
    scale = major if random.random() < 0.5 else minor
    drums, bowed, pad = random.random() < 0.5, random.random() < 0.7, random.random() < 0.4
    degree = 7
    for number in range(int(30 / beat)):
        start = round(number * beat * RATE)
        if number % 4 == 0:
            root = int(random.choice([0, 3, 4, 5]))
            for third in (0, 2, 4):
                note = _hertz(tonic + _degree(scale, root + third))
                sound = _pluck(note, beat * 4, random) if not pad else _bow(note, beat * 4, random)
                _place(out, start, 0.25 * sound)
        if random.random() < 0.8:
            degree = int(np.clip(degree + random.integers(-2, 3), 3, 16))
            make = _bow if bowed else _pluck
            note = _hertz(tonic + _degree(scale, degree))
            _place(out, start, 0.4 * make(note, beat * random.choice([1, 1, 2]), random))
        if drums:
            time = _seconds(0.25)
            fall = 50 * time + 3 * (1 - np.exp(-time * 40))
            kick = np.sin(2 * np.pi * fall) * np.exp(-time / 0.08)
            snare = random.standard_normal(len(time)) * np.exp(-time / 0.05)
            _place(out, start, 0.8 * kick if number % 2 == 0 else 0.25 * snare)
            hat = band(random.standard_normal(len(time)), 5000, 7800) * np.exp(-time / 0.02)
            _place(out, start + round(beat / 2 * RATE), 0.15 * hat)
    return out


def _degree(scale: tuple[int, ...], degree: int) -> float:
    return float(scale[degree % 7] + 12 * (degree // 7))


def _hertz(midi: float) -> float:
    return float(440 * 2 ** ((midi - 69) / 12))


def _pluck(hertz: float, length_s: float, random: Random) -> Sound:
    time = _seconds(length_s)
    return sum(
        (
            np.sin(2 * np.pi * hertz * n * time) / n * np.exp(-time * (1.5 + 0.8 * n))
            for n in range(1, 9)
            if hertz * n < 7500
        ),
        np.zeros(len(time)),
    )


def _bow(hertz: float, length_s: float, random: Random) -> Sound:
    time = _seconds(length_s)
    depth = 0.006 * np.clip(time / 0.4, 0, 1)
    phase = 2 * np.pi * np.cumsum(hertz * (1 + depth * np.sin(2 * np.pi * 5.6 * time))) / RATE
    shape = np.clip(time / 0.12, 0, 1) * np.clip((length_s - time) / 0.1, 0, 1)
    return shape * sum(
        (np.sin(n * phase) / n**1.2 for n in range(1, 15) if hertz * n < 7500),
        np.zeros(len(time)),
    )


def _household(length: int, random: Random) -> Sound:
    """Doors, a creaking chair, a telephone, footsteps, paper, a car that passes."""
    ground = _quiet_room(length, random, -56)
    makers = (_door, _creak, _telephone, _steps, _paper, _car)
    for start in _times(length, 4, random):
        maker = makers[random.integers(len(makers))]
        _place(ground, start, at_level(maker(random), random.uniform(-42, -20)))
    return ground


def _door(random: Random) -> Sound:
    time = _seconds(0.8)
    thud = band(random.standard_normal(len(time)), 40, 400) * np.exp(-time / 0.12)
    latch = np.zeros(len(time))
    _place(latch, round(0.05 * RATE), 6 * _click(random))
    return thud + latch


def _creak(random: Random) -> Sound:
    """Stick and slip: pulses at an unsteady rate through wooden resonances."""
    length = round(random.uniform(0.4, 1.5) * RATE)
    rate = random.uniform(40, 150) * np.exp(np.cumsum(random.standard_normal(length)) * 0.002)
    resonances = tuple(random.uniform(low, high) for low, high in ((400, 900), (1200, 2500)))
    return _throat(_pulses(rate, random), resonances) * np.hanning(length)


def _telephone(random: Random) -> Sound:
    time = _seconds(4)
    ring = np.sin(2 * np.pi * 440 * time) + np.sin(2 * np.pi * 480 * time)
    if random.random() < 0.5:
        ring = np.sin(2 * np.pi * np.where(time % 0.1 < 0.05, 1200, 1600) * time)
    return ring * (time % 2 < 1)


def _steps(random: Random) -> Sound:
    out = np.zeros(5 * RATE)
    for number in range(8):
        time = _seconds(0.15)
        step = band(random.standard_normal(len(time)), 60, 900) * np.exp(-time / 0.03)
        _place(out, round((number * 0.55 + random.uniform(0, 0.05)) * RATE), step)
    return out


def _paper(random: Random) -> Sound:
    length = round(random.uniform(0.5, 2) * RATE)
    crackle = random.standard_normal(length) * (random.random(length) < 0.02)
    return band(crackle + 0.1 * random.standard_normal(length), 1000, 7000) * np.hanning(length)


def _car(random: Random) -> Sound:
    length = round(random.uniform(4, 8) * RATE)
    return band(random.standard_normal(length), 60, 900) * np.hanning(length) ** 2


def _crying(length: int, random: Random) -> Sound:
    """Sobs without words: falling voiced wails, shaken breath, sniffs, pauses."""
    ground = _quiet_room(length, random)
    at = 1.0
    while at < length / RATE:
        level = random.uniform(-34, -22)
        high = random.uniform(240, 420)
        for _ in range(random.integers(2, 7)):
            time = _seconds(random.uniform(0.15, 0.7))
            shaken = 1 + 0.03 * np.sin(2 * np.pi * 7 * time)
            pitch = high * np.linspace(1.15, 0.75, len(time)) * shaken
            voice = _throat(_pulses(pitch, random), (random.uniform(550, 850), 1250, 2700))
            air = band(random.standard_normal(len(time)), 800, 5000)
            shape = np.sin(np.linspace(0, np.pi, len(time))) ** 0.7
            sob = at_level(voice, 0) + at_level(air, -10)
            _place(ground, round(at * RATE), at_level(sob * shape, level))
            at += len(time) / RATE + random.uniform(0.08, 0.35)
        sniff = random.standard_normal(round(0.3 * RATE)) * np.hanning(round(0.3 * RATE))
        _place(ground, round(at * RATE), at_level(band(sniff, 1500, 6000), level - 4))
        at += random.uniform(1.5, 9)
    return ground


def _pulses(hertz: Sound, random: Random) -> Sound:
    """A glottis: one pulse each period, a little unsteady."""
    unsteady = hertz * (1 + 0.02 * lfilter([1], [1, -0.9], random.standard_normal(len(hertz))))
    turns = np.floor(np.cumsum(unsteady) / RATE)
    train = np.diff(turns, prepend=0.0)
    return np.asarray(lfilter([1], [1, -0.94], train - train.mean()))


def _throat(source: Sound, formants_hz: tuple[float, ...]) -> Sound:
    out = source
    for at, hertz in enumerate(formants_hz):
        radius = np.exp(-np.pi * (80 + 40 * at) / RATE)
        angle = 2 * np.pi * hertz / RATE
        out = np.asarray(lfilter([1], [1, -2 * radius * np.cos(angle), radius**2], out))
    return out / (np.abs(out).max() + 1e-12)


KINDS: dict[str, Callable[[int, Random], Sound]] = {
    "silence": _silence,
    "room": _room,
    "music": _music,
    "breathing": _breathing,
    "keyboard": _keyboard,
    "household": _household,
    "crying": _crying,
}
