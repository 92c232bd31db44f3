"""BERT as all-MiniLM-L6-v2 uses it: six layers that read every word in the light of the others.

Written out so that no library for training language models has to be installed to run one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import torch
from torch import Tensor
from torch.nn import functional

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Weights: TypeAlias = Mapping[str, Tensor]
"""By the names that all-MiniLM-L6-v2 gives them; matrices are (out, in)."""

LAYERS = 6
HEADS = 12
LONGEST = 96
"""Word pieces of a text that are read, the question's included; what is longer is cut."""
_EPSILON = 1e-12
_NEVER = -1e9
_EMBEDDED = "embeddings.{}_embeddings.weight"


@dataclass(frozen=True, slots=True)
class Pieces:
    """Texts as numbers of word pieces, filled up to the longest of them."""

    ids: Tensor
    """(text, piece), int64."""
    present: Tensor
    """(text, piece): 1.0 for a piece, 0.0 for filling."""


def pieces_of(texts: Sequence[str], before: Sequence[str], tokenizer: "Tokenizer") -> Pieces:
    """`before` is what was said just before each text; empty for nothing."""
    pairs = [(led, text) if led else text for led, text in zip(before, texts, strict=True)]
    rows = [encoded.ids for encoded in tokenizer.encode_batch(pairs)]
    longest = max(map(len, rows))
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
    present = torch.tensor([[1.0] * len(row) + [0.0] * (longest - len(row)) for row in rows])
    return Pieces(ids, present)


def meaning(pieces: Pieces, weights: Weights) -> Tensor:
    """(text, 384): the mean over a text's pieces of what the last layer makes of them."""
    positions = torch.arange(pieces.ids.shape[1])
    state = (
        weights[_EMBEDDED.format("word")][pieces.ids]
        + weights[_EMBEDDED.format("position")][positions]
        + weights[_EMBEDDED.format("token_type")][0]
    )
    state = _normed(state, "embeddings.LayerNorm", weights)
    hidden = (1 - pieces.present)[:, None, None, :] * _NEVER
    for layer in range(LAYERS):
        state = _read(state, hidden, f"encoder.layer.{layer}", weights)
    present = pieces.present[..., None]
    return (state * present).sum(1) / present.sum(1)


def _read(state: Tensor, hidden: Tensor, layer: str, weights: Weights) -> Tensor:
    texts, pieces, width = state.shape
    query, key, value = (
        _linear(state, f"{layer}.attention.self.{part}", weights)
        .view(texts, pieces, HEADS, -1)
        .transpose(1, 2)
        for part in ("query", "key", "value")
    )
    seen = functional.scaled_dot_product_attention(
        query, key, value, attn_mask=hidden.expand(-1, HEADS, pieces, -1)
    )
    seen = seen.transpose(1, 2).reshape(texts, pieces, width)
    attended = _linear(seen, f"{layer}.attention.output.dense", weights)
    state = _normed(state + attended, f"{layer}.attention.output.LayerNorm", weights)
    between = functional.gelu(_linear(state, f"{layer}.intermediate.dense", weights))
    thought = _linear(between, f"{layer}.output.dense", weights)
    return _normed(state + thought, f"{layer}.output.LayerNorm", weights)


def _linear(state: Tensor, name: str, weights: Weights) -> Tensor:
    return functional.linear(state, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _normed(state: Tensor, name: str, weights: Weights) -> Tensor:
    return functional.layer_norm(
        state, state.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"], _EPSILON
    )
