"""What was learned for one task, as a small addition to weights that know the language.

Each matrix of the encoder gets the product of two thin ones added (low-rank adaptation, Hu et al.,
ICLR 2022): few numbers, and the language model's own file stays as it came.
"""

from collections.abc import Iterator

from torch import Tensor

from summarize.meaning.encoder import LAYERS, Weights

RANK = 16
_ADAPTED = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


def adapted_names() -> Iterator[str]:
    """Of the matrices that an adapter adds to."""
    for layer in range(LAYERS):
        for part in _ADAPTED:
            yield f"encoder.layer.{layer}.{part}.weight"


def adapted(base: Weights, adapter: Weights) -> dict[str, Tensor]:
    """The base weights, with `NAME.up` (out, rank) times `NAME.down` (rank, in) added to NAME."""
    weights = dict(base)
    for name in adapted_names():
        weights[name] = base[name] + adapter[f"{name}.up"] @ adapter[f"{name}.down"]
    return weights
