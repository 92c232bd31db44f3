"""Who talked when, as a pipeline that the practice chose tells it."""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import numpy as np

from diarize.attribution import Activity
from gpu import GpuError
from gpu.speaker_pipeline import SpeakerPipeline
from ingest.audio import AudioChunk
from ingest.resampling import ModelAudio

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ToldSpeakers:
    """With `pipeline` None, or one that cannot be used, the built-in way tells."""

    pipeline: SpeakerPipeline | None = None

    async def load(self) -> None:
        """Fetch and load it now, off the event loop; the log says where that is not possible."""
        if self.pipeline is not None:
            try:
                await _aside(self.pipeline.load)
            except GpuError as error:
                _report(error, "")

    async def activity(
        self,
        chunks: Iterable[AudioChunk],
        sample_rate: int,
        session_id: str,
        speakers: int | None = None,
    ) -> list[Activity] | None:
        """Over a whole one-channel recording, in order of start; None where the built-in way is to
        tell. People are counted from 0 by first appearance."""
        if self.pipeline is None:
            return None
        try:
            heard = await _aside(partial(_activity, self.pipeline, chunks, sample_rate, speakers))
        except GpuError as error:
            _report(error, session_id)
            return None
        return heard or None

    def models(self, models: Mapping[str, str], activity: object | None) -> dict[str, str]:
        """`models` with the pipeline, where `activity` is its work."""
        if self.pipeline is None or activity is None:
            return dict(models)
        return {**models, "diarization": self.pipeline.title}


def _activity(
    pipeline: SpeakerPipeline, chunks: Iterable[AudioChunk], sample_rate: int, speakers: int | None
) -> list[Activity]:
    audio = ModelAudio(sample_rate, 1)
    parts = [audio.push(chunk)[0] for chunk in chunks]
    spans = pipeline(np.concatenate([*parts, audio.flush()[0]]), speakers)
    order = list(dict.fromkeys(span.speaker for span in spans))
    return [Activity(span.start_ms, span.end_ms, order.index(span.speaker)) for span in spans]


async def _aside(work: Callable[[], T]) -> T:
    """In a thread of its own, which the end of the process does not wait for: the work may take as
    long as the session did, and a step that was not finished is repeated after the next start."""
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="speaker-pipeline", daemon=True).start()
    return await asyncio.wrap_future(future)


def _report(error: GpuError, session_id: str) -> None:
    log.error(
        "the chosen pipeline cannot be used; speakers are told apart the built-in way",
        extra={"session_id": session_id, "error": type(error).__name__, "detail": str(error)},
    )
