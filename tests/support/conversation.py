"""Talk of two to four people at one microphone, made by rule of the lines in
`tests/recordings/people`: who, when and how loud is drawn from a seed; the room is the bundled
session's."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from inglenook.client import read_track
from inglenook.demo_session.room import Room, Seat, microphone
from inglenook.demo_session.speech import speech_level
from inglenook.evaluation.speech import Span

PEOPLE = Path(__file__).parents[1] / "recordings" / "people"
RATE = 16_000
Samples = NDArray[np.float32]

SEATS = (Seat(0.0, 8.0), Seat(-3.0, 5.0), Seat(-4.5, 4.0), Seat(-6.0, 3.5))
NOISE_DB = -22.0
RT60_S = 0.35
BACKCHANNEL_S = 1.0


@dataclass(frozen=True, slots=True)
class Person:
    """One of the recorded voices."""

    voice: str
    share: float = 1.0
    """How often they take the floor, against the others."""
    pitch: float = 1.0
    """Above 1 higher and faster: 1.25 makes a woman a child."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """16 kHz samples of one microphone, and who talks when."""

    samples: Samples
    said: tuple[Span, ...]

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


@cache
def lines_of(voice: str, pitch: float = 1.0) -> tuple[Samples, ...]:
    """What there is of a voice, line by line."""
    spoken = json.loads((PEOPLE / "spoken.json").read_text(encoding="utf-8"))[voice]
    track = read_track(PEOPLE / f"{voice}.opus", split_channels=False)
    whole = resample_poly(track.samples[:, 0] / 32768, RATE, track.sample_rate)
    lines = [whole[int(a["start"] * RATE) : int(a["end"] * RATE)] for a in spoken]
    faster = round(100 * pitch)
    shifted = lines if faster == 100 else [resample_poly(line, 100, faster) for line in lines]
    return tuple(np.asarray(line, np.float32) for line in shifted)


def talk(people: Sequence[Person], seconds: float, seed: int) -> Conversation:
    """Everybody's lines in a drawn order, none twice before all were said. One in twelve begins
    before the one ahead has ended, and one in fifteen is a short word under another's."""
    rng = np.random.default_rng([seed, len(people)])
    length = int(seconds * RATE)
    tracks = np.zeros((len(people), length), np.float32)
    waiting: list[list[int]] = [[] for _ in people]
    said: list[Span] = []
    at, who = RATE // 2, 0
    while True:
        lines = lines_of(people[who].voice, people[who].pitch)
        if not waiting[who]:
            waiting[who] = rng.permutation(len(lines)).tolist()
        line = lines[waiting[who].pop()]
        if at + len(line) > length - RATE // 2:
            break
        tracks[who, at : at + len(line)] += line * 10 ** (rng.normal(0, 1.0) / 20)
        said.append(Span(str(who), at / RATE, (at + len(line)) / RATE))
        if len(line) > 3 * RATE and rng.random() < 1 / 15:
            _backchannel(people, who, at + len(line) // 2, tracks, said, rng)
        gap = int(np.clip(rng.lognormal(np.log(0.35), 0.6), 0.08, 1.6) * RATE)
        early = int(rng.uniform(0.2, 0.7) * RATE) if rng.random() < 1 / 12 else 0
        at += max(len(line) - early, 0) if early else len(line) + gap
        who = _next(people, who, rng)
    room = Room(RT60_S, NOISE_DB, SEATS[: len(people)])
    return Conversation(microphone(tracks, room, rng)[:, 0], tuple(said))


def behind(front: Conversation, sound: Samples, level_db: float) -> Conversation:
    """With something else in the room, so much below the loudest person; it is nobody's talk."""
    back = np.resize(sound, len(front.samples))
    level = speech_level(front.samples) / max(speech_level(back), 1e-6) * 10 ** (level_db / 20)
    return replace(front, samples=np.asarray(front.samples + back * level, np.float32))


def _next(people: Sequence[Person], who: int, rng: np.random.Generator) -> int:
    shares = np.array([0.0 if k == who else person.share for k, person in enumerate(people)])
    return int(rng.choice(len(people), p=shares / shares.sum())) if len(people) > 1 else 0


def _backchannel(
    people: Sequence[Person],
    who: int,
    at: int,
    tracks: Samples,
    said: list[Span],
    rng: np.random.Generator,
) -> None:
    other = _next(people, who, rng)
    short = [
        line
        for line in lines_of(people[other].voice, people[other].pitch)
        if len(line) < BACKCHANNEL_S * RATE
    ]
    if other != who and short:
        line = short[int(rng.integers(len(short)))]
        tracks[other, at : at + len(line)] += line
        said.append(Span(str(other), at / RATE, (at + len(line)) / RATE))
