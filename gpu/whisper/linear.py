"""Matrices of the decoder, in the form the machine reads fastest."""

import warnings
from dataclasses import dataclass
from typing import Any, Protocol

import torch
import torch.nn.functional as nn
from torch import Tensor

_WEIGHT_STEPS = 127
_INPUT_STEPS = 63
_INPUT_ZERO = 64
"""FBGEMM adds pairs of products in 16 bits: with AVX2 they overflow where inputs take 8 bits."""
_PARTS = 2 * _INPUT_STEPS
"""So much finer is the second part of a finely read input."""


class Linear(Protocol):
    def __call__(self, x: Tensor, *, fine: bool = False) -> Tensor:
        """`fine`: where the machine rounds, the input is read in two parts, to 14 bits."""
        ...


@dataclass(frozen=True, slots=True)
class Plain:
    weight: Tensor
    bias: Tensor | None

    def __call__(self, x: Tensor, *, fine: bool = False) -> Tensor:
        return nn.linear(x, self.weight, self.bias)


class EightBit:
    """For a CPU, where a decoding step waits for the weights to come from memory: a quarter of
    the bytes. Each row of the input has a scale of its own, so that what comes out of it does not
    depend on the rows beside it."""

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        scales = (weight.abs().amax(1) / _WEIGHT_STEPS).clamp(min=1e-8)
        zeros = torch.zeros(len(weight), dtype=torch.int64)
        with warnings.catch_warnings():
            # To be removed from a later PyTorch; the version here is pinned.
            warnings.filterwarnings("ignore", message=r"torch\.quantize_per_tensor")
            small = torch.quantize_per_channel(weight, scales, zeros, 0, torch.qint8)
        self._packed: Any = torch.ops.quantized.linear_prepack(small, None)
        self._bias = bias

    def __call__(self, x: Tensor, *, fine: bool = False) -> Tensor:
        largest = x.abs().amax(-1, keepdim=True).clamp(min=1e-9)
        y = self._finely(x / largest) if fine else self._multiplied(x / largest)
        return y * largest if self._bias is None else torch.addcmul(self._bias, y, largest)

    def _finely(self, x: Tensor) -> Tensor:
        first = (x * _INPUT_STEPS).round() / _INPUT_STEPS
        y = self._multiplied(torch.stack([first, (x - first) * _PARTS]))
        return y[0] + y[1] / _PARTS

    def _multiplied(self, x: Tensor) -> Tensor:
        y: Tensor = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(
            x, 1 / _INPUT_STEPS, _INPUT_ZERO, self._packed
        )
        return y


def linear(weight: Tensor, bias: Tensor | None = None) -> Linear:
    """The map whose weights have shape (out, in)."""
    return EightBit(weight, bias) if weight.device.type == "cpu" else Plain(weight, bias)
