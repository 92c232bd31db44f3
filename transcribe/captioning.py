"""Captions of the stretch in progress: cheap, provisional, and the first to give way."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

from gpu import Decoded, DecodeRequest, Known, Priority, WorkerBusy
from transcribe.agreement import Agreement
from transcribe.endpoint import Stretch
from transcribe.hearing import Hearing
from transcribe.invention import invented
from transcribe.speech import FRAME_MS

_SHARE = 2
"""A caption may be decoded again after this many times the last one took, waiting included:
under load the cadence stretches by itself."""
_BREATH_MS = 96
"""Where speech stops so long it may have ended: its last words are captioned"""
_FRESH_IN_BREATH_MS = 300
"""if they are so much."""
_FINALS_LATE_S = 0.5
"""Where finals wait so long for the worker, nothing is captioned."""


class Captioner:
    """Greedy decodes of the stretch in progress, each cut to what was said so far."""

    def __init__(self, hearing: Hearing) -> None:
        self._hearing = hearing
        self._stretch_start = -1
        self._agreement = Agreement()
        self._newest: list[str] = []
        self._settled_ms = 0
        self._heard_to = 0
        self._task: asyncio.Future[Decoded] | None = None
        self._not_before = 0.0

    def wanted(self, stretch: Stretch | None) -> bool:
        """Whether enough was said since the last caption of this stretch."""
        if stretch is None or not self._hearing.options.captions:
            return False
        pause_ms = (stretch.end - stretch.runs[-1].end) * FRAME_MS
        known = stretch.start == self._stretch_start
        heard_to = self._heard_to if known else stretch.start
        fresh_ms = (stretch.runs[-1].end - heard_to) * FRAME_MS
        interval_ms = self._hearing.options.caption_interval_ms
        return fresh_ms >= (
            min(interval_ms, _FRESH_IN_BREATH_MS) if pause_ms >= _BREATH_MS else interval_ms
        )

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
        return " ".join(self._newest) if stretch.start == self._stretch_start else ""

    async def caption(self, stretch: Stretch) -> str | None:
        """The text so far; None where nothing was understood or the decode gave way."""
        if stretch.start != self._stretch_start:
            self._stretch_start = stretch.start
            self._agreement = Agreement()
            self._newest = []
            self._settled_ms = 0
        self._heard_to = stretch.runs[-1].end
        began = monotonic()
        try:
            words = await self._decode(stretch)
        finally:
            self._not_before = monotonic() + _SHARE * (monotonic() - began)
        return " ".join(self._agreement.update(words)) or None if words else None

    async def _decode(self, stretch: Stretch) -> list[str] | None:
        """The words of the whole stretch so far; those that stay are not heard for again."""
        known = self._agreement.committed[:-1]
        request = DecodeRequest(
            self._hearing.sound(stretch.start * FRAME_MS, stretch.end * FRAME_MS),
            Priority.CAPTION,
            word_times=False,
            language=self._hearing.language.leading,
            known=(Known(" ".join(known), 0, self._settled_ms),) if known else (),
            guess=" ".join(self._newest[len(known) :]),
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
        self._newest = _joined(known, decoded.text.split())
        self._settled_ms = (stretch.end - stretch.start) * FRAME_MS
        speech_ms = sum(run.end - run.start for run in stretch.runs) * FRAME_MS
        whole = replace(decoded, text=" ".join(self._newest))
        return None if invented(whole, speech_ms, stretch.voice) else self._newest


def _joined(known: Sequence[str], new: Sequence[str]) -> list[str]:
    """A mark that follows belongs to the word before it."""
    if known and new and not any(map(str.isalnum, new[0])):
        return [*known[:-1], known[-1] + new[0], *new[1:]]
    return [*known, *new]
