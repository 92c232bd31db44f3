"""The model on its device: batches of windows in, seconds out."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import ctranslate2
import numpy as np
import torch
from capacity.geometry import FRAMES_PER_S, Geometry
from capacity.load import Piece
from capacity.random_model import vocabulary
from capacity.spectra import Spectra

from gpu.recognizer import as_tensor
from gpu.whisper.alignment import begins_of_tokens
from gpu.whisper.checkpoint import read_checkpoint
from gpu.whisper.decoder import Decoder
from gpu.whisper.decoding import Task, write
from gpu.whisper.rules import Alphabet

Encoded = ctranslate2.StorageView


class Device:
    """One Whisper model on one device; each call returns when the device has finished.

    CTranslate2 waits for the device at the end of `encode`, and the decoder hands out tokens and
    times only when they are there, so the wall clock around a call is the device's time and the
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
        self._threads = threads
        self._decoder = Decoder(
            read_checkpoint(folder / "model.bin"),
            device=torch.device(device),
            kind=torch.float16 if device == "cuda" else torch.float32,
        )
        later = range(geometry.decoder_layers // 2, geometry.decoder_layers)
        self._heads = [(layer, head) for layer in later for head in range(min(3, geometry.heads))]
        tokens = {token: number for number, token in enumerate(vocabulary(geometry.vocabulary))}
        self._end = tokens["<|endoftext|>"]
        self._start = [tokens[t] for t in ("<|startoftranscript|>", "<|en|>", "<|transcribe|>")]
        self._untimed = [*self._start, tokens["<|notimestamps|>"]]
        self._alphabet = Alphabet(
            begin=self._start[0],
            end=self._end,
            first_stamp=self._untimed[-1] + 1,
            never=tuple(range(self._end, self._untimed[-1] + 1)),
            blank=(),
        )
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
        torch.set_num_threads(self._threads)  # torch counts them for each calling thread
        tasks = [Task(self._untimed, [], [], tokens)] * encoded.shape[0]
        with torch.inference_mode():
            sound = self._decoder.listen(as_tensor(encoded))
            written, _ = write(
                self._decoder, sound, tasks, self._alphabet, beam=beam, stamped=False
            )
        return [one.tokens for one in written]

    def align(self, encoded: Encoded, said: list[list[int]]) -> None:
        """Word times of `said`, as the final decode asks for them."""
        torch.set_num_threads(self._threads)
        texts = [[*tokens, self._end] for tokens in said]
        frames = [encoded.shape[1]] * len(said)
        with torch.inference_mode():
            sound = self._decoder.listen(as_tensor(encoded))
            prompts = [self._untimed] * len(said)
            begins_of_tokens(self._decoder, sound, prompts, texts, frames, self._heads)

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
