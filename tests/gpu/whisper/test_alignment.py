import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from small_whisper import ALPHABET

from gpu.whisper.alignment import _first_frames, begins_of_tokens


def by_hand(cost):
    tokens, frames = cost.shape
    reach = np.full((tokens + 1, frames + 1), np.inf)
    reach[0, 0] = 0
    for t in range(1, tokens + 1):
        for f in range(1, frames + 1):
            reach[t, f] = cost[t - 1, f - 1] + min(
                reach[t - 1, f - 1], reach[t - 1, f], reach[t, f - 1]
            )
    return reach[tokens, frames]


@given(st.integers(1, 6), st.integers(6, 20), st.integers(0, 1000))
def test_the_way_is_the_cheapest(tokens, frames, seed):
    cost = np.random.default_rng(seed).normal(size=(tokens, frames))
    first = _first_frames(cost)
    assert (np.diff(first) >= 0).all()
    # A token ends in the frame before the next one's first, or shares that frame with it.
    total = cost[-1, first[-1] :].sum()
    for token in range(tokens - 1):
        own = cost[token, first[token] : first[token + 1]]
        shared = cost[token, first[token] : first[token + 1] + 1]
        total += min(own.sum(), shared.sum()) if len(own) else shared.sum()
    assert total == pytest.approx(by_hand(cost), abs=1e-9)


def test_tokens_begin_where_the_sound_is():
    cost = np.ones((3, 9))
    cost[0, 0:2] = cost[1, 2:6] = cost[2, 6:9] = -1
    assert _first_frames(cost).tolist() == [0, 2, 6]


def test_a_text_begins_alike_alone_and_beside_longer_ones(decoder, encoded):
    texts = [[5, 6, 7, ALPHABET.end], [9, ALPHABET.end], [4, 4, 8, 9, 10, ALPHABET.end]]
    heads = [(0, 1), (1, 0)]
    with torch.inference_mode():
        together = begins_of_tokens(
            decoder, decoder.listen(encoded[:3]), [[41, 43]] * 3, texts, [12, 8, 10], heads
        )
        for number, (text, frames) in enumerate(zip(texts, (12, 8, 10), strict=True)):
            (alone,) = begins_of_tokens(
                decoder,
                decoder.listen(encoded[number : number + 1]),
                [[41, 43]],
                [text],
                [frames],
                heads,
            )
            assert together[number].tolist() == alone.tolist()
            assert len(alone) == len(text)
            assert alone.max() < frames
