"""pyannote's own diarization pipeline on the packaged weights: segmentation-3.0 and CAM++."""

import time
import warnings

import numpy as np
import torch
from numpy.typing import NDArray

from gpu import MODEL_RATE_HZ, Samples
from gpu.embedding import EMBEDDING_SIZE, Embedder
from gpu.segmentation import Segmenter
from gpu.weights import EMBEDDING, SEGMENTATION
from inglenook.evaluation.speech import Span

PARAMETERS = {
    "segmentation": {"min_duration_off": 0.0},
    "clustering": {"method": "centroid", "min_cluster_size": 12, "threshold": 0.7045654963945799},
}
"""As published with speaker-diarization-3.1, the last of pyannote's that clusters so."""


class MaskedEmbedder:
    """CAM++ in the form in which the pipeline asks for voices."""

    metric = "cosine"
    sample_rate = MODEL_RATE_HZ
    dimension = EMBEDDING_SIZE
    min_num_samples = MODEL_RATE_HZ // 5

    def __init__(self) -> None:
        self._embedder = Embedder(EMBEDDING.path())

    def __call__(
        self, waveforms: torch.Tensor, masks: torch.Tensor | None = None
    ) -> NDArray[np.float32]:
        """`waveforms`: (batch, 1, samples); `masks`: (batch, frames), 1 where the voice is."""
        vectors = np.full((len(waveforms), EMBEDDING_SIZE), np.nan, dtype=np.float32)
        for row, waveform in enumerate(waveforms):
            samples = waveform[0].numpy()
            if masks is not None:
                places = np.arange(len(samples)) * masks.shape[1] // len(samples)
                samples = samples[masks[row].numpy()[places] > 0.5]
            if len(samples) >= self.min_num_samples:
                vectors[row] = self._embedder(samples)
        return vectors


class PyannotePipeline:
    """Windows each second, agglomerative clustering, speakers counted by it."""

    def __init__(self) -> None:
        Segmenter(SEGMENTATION.path())  # the import's precautions, and telemetry off
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pyannote.audio import Audio, Model
            from pyannote.audio.core.plda import PLDA
            from pyannote.audio.pipelines import SpeakerDiarization
            from pyannote.audio.pipelines.clustering import (
                AgglomerativeClustering,
            )

            # Built for a known clustering, which needs no embedding from the hub; both are set
            # afterwards. The calibration (PLDA) serves the other clustering only.
            pipeline = SpeakerDiarization(
                segmentation=Model.from_pretrained(SEGMENTATION.path()),
                clustering="OracleClustering",
                plda=PLDA.__new__(PLDA),
            )
        pipeline._embedding = MaskedEmbedder()
        pipeline._audio = Audio(sample_rate=MODEL_RATE_HZ, mono="downmix")
        pipeline.klustering = "AgglomerativeClustering"
        pipeline.clustering = AgglomerativeClustering(metric="cosine")
        pipeline._expects_num_speakers = False
        self._pipeline = pipeline.instantiate(PARAMETERS)

    def __call__(self, samples: Samples) -> tuple[list[Span], float]:
        """Who spoke when, and the CPU-seconds that it took."""
        torch.set_num_threads(1)
        began = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            told = self._pipeline(
                {"waveform": torch.from_numpy(samples)[None], "sample_rate": MODEL_RATE_HZ}
            ).speaker_diarization
        cpu_s = time.process_time() - began
        return [Span(who, s.start, s.end) for s, _, who in told.itertracks(yield_label=True)], cpu_s
