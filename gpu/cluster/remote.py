"""`gpu.Worker` whose models are elsewhere: asks Ray Serve's replicas over HTTP.

Voice detection stays here (2 MB on one thread): the end of an utterance is noticed every 32 ms and
waits for no network. A replica that is lost costs a second try, which goes to another; where none
answers, work is refused as by a full queue, so that finals wait and captions give way.
"""

import asyncio
import logging
import random
import threading
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

import httpx
import numpy as np
from numpy.typing import NDArray

from gpu.audio import Samples
from gpu.cluster.message import (
    Asked,
    BadMessage,
    Operation,
    pack_asked,
    unpack_answered,
)
from gpu.cluster.replica import OUTCOME
from gpu.errors import WorkerBusy, WorkerFailed
from gpu.lane import Lane
from gpu.queue_delay import QueueDelay
from gpu.speech import SpeechNet
from gpu.weights import EMBEDDING, SEGMENTATION, SPEECH
from gpu.window import window_s
from gpu.worker import Decoded, DecodeRequest, Priority, SpeechState

log = logging.getLogger(__name__)

T = TypeVar("T")

PATHS = {
    Operation.DECODE: "/recognition",
    Operation.SEGMENT: "/segmentation",
    Operation.EMBED: "/embedding",
    Operation.EMBED_SPANS: "/embedding",
}


@dataclass(frozen=True, slots=True)
class RemoteOptions:
    """Where the replicas are and how patiently they are asked."""

    url: str
    """Of Ray Serve's proxies, or of what stands before them."""
    asr_model: str = "tiny.en"
    """As the replicas load it; told in transcripts."""
    key: str | None = None
    """What the replicas know a gateway by."""
    timeout_s: float = 120.0
    """Of one try; work of recordings may wait that long behind live sessions."""
    tries: int = 4
    """For a caption one: the next one replaces it."""
    pause_s: float = 0.1
    """Before the second try; doubles, and is by chance up to half shorter."""
    connections: int = 512


class RemoteWorker:
    """Holds connections in a thread with its own event loop, so that any loop may call it."""

    def __init__(
        self, options: RemoteOptions, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._options = options
        self._ears = Lane("speech", 256)
        self._net: SpeechNet | None = None
        self._delay = QueueDelay()
        self._closed = False
        headers = {} if options.key is None else {"authorization": f"Bearer {options.key}"}
        self._client = httpx.AsyncClient(
            base_url=options.url,
            headers=headers,
            timeout=httpx.Timeout(options.timeout_s, connect=5.0),
            limits=httpx.Limits(max_connections=options.connections),
            transport=transport,
            trust_env=False,
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="remote-models", daemon=True
        )
        self._thread.start()

    async def load(self) -> None:
        """The voice detector; and each deployment has answered once. Raises `WorkerBusy` where one
        does not, `WeightsMissing` or `WeightsAltered` of the detector."""
        await asyncio.wrap_future(self._ears.submit(Priority.FINAL, self._hear))
        second = np.zeros(16_000, np.float32)
        await self.segment(np.zeros(160_000, np.float32), Priority.FINAL)
        await self.embed(second, Priority.FINAL)
        await self.decode(DecodeRequest(second, Priority.FINAL, word_times=False))

    async def decode(self, request: DecodeRequest) -> Decoded:
        window_s(request)
        outcome = await self._ask(
            Asked(Operation.DECODE, request.priority, request.samples, decode=request)
        )
        if not isinstance(outcome, Decoded):
            raise WorkerFailed("A replica answered something else than was asked.")
        return outcome

    async def speech(
        self, samples: Samples, state: SpeechState | None
    ) -> tuple[NDArray[np.float32], SpeechState]:
        return await asyncio.wrap_future(
            self._ears.submit(Priority.FINAL, lambda: self._hear()(samples, state))
        )

    async def segment(self, window: Samples, priority: Priority) -> NDArray[np.float32]:
        return await self._ask_array(Asked(Operation.SEGMENT, priority, window))

    async def embed(self, samples: Samples, priority: Priority) -> NDArray[np.float32]:
        return await self._ask_array(Asked(Operation.EMBED, priority, samples))

    async def embed_spans(
        self, samples: Samples, spans: Sequence[tuple[int, int]], priority: Priority
    ) -> NDArray[np.float32]:
        asked = Asked(Operation.EMBED_SPANS, priority, samples, tuple(spans))
        return await self._ask_array(asked)

    def queue_delay_s(self, priority: Priority) -> float:
        """As the replicas told lately; 0 where none has answered for a while."""
        return self._delay.of(priority, monotonic())

    def models(self) -> dict[str, str]:
        shown = self._options.asr_model.rstrip("/").rpartition("/")[2]
        return {
            "recognizer": f"Whisper {shown}",
            "speech": SPEECH.title,
            "segmentation": SEGMENTATION.title,
            "embedding": EMBEDDING.version,
        }

    def close(self) -> None:
        """Idempotent."""
        if self._closed:
            return
        self._closed = True
        self._ears.close()
        self._start(self._client.aclose()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _hear(self) -> SpeechNet:
        if self._net is None:
            self._net = SpeechNet(SPEECH.path())
        return self._net

    async def _ask_array(self, asked: Asked) -> NDArray[np.float32]:
        outcome = await self._ask(asked)
        if isinstance(outcome, Decoded):
            raise WorkerFailed("A replica answered something else than was asked.")
        return outcome

    async def _ask(self, asked: Asked) -> Decoded | NDArray[np.float32]:
        if self._closed:
            raise WorkerFailed("The model worker is closed.")
        return await asyncio.wrap_future(self._start(self._patiently(asked)))

    def _start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _patiently(self, asked: Asked) -> Decoded | NDArray[np.float32]:
        options = self._options
        body = pack_asked(asked)
        tries = 1 if asked.priority is Priority.CAPTION else options.tries
        for attempt in range(tries):
            if attempt:
                pause_s = options.pause_s * 2 ** (attempt - 1)
                await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))
            try:
                answer = await self._client.post(PATHS[asked.operation], content=body)
            except httpx.TransportError as error:
                log.warning("no replica answers", extra={"error": type(error).__name__})
                continue
            if answer.status_code == httpx.codes.OK:
                return self._heard(answer.content)
            self._refuse(answer)
        raise WorkerBusy("No model replica answers.")

    def _heard(self, body: bytes) -> Decoded | NDArray[np.float32]:
        try:
            answered = unpack_answered(body)
        except BadMessage:
            raise WorkerFailed("A replica answered what this version cannot read.") from None
        now_s = monotonic()
        for priority, delay_s in zip(Priority, answered.delays_s, strict=False):
            self._delay.add(priority, delay_s, now_s)
        return answered.outcome

    def _refuse(self, answer: httpx.Response) -> None:
        """Returns where another replica may do better: this one, or the proxy, was lost."""
        outcome = answer.headers.get(OUTCOME)
        if outcome == "busy" or (outcome is None and answer.status_code in _FULL):
            raise WorkerBusy("The model replicas have their queues full.")
        if outcome == "unanswerable":
            raise ValueError("The models cannot be asked this.")
        if outcome == "failed":
            raise WorkerFailed("A model raised at its replica.")
        if outcome is not None or answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
            raise WorkerFailed(f"The model replicas refuse to answer ({answer.status_code}).")
        log.warning("a replica was lost", extra={"status": answer.status_code})


_FULL = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)
