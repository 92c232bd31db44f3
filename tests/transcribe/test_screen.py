import numpy as np

from transcribe.screen import Screen
from transcribe.speech import BLOCK_SAMPLES


def test_digital_silence_does_not_pass():
    screen = Screen()
    assert not any(screen.passes(np.zeros(BLOCK_SAMPLES, np.float32)) for _ in range(8))


def test_a_voice_passes(speech):
    screen = Screen()
    assert screen.passes(speech(0.256))


def test_samples_at_the_limit_do_not_wrap():
    screen = Screen()
    screen.passes(np.ones(BLOCK_SAMPLES, np.float32))
    screen.passes(-np.ones(BLOCK_SAMPLES, np.float32))
