"""Requests to tokens; needs no weights."""

import numpy as np

from gpu.asking import task_of
from gpu.audio import MODEL_RATE_HZ
from gpu.worker import DecodeRequest, Known, Priority


class Words:
    """A tokenizer that has one token for every word."""

    sot_prev, no_timestamps, timestamp_begin = 7, 8, 10
    sot_sequence = (6,)

    def encode(self, text):
        return [1] * len(text.split())


def test_whatever_is_known_the_decoder_has_places_left():
    endless = "and " * 400
    request = DecodeRequest(
        np.zeros(30 * MODEL_RATE_HZ, np.float32),
        Priority.FINAL,
        known=(Known(endless, 0, 1_000),),
        prompt=endless,
        guess=endless,
    )
    task = task_of(Words(), request)
    assert len(task.prompt) + len(task.known) + task.room <= 440
    assert task.room >= 80
    assert len(task.guess) <= task.room
