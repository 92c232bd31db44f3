"""Captions of the stretch in progress: cheap, provisional, and the first to give way."""

import asyncio
from time import monotonic

from gpu import Decoded, DecodeRequest, Priority, WorkerBusy
from transcribe.agreement import Agreement
from transcribe.endpoint import Stretch
from transcribe.hearing import Hearing
from transcribe.invention import invented
from transcribe.speech import FRAME_MS

_SHARE = 3
"""A caption may be decoded again after this many times the last one took, waiting included:
under load the cadence stretches by itself."""
_PAUSE_MS = 250
"""In a pause nothing is captioned: the final is near."""
_FINALS_LATE_S = 0.5
"""Where finals wait so long for the worker, nothing is captioned."""


class Captioner:
    """Greedy decodes of the stretch in progress, each cut to what was said so far."""

    def __init__(self, hearing: Hearing) -> None:
        self._hearing = hearing
        self._stretch_start = -1
        self._agreement = Agreement()
        self._newest = ""
        self._heard_to = 0
        self._task: asyncio.Future[Decoded] | None = None
        self._not_before = 0.0

    def wanted(self, stretch: Stretch | None) -> bool:
        """Whether enough was said since the last caption of this stretch."""
        if stretch is None or not self._hearing.options.captions:
            return False
        if (stretch.end - stretch.runs[-1].end) * FRAME_MS >= _PAUSE_MS:
            return False
        known = stretch.start == self._stretch_start
        heard_to = self._heard_to if known else stretch.start
        fresh_ms = (stretch.runs[-1].end - heard_to) * FRAME_MS
        return fresh_ms >= self._hearing.options.caption_interval_ms

    @property
    def wait_s(self) -> float:
        """Until the next caption may be decoded."""
        left_s = max(0.0, self._not_before - monotonic())
        if self._hearing.worker.queue_delay_s(Priority.FINAL) > _FINALS_LATE_S:
            return max(left_s, _FINALS_LATE_S)
        return left_s

    def give_way(self) -> None:
        """Drop the decode in flight: its final has come first."""
        if self._task is not None:
            self._task.cancel()

    def newest(self, stretch: Stretch) -> str:
        """What was last heard of it; empty where nothing was."""
        return self._newest if stretch.start == self._stretch_start else ""

    async def caption(self, stretch: Stretch) -> str | None:
        """The text so far; None where nothing was understood or the decode gave way."""
        if stretch.start != self._stretch_start:
            self._stretch_start = stretch.start
            self._agreement = Agreement()
            self._newest = ""
        self._heard_to = stretch.runs[-1].end
        began = monotonic()
        try:
            words = await self._decode(stretch)
        finally:
            self._not_before = monotonic() + _SHARE * (monotonic() - began)
        return " ".join(self._agreement.update(words)) or None if words else None

    async def _decode(self, stretch: Stretch) -> list[str] | None:
        request = DecodeRequest(
            self._hearing.sound(stretch.start * FRAME_MS, stretch.end * FRAME_MS),
            Priority.CAPTION,
            word_times=False,
            language=self._hearing.language.leading,
            guess=self._newest,
            session=self._hearing.session,
        )
        self._task = task = asyncio.ensure_future(self._hearing.worker.decode(request))
        try:
            await asyncio.wait([task])
        finally:
            self._task = None
            task.cancel()
        if task.cancelled() or isinstance(task.exception(), WorkerBusy):
            return None
        decoded = task.result()
        self._newest = decoded.text
        speech_ms = sum(run.end - run.start for run in stretch.runs) * FRAME_MS
        return None if invented(decoded, speech_ms, stretch.voice) else decoded.text.split()
