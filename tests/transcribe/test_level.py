import numpy as np

from transcribe.level import Leveller
from transcribe.speech import BLOCK_SAMPLES


def noise(rms, blocks, seed=1):
    return (np.random.default_rng(seed).standard_normal(BLOCK_SAMPLES * blocks) * rms).astype(
        np.float32
    )


def levelled(samples):
    leveller = Leveller()
    blocks = [leveller(block) for block in samples.reshape(-1, BLOCK_SAMPLES)]
    return [float(np.sqrt(np.mean(block**2))) for block in blocks]


def test_a_quiet_speaker_after_a_loud_one_is_soon_as_loud():
    room, near, far = noise(0.001, 8), noise(0.2, 8), noise(0.02, 8)
    heard = levelled(np.concatenate([room, near, far]))
    assert 0.08 < heard[15] < 0.11
    assert 0.08 < heard[23] < 0.11


def test_room_noise_is_not_made_into_speech():
    heard = levelled(noise(0.01, 40))
    assert max(heard[1:]) < 0.04


def test_a_clean_channels_silence_stays_silence():
    assert max(levelled(noise(0.0001, 40))) < 0.01
    assert max(levelled(np.zeros(BLOCK_SAMPLES * 4, np.float32))) == 0


def test_nothing_leaves_the_range():
    leveller = Leveller()
    for block in (noise(0.003, 1), noise(3.0, 1)):
        assert np.abs(leveller(block)).max() <= 1.0
