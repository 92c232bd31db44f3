"""A Whisper model of any shape with random weights, in CTranslate2's form.

Random weights cost what trained ones cost; what comes out is noise, so whoever decodes with them
sets the number of tokens. No model hub and no tokenizer are needed.
"""

import shutil
from pathlib import Path

import numpy as np
from capacity.geometry import POSITIONS_PER_S, Geometry
from ctranslate2.specs import WhisperSpec

_MAX_WINDOW_S = 30
_MAX_TOKENS = 448
_TEXT_TOKENS = 50_257
_TIMESTAMPS = 1_501
_TASK_TOKENS = (
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
)
_SCALE = 0.02


def random_model(geometry: Geometry, cache_folder: Path, seed: int = 1) -> Path:
    """The model's folder; made on the first call (turbo: 1.6 GB on disk), found again later."""
    folder = cache_folder / f"random-{geometry.name}"
    if (folder / "model.bin").is_file():
        return folder
    unfinished = folder.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    spec = _spec(geometry, np.random.default_rng(seed))
    spec.register_vocabulary(vocabulary(geometry.vocabulary))
    spec.validate()
    spec.save(str(unfinished))
    unfinished.rename(folder)
    return folder


def vocabulary(size: int) -> list[str]:
    """Whisper's order: text, end, start, languages, tasks, time stamps. The text tokens are
    numbers, since nobody reads them."""
    languages = size - _TEXT_TOKENS - 2 - len(_TASK_TOKENS) - _TIMESTAMPS
    if languages < 1:
        raise ValueError(f"A multilingual Whisper vocabulary has more than {size} tokens.")
    return [
        *(f"t{number}" for number in range(_TEXT_TOKENS)),
        "<|endoftext|>",
        "<|startoftranscript|>",
        "<|en|>",
        *(f"<|l{number}|>" for number in range(1, languages)),
        *_TASK_TOKENS,
        *(f"<|{number * 0.02:.2f}|>" for number in range(_TIMESTAMPS)),
    ]


def _spec(geometry: Geometry, random: np.random.Generator) -> WhisperSpec:
    heads = geometry.heads
    spec = WhisperSpec(geometry.encoder_layers, heads, geometry.decoder_layers, heads)
    filler = _Filler(geometry.width, random)
    positions = _MAX_WINDOW_S * POSITIONS_PER_S
    encoder, decoder = spec.encoder, spec.decoder
    filler.matrix(encoder.conv1, (geometry.width, geometry.mel_bins, 3))
    filler.matrix(encoder.conv2, (geometry.width, geometry.width, 3))
    encoder.position_encodings.encodings = filler.weights((positions, geometry.width))
    filler.norm(encoder.layer_norm)
    for layer in encoder.layer:
        filler.attention(layer.self_attention, own=True)
        filler.feed_forward(layer.ffn)
    decoder.embeddings.weight = filler.weights((geometry.vocabulary, geometry.width))
    decoder.projection.weight = decoder.embeddings.weight
    decoder.position_encodings.encodings = filler.weights((_MAX_TOKENS, geometry.width))
    filler.norm(decoder.layer_norm)
    for layer in decoder.layer:
        filler.attention(layer.self_attention, own=True)
        filler.attention(layer.attention, own=False)
        filler.feed_forward(layer.ffn)
    spec.config.alignment_heads = [
        (layer, head)
        for layer in range(geometry.decoder_layers // 2, geometry.decoder_layers)
        for head in range(3)
    ]
    return spec


class _Filler:
    """Puts random numbers where a converter puts trained ones."""

    def __init__(self, width: int, random: np.random.Generator) -> None:
        self._width = width
        self._random = random

    def weights(self, shape: tuple[int, ...]) -> np.ndarray:
        drawn = self._random.standard_normal(shape, dtype=np.float32)
        return (drawn * _SCALE).astype(np.float16)

    def matrix(self, spec: object, shape: tuple[int, ...]) -> None:
        spec.weight = self.weights(shape)
        spec.bias = np.zeros(shape[0], np.float16)

    def norm(self, spec: object) -> None:
        spec.gamma = np.ones(self._width, np.float16)
        spec.beta = np.zeros(self._width, np.float16)

    def attention(self, spec: object, *, own: bool) -> None:
        d = self._width
        self.norm(spec.layer_norm)
        shapes = [(3 * d, d), (d, d)] if own else [(d, d), (2 * d, d), (d, d)]
        for linear, shape in zip(spec.linear, shapes, strict=True):
            self.matrix(linear, shape)

    def feed_forward(self, spec: object) -> None:
        d = self._width
        self.norm(spec.layer_norm)
        self.matrix(spec.linear_0, (4 * d, d))
        self.matrix(spec.linear_1, (d, 4 * d))
