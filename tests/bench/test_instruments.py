"""The measuring scripts' own reading of what they see; no server, no model."""

from collections import Counter

import numpy as np
import pytest
from errors import HeardWord, deleted_by_speaker, measure_errors
from hypothesis import given
from hypothesis import strategies as st
from material import Recording, telephone, through_mulaw
from screen import State, measure_lateness

from inglenook.benchmark.latency import SaidClock, Word
from inglenook.client import Track
from inglenook.evaluation.reference import Reference, ReferenceTurn

CLOCK = SaidClock([step / 10 for step in range(1, 601)], [step / 10 for step in range(1, 601)])
SPOKEN = [
    Word(token, number / 2, number / 2 + 0.5)
    for number, token in enumerate("we talk about the sleep and the dog".split())  # noqa: SIM905
]


def state(arrived_s: float, committed: str, tail: str = "") -> State:
    return State(arrived_s, tuple(committed.split()), tuple(tail.split()))


def test_words_are_shown_first_and_final_for_good() -> None:
    lateness = measure_lateness(
        [
            state(1.2, "", "we talk"),
            state(2.0, "we talk", "about a"),
            state(3.0, "we talk about a", "sleep"),
            state(4.0, "we talk about the sleep", "and the dog"),
            state(6.0, "we talk about the sleep and the dog"),
        ],
        SPOKEN,
        CLOCK,
    )
    shown = [late and round(late.late_s, 3) for late in lateness.shown]
    final = [late and round(late.late_s, 3) for late in lateness.final]
    assert shown == [0.7, 0.2, 0.5, 2.0, 1.5, 1.0, 0.5, 0.0]
    assert final == [1.5, 1.0, 1.5, 2.0, 1.5, 3.0, 2.5, 2.0]


def test_words_that_never_come_are_none() -> None:
    lateness = measure_lateness([state(9.0, "we talk about the")], SPOKEN, CLOCK)
    assert [late is None for late in lateness.final] == [False] * 4 + [True] * 4
    assert measure_lateness([], SPOKEN, CLOCK).shown == (None,) * len(SPOKEN)


def turn(speaker: str, text: str, start: float) -> ReferenceTurn:
    return ReferenceTurn(speaker=speaker, text=text, start=start, end=start + 1)


REFERENCE = Reference(
    turns=(turn("clinician", "How are you, um, today?", 0.0), turn("client", "Rather tired.", 1.0))
)


def recording(channels: int) -> Recording:
    track = Track(np.zeros((16000, channels), np.int16), 16000)
    return Recording("a session", track, REFERENCE)


@pytest.mark.parametrize("channels", [1, 2])
def test_lost_words_are_counted_for_whoever_said_them(channels: int) -> None:
    heard = [
        HeardWord(text, float(number), channel if channels == 2 else 0)
        for number, (text, channel) in enumerate(
            [("How", 0), ("are", 0), ("you", 0), ("today?", 0), ("tired.", 1)]
        )
    ]
    errors = measure_errors(recording(channels), heard)
    assert errors.deleted == {"clinician": 0, "client": 1}
    assert (errors.by_channel.count, errors.by_channel.total) == (1, 6)


def test_a_speaker_with_nothing_heard_loses_everything() -> None:
    assert deleted_by_speaker([("a", "one two"), ("b", "three")], "one two") == Counter(b=1)


@given(st.lists(st.floats(-40_000, 40_000), min_size=1, max_size=50))
def test_mulaw_keeps_samples_within_its_steps(values: list[float]) -> None:
    samples = np.array(values)
    heard = through_mulaw(samples)
    clipped = np.clip(samples, -32_124, 32_124)
    assert np.all(np.abs(heard - clipped) <= np.maximum(4, np.abs(clipped) / 30 + 4))


def test_a_telephone_keeps_the_voice_band_alone() -> None:
    seconds = np.arange(16_000) / 16_000
    tones = [np.sin(2 * np.pi * hz * seconds) for hz in (60, 1000)]
    line = telephone(Track((8_000 * np.stack(tones, 1)).astype(np.int16), 16_000))
    assert line.sample_rate == 8_000
    assert line.samples.shape == (8_000, 2)
    hum, voice = np.std(line.samples[1_000:].astype(float), axis=0)
    assert voice > 5_000
    assert hum < 0.02 * voice
