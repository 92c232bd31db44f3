"""The models in this process: a pool of threads that runs them, shared by all sessions."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from gpu.audio import Samples
from gpu.capacity import cores
from gpu.errors import GpuError
from gpu.lane import Lane
from gpu.weights import EMBEDDING, SEGMENTATION, SPEECH, recognizer_weights
from gpu.window import window_s
from gpu.worker import Decoded, DecodeRequest, Priority, SpeechState

if TYPE_CHECKING:
    from gpu.embedding import Embedder
    from gpu.recognizer import Recognizer
    from gpu.segmentation import Segmenter
    from gpu.speech import SpeechNet

log = logging.getLogger(__name__)

T = TypeVar("T")

_GPU_CALLS = 8
_GPU_BATCH = 16
_CPU_BATCH = 4
"""A decoding step for four windows at once took 2.5 times as long as one for one (tiny.en, int8,
beam 5, one thread): what queues up under load is worked off together."""


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """What runs, and on what."""

    asr_model: str = "tiny.en"
    """`tiny.en` or `base` (packaged), a folder with a CTranslate2 Whisper model, or a hub name."""
    device: str = "auto"
    """`cpu`, `cuda` or `auto`."""
    compute_type: str = "auto"
    """CTranslate2's: `int8`, `float16`...; `auto` is int8 on a CPU and float16 on a GPU."""
    cpu_threads: int = 1
    """Threads of one model call; more than the machine has to spare makes all of them slower."""
    decode_threads: int | None = None
    """Model calls at once. None: on a CPU one for each core (sessions are many and a call is short,
    so calls of one thread each get more out of it than one call of many threads); on a GPU so many
    that it need not wait while the next call is prepared."""
    batch: int | None = None
    """Alike decodes taken into one model call, as far as they wait. None: 4 on a CPU and 16 on a
    GPU."""
    cache_folder: Path = field(default_factory=lambda: Path.home() / ".cache" / "inglenook")
    """Where joined or fetched models are kept."""
    queue_limit: int = 256
    """Pieces of work that may wait before `WorkerBusy`; captions are refused from half of it."""


class InProcessWorker:
    """`gpu.Worker` in threads of this process.

    Two lanes: recognizer and speaker models share one, whose threads do what is most urgent; the
    voice detector has its own, since the end of an utterance must be noticed while decodes run.
    Models load in their lane, on first use or by `load`.
    """

    def __init__(self, options: WorkerOptions | None = None) -> None:
        self._options = options or WorkerOptions()
        self._models = Lane("models", self._options.queue_limit)
        self._ears = Lane("speech", self._options.queue_limit)
        self._recognizer = _Resident("recognizer", self._load_recognizer)
        self._speech = _Resident("speech", _load_speech)
        self._segmenter = _Resident("segmentation", self._load_segmenter)
        self._embedder = _Resident("embedding", self._load_embedder)

    async def load(self, *names: str) -> None:
        """Load every model now, or those named (`recognizer`, `speech`, `segmentation`,
        `embedding`). Raises `WeightsMissing` or `WeightsAltered` with the mend."""
        for lane, model in (
            (self._ears, self._speech),
            (self._models, self._recognizer),
            (self._models, self._segmenter),
            (self._models, self._embedder),
        ):
            if not names or model.name in names:
                await asyncio.wrap_future(lane.submit(Priority.FINAL, model.load))

    async def decode(self, request: DecodeRequest) -> Decoded:
        return await asyncio.wrap_future(
            self._models.submit_alike(
                request.priority, request, self._decode, _form(request), request.session
            )
        )

    async def speech(
        self, samples: Samples, state: SpeechState | None
    ) -> tuple[NDArray[np.float32], SpeechState]:
        return await asyncio.wrap_future(
            self._ears.submit(Priority.FINAL, lambda: self._speech.get()(samples, state))
        )

    async def segment(self, window: Samples, priority: Priority) -> NDArray[np.float32]:
        return await asyncio.wrap_future(
            self._models.submit(priority, lambda: self._segmenter.get()(window))
        )

    async def embed(self, samples: Samples, priority: Priority) -> NDArray[np.float32]:
        return await asyncio.wrap_future(
            self._models.submit(priority, lambda: self._embedder.get()(samples))
        )

    async def embed_spans(
        self, samples: Samples, spans: Sequence[tuple[int, int]], priority: Priority
    ) -> NDArray[np.float32]:
        return await asyncio.wrap_future(
            self._models.submit(priority, lambda: self._embedder.get().of_spans(samples, spans))
        )

    def queue_delay_s(self, priority: Priority) -> float:
        return self._models.delay_s(priority)

    def models(self) -> dict[str, str]:
        name = self._options.asr_model
        shown = name if "/" not in name else Path(name).name
        return {
            "recognizer": f"Whisper {shown}",
            "speech": SPEECH.title,
            "segmentation": SEGMENTATION.title,
            "embedding": EMBEDDING.version,
        }

    def close(self) -> None:
        self._models.close()
        self._ears.close()

    def _decode(self, requests: Sequence[DecodeRequest]) -> list[Decoded | GpuError]:
        return list(self._recognizer.get().decode_batch(requests))

    def _load_recognizer(self) -> "Recognizer":
        """Its device decides how many threads the lane has and how large its batches are."""
        from gpu.recognizer import Recognizer, chosen_device  # noqa: PLC0415

        options = self._options
        device = chosen_device(options.device)
        on_gpu = device == "cuda"
        threads = options.decode_threads or (min(cores(), _GPU_CALLS) if on_gpu else cores())
        recognizer = Recognizer(
            recognizer_weights(options.asr_model, options.cache_folder),
            device=device,
            compute_type=options.compute_type,
            cpu_threads=options.cpu_threads,
            workers=threads,
            cache_folder=options.cache_folder,
        )
        self._models.widen(threads, options.batch or (_GPU_BATCH if on_gpu else _CPU_BATCH))
        return recognizer

    def _load_segmenter(self) -> "Segmenter":
        from gpu.segmentation import Segmenter  # noqa: PLC0415

        return Segmenter(SEGMENTATION.path(), self._options.cpu_threads)

    def _load_embedder(self) -> "Embedder":
        from gpu.embedding import Embedder  # noqa: PLC0415

        return Embedder(EMBEDDING.path(), self._options.cpu_threads)


class _Resident(Generic[T]):
    """A model that stays in memory from first use on; safe between threads."""

    def __init__(self, name: str, make: Callable[[], T]) -> None:
        self.name = name
        self._make = make
        self._model: T | None = None
        self._loading = threading.Lock()

    def load(self) -> None:
        self.get()

    def get(self) -> T:
        with self._loading:
            if self._model is None:
                began = time.monotonic()
                self._model = self._make()
                took_ms = round((time.monotonic() - began) * 1000)
                log.info("model loaded", extra={"model": self.name, "took_ms": took_ms})
            return self._model


def _load_speech() -> "SpeechNet":
    from gpu.speech import SpeechNet  # noqa: PLC0415

    return SpeechNet(SPEECH.path())


def _form(request: DecodeRequest) -> Hashable:
    """Requests of one form cost the same and can be decoded in one call."""
    return request.beam_size, request.word_times, window_s(request)
