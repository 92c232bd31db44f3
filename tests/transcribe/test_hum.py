"""A hum is short, voiced, as loud as speech, and alone."""

import numpy as np
import pytest

from transcribe.endpoint import Endpointer, Run
from transcribe.hum import HumSpotter
from transcribe.options import EndpointOptions

RATE = 16_000
FRAME = 512


def voiced(seconds, loudness=0.1, pitch=140):
    time = np.arange(int(seconds * RATE)) / RATE
    return loudness * sum(np.sin(2 * np.pi * pitch * n * time) / n for n in (1, 2, 3))


def quiet(seconds):
    return np.zeros(int(seconds * RATE))


def breath(seconds, loudness=0.1):
    return np.random.default_rng(1).normal(0, loudness, int(seconds * RATE))


def spotted(*pieces, block=8):
    """Of pieces of (sound, speech probability), speech of two seconds before them."""
    pieces = [(voiced(2.0), 0.95), (quiet(1.0), 0.0), *pieces, (quiet(1.0), 0.0)]
    sound = np.concatenate([piece for piece, _ in pieces]).astype(np.float32)
    likely = np.concatenate([np.full(len(piece), p) for piece, p in pieces])[::FRAME]
    sound = sound[: len(likely) // block * block * FRAME]
    spotter = HumSpotter()
    return [
        hum
        for at in range(0, len(sound) // FRAME, block)
        for hum in spotter.push(
            sound[at * FRAME : (at + block) * FRAME], likely[at : at + block].tolist()
        )
    ]


def test_a_hum_is_spotted_where_it_was():
    (hum,) = spotted((voiced(0.5), 0.2))
    assert abs(hum.start * 0.032 - 3.0) < 0.1
    assert abs(hum.end * 0.032 - 3.5) < 0.1


@pytest.mark.parametrize("gap_s", [0.1, 0.4])
def test_both_halves_of_mm_hmm_are_one(gap_s):
    hums = spotted((voiced(0.3), 0.1), (quiet(gap_s), 0.0), (voiced(0.3), 0.1))
    assert len(hums) == (1 if gap_s == 0.1 else 2)


@pytest.mark.parametrize(
    "sound",
    [
        voiced(0.12),
        voiced(2.0),
        voiced(0.5, loudness=0.01),
        voiced(0.5, loudness=0.5),
        breath(0.5),
        quiet(0.5),
    ],
    ids=["too short", "too long", "too quiet", "too loud", "breath", "nothing"],
)
def test_other_sounds_are_none(sound):
    assert not spotted((sound, 0.2))


def test_what_is_spoken_is_none():
    assert not spotted((voiced(0.5), 0.9))
    assert not spotted((voiced(0.3), 0.1), (voiced(0.4), 0.9))


def test_nothing_is_spotted_before_anyone_spoke():
    spotter = HumSpotter()
    sound = np.concatenate([voiced(0.5), quiet(1.0)]).astype(np.float32)
    frames = len(sound) // FRAME
    assert not spotter.push(sound[: frames * FRAME], [0.1] * frames)


def test_the_pieces_do_not_matter():
    hum = (voiced(0.5), 0.2)
    assert spotted(hum, block=8) == spotted(hum, block=1) == spotted(hum, block=16)


def test_a_hum_within_a_stretch_of_speech_is_heard_with_it():
    ears = Endpointer(EndpointOptions())
    ears.push([0.0] * 20)
    alone = ears.hum(Run(5, 15))
    assert alone is not None
    assert alone.hum
    assert (alone.start, alone.end) == (0, 20)
    assert ears.hum(Run(5, 15)) is None
    ears.push([0.9] * 30)
    assert ears.hum(Run(30, 40)) is None
