"""The model on its device: batches of windows in, seconds out."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import ctranslate2
import numpy as np
from capacity.geometry import FRAMES_PER_S, Geometry
from capacity.load import Piece
from capacity.random_model import vocabulary
from capacity.spectra import Spectra

Encoded = ctranslate2.StorageView


class Device:
    """One Whisper model on one device; each call returns when the device has finished.

    CTranslate2 waits for the device at the end of `encode`, and hands out tokens and alignments
    only when they are there, so the wall clock around a call is the device's time and the
    host's share of it.
    """

    def __init__(
        self,
        geometry: Geometry,
        folder: Path,
        *,
        device: str,
        compute_type: str,
        threads: int = 1,
        workers: int = 1,
        spectra: Spectra | None = None,
    ) -> None:
        """`spectra`: `serve` computes them for each batch; None serves with noise drawn before."""
        self.geometry = geometry
        self._model = ctranslate2.models.Whisper(
            str(folder),
            device=device,
            compute_type=compute_type,
            intra_threads=threads,
            inter_threads=workers,
        )
        self.workers = workers
        self._spectra = spectra
        self.compute_type = self._model.compute_type
        tokens = {token: number for number, token in enumerate(vocabulary(geometry.vocabulary))}
        self._end = tokens["<|endoftext|>"]
        self._start = [tokens[t] for t in ("<|startoftranscript|>", "<|en|>", "<|transcribe|>")]
        self._untimed = [*self._start, tokens["<|notimestamps|>"]]
        self._noise: dict[int, np.ndarray] = {}

    def features(self, batch: int, window_s: int) -> np.ndarray:
        """Noise of the shape of log-mel spectra: (batch, mel bins, frames); drawn once."""
        drawn = self._noise.get(window_s)
        if drawn is None or len(drawn) < batch:
            shape = (batch, self.geometry.mel_bins, window_s * FRAMES_PER_S)
            drawn = np.random.default_rng(1).standard_normal(shape, dtype=np.float32)
            self._noise[window_s] = drawn
        return drawn[:batch]

    def encode(self, features: np.ndarray) -> Encoded:
        return self._model.encode(Encoded.from_array(features))

    def decode(self, encoded: Encoded, beam: int, tokens: int) -> list[list[int]]:
        """Exactly `tokens` tokens for each window of the batch: the end is never chosen."""
        prompt = self._untimed
        batch = encoded.shape[0]
        results = self._model.generate(
            encoded,
            [prompt] * batch,
            beam_size=beam,
            max_length=max(2 * tokens, tokens + len(prompt) - 1),
            suppress_tokens=[self._end],
            suppress_blank=False,
            return_scores=True,
            return_no_speech_prob=True,
        )
        return [result.sequences_ids[0] for result in results]

    def align(self, encoded: Encoded, said: list[list[int]]) -> None:
        """Word times of `said`, as the final decode asks for them."""
        frames = encoded.shape[1] * 2
        self._model.align(encoded, self._start, said, [frames] * len(said))

    def serve(self, batch: Sequence[Piece]) -> None:
        """What the recognizer does with a batch: spectra, encode, decode as long as the longest
        piece, and word times for finals."""
        features = self._spectra or self.features
        encoded = self.encode(features(len(batch), batch[0].window_s))
        said = self.decode(encoded, batch[0].beam, max(piece.tokens for piece in batch))
        if batch[0].final:
            self.align(encoded, said)


def seconds(work: Callable[[], object], repeats: int, workers: int = 1) -> float:
    """The median of `repeats` calls after one that is not counted, by each of `workers` threads
    at once: what a call takes while all are busy."""

    def timed(_: int) -> list[float]:
        work()
        taken = []
        for _ in range(repeats):
            began = time.perf_counter()
            work()
            taken.append(time.perf_counter() - began)
        return taken

    with ThreadPoolExecutor(workers) as pool:
        return float(
            np.median([taken for each in pool.map(timed, range(workers)) for taken in each])
        )
