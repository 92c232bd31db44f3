"""When each token was said, from where the decoder looks while it writes it.

Source: https://github.com/openai/whisper, `timing.py` (find_alignment).
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from gpu.whisper.decoder import Decoder, Head, Sound

_MEDIAN_OF = 7


def begins_of_tokens(
    decoder: Decoder,
    sound: Sound,
    prompts: Sequence[Sequence[int]],
    texts: Sequence[Sequence[int]],
    frames: Sequence[int],
    heads: Sequence[Head],
) -> list[NDArray[np.int64]]:
    """For each window the frame of the encoder at which each token of its text begins, and behind
    them that of its last token, the end: shape (tokens,).

    `prompts`: read before the texts, all of one length; `texts`: without time stamps, the token
    of the end included; `frames`: how many frames of each window hold sound; `heads`: those that
    look at what they write.
    """
    before = len(prompts[0])
    width = before + max(len(text) for text in texts)
    device = decoder.device
    blocks = torch.tensor(
        [
            [*prompt, *text, *[text[-1]] * (width - before - len(text))]
            for prompt, text in zip(prompts, texts, strict=True)
        ],
        device=device,
    )
    lengths = torch.tensor([before + len(text) for text in texts], device=device)
    there = torch.arange(width, device=device) < lengths[:, None]
    attention: dict[Head, Tensor] = {head: torch.empty(0) for head in heads}
    decoder.read(blocks, there, decoder.memory(len(texts), width), sound, attention)
    looks = torch.stack([attention[head] for head in heads], 1).float().cpu().numpy()
    return [
        _begins(looks[window, :, : before + len(text), :count], before, len(text))
        for window, (text, count) in enumerate(zip(texts, frames, strict=True))
    ]


def _begins(looks: NDArray[np.float32], prompt: int, tokens: int) -> NDArray[np.int64]:
    """`looks`: (heads, tokens, frames), before the softmax. The token that predicts another looks
    at its sound, so the last of the prompt belongs to the first of the text."""
    weights = np.exp(looks - looks.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    weights -= weights.mean(1, keepdims=True)
    weights /= weights.std(1, keepdims=True) + 1e-12
    mean = _smoothed(weights).mean(0)[prompt - 1 : prompt - 1 + tokens]
    return _first_frames(-mean.astype(np.float64))


def _smoothed(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """The median over neighbouring frames."""
    half = _MEDIAN_OF // 2
    if weights.shape[-1] <= half:
        return weights
    padded = np.pad(weights, ((0, 0), (0, 0), (half, half)), mode="reflect")
    around = np.lib.stride_tricks.sliding_window_view(padded, _MEDIAN_OF, axis=-1)
    middle: NDArray[np.float32] = np.partition(around, half, axis=-1)[..., half]
    return middle


def _first_frames(cost: NDArray[np.float64]) -> NDArray[np.int64]:
    """The cheapest way through `cost` (tokens, frames) from corner to corner, a step on in tokens,
    in frames or in both at a time: the frame at which it reaches each token."""
    tokens, frames = cost.shape
    reach = np.full((tokens + 1, frames + 1), np.inf)
    reach[0, 0] = 0.0
    for token in range(tokens):
        entered = np.minimum(reach[token, :-1], reach[token, 1:])
        total = np.cumsum(cost[token])
        reach[token + 1, 1:] = total + np.minimum.accumulate(entered - (total - cost[token]))
    first = np.zeros(tokens, np.int64)
    token, frame = tokens, frames
    while token > 0 and frame > 0:
        first[token - 1] = frame - 1
        both, above, before = (
            reach[token - 1, frame - 1],
            reach[token - 1, frame],
            reach[token, frame - 1],
        )
        if both < above and both < before:
            token, frame = token - 1, frame - 1
        elif above < both and above < before:
            token -= 1
        else:
            frame -= 1
    return first
