"""Who speaks at one microphone, followed beside the words."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import aclosing

from diarize.options import DiarizeOptions
from diarize.revision import Revision
from diarize.tracker import SpeakerTracker
from diarize.voice import Embedding, Voices
from gpu import GpuError, Priority, Worker
from ingest.audio import AudioChunk
from ingest.recording import Recording
from ingest.resampling import ModelAudio
from inglenook.patience import Patient
from transcribe import Utterance

log = logging.getLogger(__name__)

CATCH_UP_S = 0.5
"""A final waits at most so long for its speaker;"""
HOPELESS_LAG_MS = 5_000
"""and not at all where the voices are further behind."""


class LiveVoices:
    """A cursor of its own over the recording: speaker models that lag or fail hold up no words.

    What it does not know in time has no speaker yet; the settling after the session tells.
    """

    def __init__(self, worker: Worker, recording: Recording, start_ms: int = 0) -> None:
        """`start_ms`: where following begins."""
        self._recording = recording
        self._start_ms = start_ms
        self._tracker = SpeakerTracker(Patient(worker), DiarizeOptions(), start_ms)
        self._heard_ms = start_ms
        self._moved = asyncio.Event()
        self._failed = False
        self._voices: Voices | None = None
        self._told: dict[str, tuple[str, Utterance]] = {}
        """Finals under the speakers they were told under, by id."""
        self._revision: Revision | None = None

    async def follow(self) -> None:
        """Runs beside the words, to the end of the recording. A model that fails ends it early.

        Raises `VaultError`.
        """
        try:
            await self._follow()
        except GpuError as error:
            self._failed = True
            log.error(
                "voices are not followed any more",
                extra={"session_id": self._recording.session_id, "error": type(error).__name__},
            )
        finally:
            self._moved.set()

    async def parts(self, utterance: Utterance) -> list[tuple[str | None, Utterance]]:
        """A final under its provisional speaker, cut where several people share it; whole and
        without one where the voices were not followed that far."""
        if not await self._follows_to(utterance.end_ms):
            return [(None, utterance)]
        try:
            parts = await self._tracker.parts(utterance)
        except GpuError as error:
            log.warning(
                "a final has no speaker yet",
                extra={"session_id": self._recording.session_id, "error": type(error).__name__},
            )
            return [(None, utterance)]
        self._told |= {part.utterance_id: (speaker, part) for speaker, part in parts}
        return [*parts]

    def relabelled(self) -> list[tuple[str, str]]:
        """Earlier finals (their ids) who turn out to be another speaker's, and whose; each once."""
        revision = self._tracker.revision
        if revision is None or revision is self._revision:
            return []
        self._revision = revision
        changed = []
        for utterance_id, (told, part) in self._told.items():
            speaker = revision.speaker(part.start_ms, part.end_ms)
            if speaker is not None and speaker != told:
                self._told[utterance_id] = (speaker, part)
                changed.append((utterance_id, speaker))
        return changed

    @property
    def speakers_voices(self) -> dict[str, Embedding]:
        """Mean voice of each provisional speaker so far."""
        return self._tracker.speakers_voices

    @property
    def voices_so_far(self) -> Voices:
        return self._tracker.voices_so_far

    @property
    def voices(self) -> Voices | None:
        """All voices, once the recording was followed from its beginning to its end."""
        return self._voices

    async def _follow(self) -> None:
        rate = self._recording.sample_rate
        audio = ModelAudio(rate, 1)
        first = self._start_ms * rate // 1000
        async with aclosing(self._recording.follow(first)) as chunks:
            async for chunk in chunks:
                await self._tracker.push(audio.push(chunk)[0])
                self._heard_ms = chunk.end * 1000 // rate
                self._moved.set()
        await self._tracker.push(audio.flush()[0])
        voices = await self._tracker.finish()
        self._voices = voices if self._start_ms == 0 else None

    async def _follows_to(self, end_ms: int) -> bool:
        """Whether the voices are known up to there, after a moment of patience."""
        end_ms = min(end_ms, self._recording.durable_end * 1000 // self._recording.sample_rate)
        try:
            async with asyncio.timeout(CATCH_UP_S):
                while not self._failed and 0 < end_ms - self._heard_ms <= HOPELESS_LAG_MS:
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            return False
        return not self._failed and self._heard_ms >= end_ms


async def follow_voices(chunks: Iterable[AudioChunk], worker: Worker, sample_rate: int) -> Voices:
    """The voices of a one-channel recording; yields to live sessions."""
    audio = ModelAudio(sample_rate, 1)
    tracker = SpeakerTracker(Patient(worker), DiarizeOptions(priority=Priority.RECORDED))
    for chunk in chunks:
        await tracker.push(audio.push(chunk)[0])
    await tracker.push(audio.flush()[0])
    return await tracker.finish()
