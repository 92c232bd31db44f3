"""Captions of the stretch in progress: cheap, provisional, and the first to give way."""

import asyncio
from collections.abc import Callable
from time import monotonic

from gpu import Decoded, DecodeRequest, Priority, Samples, Worker, WorkerBusy
from transcribe.agreement import Agreement
from transcribe.endpoint import Stretch
from transcribe.options import TranscribeOptions
from transcribe.speech import FRAME_MS

_WINDOW_FRAMES = 10_000 // FRAME_MS
"""What the recognizer's smallest window holds; more would cost more."""
_SHARE = 3
"""A caption may be decoded again after this many times the last one took: under load the
cadence stretches by itself."""


class Captioner:
    """Greedy decodes of the newest 10 s or so. At a pause beyond that, what was said before it
    is decoded once more and kept, and the window moves on."""

    def __init__(
        self,
        worker: Worker,
        options: TranscribeOptions,
        sound: Callable[[int, int], Samples],
    ) -> None:
        """`sound` gives the audio between two frames."""
        self._worker = worker
        self._options = options
        self._sound = sound
        self._stretch_start = -1
        self._window = 0
        self._head: tuple[str, ...] = ()
        self._agreement = Agreement()
        self._heard_to = 0
        self._task: asyncio.Future[Decoded] | None = None
        self._not_before = 0.0

    def wanted(self, stretch: Stretch | None) -> bool:
        """Whether enough was said since the last caption of this stretch."""
        if stretch is None or not self._options.captions:
            return False
        known = stretch.start == self._stretch_start
        heard_to = self._heard_to if known else stretch.start
        fresh_ms = (stretch.runs[-1].end - heard_to) * FRAME_MS
        return fresh_ms >= self._options.caption_interval_ms

    @property
    def wait_s(self) -> float:
        """Until the next caption may be decoded."""
        return max(0.0, self._not_before - monotonic())

    def give_way(self) -> None:
        """Drop the decode in flight: its final has come first."""
        if self._task is not None:
            self._task.cancel()

    async def caption(self, stretch: Stretch) -> str | None:
        """The text so far; None where nothing was understood or the decode gave way."""
        if stretch.start != self._stretch_start:
            self._begin(stretch.start)
        self._heard_to = stretch.runs[-1].end
        began = monotonic()
        try:
            if not await self._move_on(stretch):
                return None
            words = await self._decode(self._window, stretch.end)
        finally:
            self._not_before = monotonic() + _SHARE * (monotonic() - began)
        if words is None:
            return None
        return " ".join((*self._head, *self._agreement.update(words))) or None

    def _begin(self, start: int) -> None:
        self._stretch_start = self._window = start
        self._head = ()
        self._agreement = Agreement()

    async def _move_on(self, stretch: Stretch) -> bool:
        """False where the decode gave way."""
        pauses = [run.start for run in stretch.runs if run.start > self._window]
        if stretch.end - self._window <= _WINDOW_FRAMES or not pauses:
            return True
        words = await self._decode(self._window, pauses[-1])
        if words is None:
            return False
        self._head += tuple(words)
        self._window = pauses[-1]
        self._agreement = Agreement()
        return True

    async def _decode(self, start: int, end: int) -> list[str] | None:
        request = DecodeRequest(
            self._sound(start, end),
            Priority.CAPTION,
            word_times=False,
            language=self._options.language,
        )
        self._task = task = asyncio.ensure_future(self._worker.decode(request))
        try:
            await asyncio.wait([task])
        finally:
            self._task = None
            task.cancel()
        if task.cancelled() or isinstance(task.exception(), WorkerBusy):
            return None
        return task.result().text.split()
