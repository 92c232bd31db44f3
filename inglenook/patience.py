"""A worker that is waited for where its queue is full."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gpu import Decoded, DecodeRequest, Priority, Samples, SpeechState, Worker, WorkerBusy

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patient:
    """`Worker` for those who lose their place in the audio where they are refused: the voice
    detector and the follower of voices ask again until they are taken. Decodes are not asked for
    again: a caption refused is a caption less, and a final is waited for where it is made."""

    worker: Worker
    pause_s: float = 0.1

    async def decode(self, request: DecodeRequest) -> Decoded:
        return await self.worker.decode(request)

    async def speech(
        self, samples: Samples, state: SpeechState | None
    ) -> tuple[NDArray[np.float32], SpeechState]:
        return await self._asked(lambda: self.worker.speech(samples, state))

    async def segment(self, window: Samples, priority: Priority) -> NDArray[np.float32]:
        return await self._asked(lambda: self.worker.segment(window, priority))

    async def embed(self, samples: Samples, priority: Priority) -> NDArray[np.float32]:
        return await self._asked(lambda: self.worker.embed(samples, priority))

    async def embed_spans(
        self, samples: Samples, spans: Sequence[tuple[int, int]], priority: Priority
    ) -> NDArray[np.float32]:
        return await self._asked(lambda: self.worker.embed_spans(samples, spans, priority))

    def queue_delay_s(self, priority: Priority) -> float:
        return self.worker.queue_delay_s(priority)

    def models(self) -> dict[str, str]:
        return self.worker.models()

    def close(self) -> None:
        self.worker.close()

    async def _asked(self, ask: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                return await ask()
            except WorkerBusy:
                await asyncio.sleep(self.pause_s)
