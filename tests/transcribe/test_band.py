import numpy as np
from scipy.signal import butter, sosfilt

from transcribe.band import BandWidener

BLOCK = 4_096


def blocks(samples):
    return samples[: len(samples) // BLOCK * BLOCK].reshape(-1, BLOCK)


def above_4_khz(samples):
    energy = np.abs(np.fft.rfft(samples)) ** 2
    return energy[len(energy) // 2 :].sum() / energy.sum()


def noise():
    return (np.random.default_rng(5).standard_normal(32_000) * 0.05).astype(np.float32)


def test_wide_sound_passes_as_it_is():
    widen = BandWidener()
    for block in blocks(noise()):
        assert widen(block) is block


def test_telephone_sound_is_mirrored_above_its_band():
    widen = BandWidener()
    band = butter(8, (300, 3_400), "band", fs=16_000, output="sos")
    for block in blocks(sosfilt(band, noise()).astype(np.float32)):
        assert above_4_khz(block) < 1e-3
        assert above_4_khz(widen(block)) > 1e-2
        assert np.abs(widen(block)).max() < 1.2 * np.abs(block).max()


def test_quiet_wide_moments_of_a_wide_channel_stay():
    widen = BandWidener()
    widen(blocks(noise())[0])
    humming = (0.1 * np.sin(np.arange(BLOCK) / 10)).astype(np.float32)
    assert widen(humming) is humming
