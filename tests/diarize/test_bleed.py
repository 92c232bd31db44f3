import json
from functools import cache

import numpy as np
import pytest
from bleed import CLEAN, LINES, Leak, Line, connected
from numpy.typing import NDArray

from diarize.bleed import FRAME, BleedGate
from gpu import Samples
from inglenook.client import Track, read_track
from inglenook.demo_session import FOLDER

RATE = 16_000
SECONDS = 16
VOICE = 1e-5
"""Mean square; -50 dBFS."""


@cache
def session() -> NDArray[np.int16]:
    return read_track(FOLDER / "session.opus", split_channels=False).samples[:, 0]


@cache
def conversation(early_s: float = 0.0) -> Track:
    """The bundled session's two voices, each on a channel of its own and silent elsewhere; the
    client begins `early_s` before the clinician has ended."""
    turns = [t for t in json.loads((FOLDER / "ref.json").read_text())["turns"] if not t["overlap"]]
    said = session()
    out = np.zeros((SECONDS * RATE, 2), np.int16)
    at = RATE // 2
    for turn in turns:
        piece = said[round(turn["start"] * RATE) : round(turn["end"] * RATE)]
        channel = int(turn["speaker"] == "client")
        begin = max(at - round(early_s * RATE) * channel, 0)
        if begin + len(piece) > len(out):
            break
        out[begin : begin + len(piece), channel] = piece
        at = begin + len(piece) + RATE // 4
    return Track(out, RATE)


def heard(track: Track, piece: int = RATE) -> Samples:
    """Shape (2, samples)."""
    gate = BleedGate()
    sound = track.samples.T.astype(np.float32) / 32768
    out = [
        np.stack(gate.push(list(sound[:, at : at + piece])))
        for at in range(0, sound.shape[1], piece)
    ]
    return np.concatenate([*out, np.stack(gate.flush())], axis=1)


def powers(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean squares of each channel's frames."""
    whole = sound.shape[1] // FRAME * FRAME
    return np.square(sound[:, :whole]).reshape(2, -1, FRAME).mean(axis=2)


def as_float(track: Track) -> Samples:
    return track.samples.T.astype(np.float32) / 32768


@pytest.mark.parametrize("early_s", [0.0, 1.0])
@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_only_copies_are_silenced(line: Line, early_s: float) -> None:
    clean = conversation(early_s)
    leaky = connected(clean, line)
    own, mixed, out = powers(as_float(clean)), powers(as_float(leaky)), powers(heard(leaky))
    copied = 0
    for channel in range(2):
        speaks = own[channel] > VOICE
        kept = out[channel] > 0.5 * mixed[channel]
        assert np.mean(kept[speaks]) > 0.99
        near = np.convolve(speaks, np.ones(25), "same") > 0
        copies = (mixed[channel] > VOICE) & (own[channel] < 1e-3 * mixed[channel]) & ~near
        copied += int(copies.sum())
        assert np.sum(kept & copies) <= 0.04 * np.sum(copies)
    assert bool(copied) == bool(line.leaks)


def test_silence_beside_a_voice_is_not_filled_and_nothing_is_lost() -> None:
    clean = conversation()
    assert np.array_equal(heard(clean), as_float(connected(clean, CLEAN)))


def test_a_faint_answer_under_a_loud_echo_stays() -> None:
    samples = conversation().samples.copy()
    clean = powers(as_float(Track(samples, RATE)))
    half_a_second = np.ones(RATE // 2 // FRAME)
    asked = np.convolve(clean[0] > VOICE, half_a_second, "valid") > 0.7 * len(half_a_second)
    alone = np.convolve(clean[1] > 0, half_a_second, "valid") == 0
    learned = 5 * RATE // FRAME
    at = (int(np.argmax((asked & alone)[learned:])) + learned) * FRAME
    voice = samples[:, 1]
    loudest = int(
        np.argmax(np.convolve(np.square(voice.astype(float)), np.ones(RATE // 2), "valid"))
    )
    samples[at : at + RATE // 2, 1] = voice[loudest : loudest + RATE // 2] // 4
    answered = Track(samples, RATE)
    leaky = connected(answered, Line("echo", (Leak(0, -15, 150, 0.3, 5, (200, 6_000)),)))
    there = slice(at // FRAME + 1, (at + RATE // 2) // FRAME)
    spoken = powers(as_float(answered))[1][there] > VOICE
    assert np.sum(spoken) >= 8
    kept = powers(heard(leaky))[1][there] > 0.5 * powers(as_float(leaky))[1][there]
    assert np.all(kept[spoken])


def test_one_recording_on_both_channels_is_heard_on_the_first() -> None:
    both = conversation().samples.sum(axis=1, dtype=np.int16)
    same = Track(np.stack([both, both], axis=1), RATE)
    before, after = powers(as_float(same)), powers(heard(same))
    voiced = before[0] > VOICE
    late = voiced & (np.arange(len(voiced)) > 3 * RATE // FRAME)
    assert np.mean(after[0][voiced] > 0.5 * before[0][voiced]) > 0.99
    assert np.mean(after[1][late] > 0.5 * before[1][late]) < 0.05


def test_of_two_that_share_a_room_the_nearer_is_heard() -> None:
    voice = conversation().samples[:, 0]
    far = np.concatenate([np.zeros(48, np.int16), voice[:-48] // 4])
    out = powers(heard(Track(np.stack([far, voice], axis=1), RATE)))
    before = powers(as_float(Track(np.stack([far, voice], axis=1), RATE)))
    voiced = before[1] > VOICE
    assert np.mean(out[1][voiced] > 0.5 * before[1][voiced]) > 0.99
    late = voiced & (np.arange(len(voiced)) > 3 * RATE // FRAME)
    assert np.mean(out[0][late] > 0.5 * before[0][late]) < 0.05


@pytest.mark.parametrize("piece", [160, 1_000, 7_777])
def test_what_comes_out_does_not_depend_on_the_pieces(piece: int) -> None:
    leaky = connected(conversation(), LINES[-1])
    short = Track(leaky.samples[: 5 * RATE + 123], RATE)
    out = heard(short, piece)
    assert out.shape == (2, 5 * RATE + 123)
    assert np.array_equal(out, heard(short, 5 * RATE))


@pytest.mark.parametrize("length", [0, 1, FRAME, 4 * FRAME, 5 * FRAME + 1])
def test_short_audio_comes_out_whole(length: int) -> None:
    said = np.random.default_rng(5).integers(-999, 999, (length, 2)).astype(np.int16)
    out = heard(Track(said, RATE), FRAME)
    assert out.shape == (2, length)
    assert np.array_equal(out, as_float(Track(said, RATE)))
