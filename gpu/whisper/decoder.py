"""Whisper's decoder: what it makes of tokens, looking at encoded windows.

Architecture: Radford et al., Robust Speech Recognition via Large-Scale Weak Supervision (2022).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as nn
from torch import Tensor

from gpu.whisper.linear import Linear, linear
from gpu.whisper.memory import Memory, Trunk

Head = tuple[int, int]
"""Layer and head."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Encoded windows as the decoder looks at them: for each layer keys and values of shape
    (windows, heads, frames, width of a head)."""

    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]

    @property
    def windows(self) -> int:
        return len(self.keys[0])

    def of(self, windows: Tensor) -> "Sound":
        """Some of the windows, by number."""
        return Sound(
            tuple(key.index_select(0, windows) for key in self.keys),
            tuple(value.index_select(0, windows) for value in self.values),
        )


@dataclass(frozen=True, slots=True)
class _Norm:
    gamma: Tensor
    beta: Tensor

    def __call__(self, x: Tensor) -> Tensor:
        return nn.layer_norm(x, self.gamma.shape, self.gamma, self.beta)


@dataclass(frozen=True, slots=True)
class _Layer:
    norm: _Norm
    query_key_value: Linear
    out: Linear
    look_norm: _Norm
    look_query: Linear
    look_key_value: Linear
    look_out: Linear
    feed_norm: _Norm
    feed_wide: Linear
    feed_narrow: Linear


class Decoder:
    """The weights and what they compute. Keeps nothing between calls; threads may share it."""

    def __init__(
        self, variables: Mapping[str, Tensor], *, device: torch.device, kind: torch.dtype
    ) -> None:
        """`variables`: as `read_checkpoint` gives them."""
        weights = {
            name.removeprefix("decoder/"): value.to(device, kind)
            for name, value in variables.items()
            if name.startswith("decoder/") and value.is_floating_point()
        }
        self._heads = int(variables["decoder/num_heads"])
        count = sum(name.endswith("/self_attention/linear_0/weight") for name in weights)
        self._layers = [_layer(weights, f"layer_{number}") for number in range(count)]
        self._norm = _norm(weights, "layer_norm")
        self._embeddings = weights["embeddings/weight"]
        self._positions = weights["position_encodings/encodings"]
        self._project = linear(weights["projection/weight"])

    @property
    def longest(self) -> int:
        """Tokens that a row may hold."""
        return len(self._positions)

    @property
    def device(self) -> torch.device:
        return self._embeddings.device

    def listen(self, encoded: Tensor) -> Sound:
        """What the encoder made of windows, shape (windows, frames, width)."""
        encoded = encoded.to(self._embeddings)
        both = [layer.look_key_value(encoded).chunk(2, -1) for layer in self._layers]
        return Sound(
            tuple(self._split(key).contiguous() for key, _ in both),
            tuple(self._split(value).contiguous() for _, value in both),
        )

    def memory(self, rows: int, columns: int) -> Trunk:
        """For so many rows and so many tokens, gaps included."""
        width = self._embeddings.shape[-1] // self._heads
        shape = (len(self._layers), rows, self._heads, columns, width)
        return Trunk(self._embeddings.new_zeros((2, *shape)))

    def read(
        self,
        tokens: Tensor,
        there: Tensor,
        memory: Memory,
        sound: Sound,
        attention: dict[Head, Tensor] | None = None,
    ) -> Tensor:
        """Read the next tokens of each row: shape (rows, tokens, width) comes out.

        `tokens`, `there`: (rows, tokens); where not `there` is a gap. A window has as many rows
        as any other, and they are neighbours. Into `attention` goes for
        each head that is a key how tokens look at frames, before the softmax: (rows, tokens,
        frames).
        """
        places = memory.begin(there)
        x = self._embeddings[tokens] + self._positions[places]
        for number, layer in enumerate(self._layers):
            x = x + self._remember(layer, number, x, memory)
            x = x + self._look(layer, number, x, sound, attention)
            x = x + layer.feed_narrow(nn.gelu(layer.feed_wide(layer.feed_norm(x))))
        memory.end()
        return self._norm(x)

    def scores(self, x: Tensor, *, fine: bool = True) -> Tensor:
        """Of each token to come next: (…, width) to (…, vocabulary), float32. Where the decoder
        hesitates they differ by little, so they are read finely unless it is to be cheap."""
        return self._project(x, fine=fine).float()

    def _remember(self, layer: _Layer, number: int, x: Tensor, memory: Memory) -> Tensor:
        query, key, value = (
            self._split(part) for part in layer.query_key_value(layer.norm(x)).chunk(3, -1)
        )
        return layer.out(_joined(memory.attend(number, query, key, value)))

    def _look(
        self,
        layer: _Layer,
        number: int,
        x: Tensor,
        sound: Sound,
        attention: dict[Head, Tensor] | None,
    ) -> Tensor:
        keys, values = sound.keys[number], sound.values[number]
        together = layer.look_query(layer.look_norm(x)).reshape(sound.windows, -1, x.shape[-1])
        query = self._split(together)
        scores = query @ keys.transpose(2, 3) * query.shape[-1] ** -0.5
        if attention is not None:
            attention.update({at: scores[:, at[1]] for at in attention if at[0] == number})
        return layer.look_out(_joined(scores.softmax(-1) @ values).reshape(x.shape))

    def _split(self, x: Tensor) -> Tensor:
        """(rows, tokens, width) to (rows, heads, tokens, width of a head)."""
        return x.view(*x.shape[:-1], self._heads, -1).transpose(1, 2)


def _joined(x: Tensor) -> Tensor:
    return x.transpose(1, 2).flatten(2)


def _norm(weights: Mapping[str, Tensor], name: str) -> _Norm:
    return _Norm(weights[f"{name}/gamma"], weights[f"{name}/beta"])


def _layer(weights: Mapping[str, Tensor], name: str) -> _Layer:
    def of(part: str) -> Linear:
        return linear(weights[f"{name}/{part}/weight"], weights[f"{name}/{part}/bias"])

    return _Layer(
        norm=_norm(weights, f"{name}/self_attention/layer_norm"),
        query_key_value=of("self_attention/linear_0"),
        out=of("self_attention/linear_1"),
        look_norm=_norm(weights, f"{name}/attention/layer_norm"),
        look_query=of("attention/linear_0"),
        look_key_value=of("attention/linear_1"),
        look_out=of("attention/linear_2"),
        feed_norm=_norm(weights, f"{name}/ffn/layer_norm"),
        feed_wide=of("ffn/linear_0"),
        feed_narrow=of("ffn/linear_1"),
    )
