import numpy as np
import pytest

from inglenook.demo_session.room import CONSULTING_ROOM, PEAK, bridge, echo, microphone
from inglenook.demo_session.speech import RATE, at_level, speech_level, trimmed


def bursts(pause_first: bool) -> np.ndarray:
    """A second of noise before or after a second of silence."""
    noise = np.random.default_rng(5).standard_normal(RATE).astype(np.float32) * 0.05
    silence = np.zeros(RATE, np.float32)
    return np.concatenate([silence, noise] if pause_first else [noise, silence])


def test_the_level_of_speech_ignores_pauses() -> None:
    noise = bursts(pause_first=True)
    assert speech_level(noise) == pytest.approx(speech_level(noise[RATE:]), rel=0.01)
    assert 20 * np.log10(speech_level(at_level(noise, -24.0))) == pytest.approx(-24.0, abs=0.01)


def test_silence_around_speech_is_cut() -> None:
    assert len(trimmed(bursts(pause_first=True))) == pytest.approx(RATE, abs=RATE // 20)


def test_the_far_seat_is_fainter_at_the_microphone() -> None:
    tracks = np.stack([bursts(pause_first=False), bursts(pause_first=True)])
    mixed = microphone(tracks, CONSULTING_ROOM, np.random.default_rng(1))[:, 0]
    near, far = speech_level(mixed[:RATE]), speech_level(mixed[-RATE // 2 :])
    difference_db = 20 * np.log10(far / near)
    assert difference_db == pytest.approx(CONSULTING_ROOM.seats[1].level_db, abs=1.5)


def test_an_echo_has_fallen_by_sixty_decibels_after_its_time() -> None:
    seat = CONSULTING_ROOM.seats[0]
    response = np.square(echo(seat, 0.3, np.random.default_rng(2)).astype(np.float64))
    early = response[int(0.01 * RATE) : int(0.03 * RATE)].mean()
    late = response[int(0.31 * RATE) : int(0.33 * RATE)].mean()
    assert 10 * np.log10(early / late) == pytest.approx(60, abs=6)


def test_nothing_clips() -> None:
    assert np.abs(bridge(np.full((2, 10), 3.0, np.float32))).max() == pytest.approx(PEAK)
