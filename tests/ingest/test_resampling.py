"""Audio as the models hear it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import AudioChunk
from ingest.resampling import ModelAudio


def resampled(samples: np.ndarray, rate: int, cuts: list[int]) -> list[np.ndarray]:
    audio = ModelAudio(rate, samples.shape[1])
    parts: list[list[np.ndarray]] = []
    start = 0
    for part in np.split(samples, sorted(cuts)):
        parts.append(audio.push(AudioChunk(start, part, rate)))
        start += len(part)
    parts.append(audio.flush())
    return [np.concatenate(channel) for channel in zip(*parts, strict=True)]


@settings(max_examples=25, deadline=None)
@given(
    rate=st.sampled_from([8000, 11_025, 16_000, 22_050, 44_100, 48_000]),
    channels=st.integers(1, 2),
    frames=st.integers(0, 6000),
    data=st.data(),
)
def test_cuts_do_not_matter(rate: int, channels: int, frames: int, data: st.DataObject) -> None:
    samples = np.random.default_rng(frames).integers(-32768, 32767, (frames, channels), np.int16)
    cuts = data.draw(st.lists(st.integers(0, frames), max_size=12))
    whole = resampled(samples, rate, [])
    for one, other in zip(whole, resampled(samples, rate, cuts), strict=True):
        assert one.dtype == np.float32
        assert np.array_equal(one, other)


@pytest.mark.parametrize("rate", [8000, 16_000, 22_050, 44_100, 48_000])
def test_a_tone_keeps_its_place_and_its_channel(rate: int) -> None:
    time = np.arange(rate * 2) / rate
    tone = (np.sin(2 * np.pi * 440 * time) * 16_384).astype(np.int16)
    left, right = resampled(np.stack([tone, 0 * tone], axis=1), rate, [])
    expected = np.sin(2 * np.pi * 440 * np.arange(32_000) / 16_000) / 2
    assert len(left) == len(right) == 32_000
    assert np.abs(left - expected)[200:-200].max() < 0.01
    assert not right.any()
