"""The one engine that hears a session's words, live and recorded."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing
from dataclasses import replace

from diarize.bleed import BleedGate
from gpu import GpuError, Samples, Worker
from ingest.audio import AudioChunk
from ingest.resampling import ModelAudio
from inglenook.patience import Patient
from transcribe import Caption, StreamEnded, Utterance
from transcribe.language import SessionLanguage
from transcribe.options import TranscribeOptions
from transcribe.transcriber import Transcriber

EVENTS_WAITING = 256
"""Captions and finals that may wait for the listener's reader; when full, decoding waits."""


class Listener:
    """Takes a session's audio in order; gives captions and finals of all its channels.

    `start_ms` is the place of the first chunk where a session is taken up again in the middle;
    `session` is whose turn its decodes take.
    """

    def __init__(
        self,
        worker: Worker,
        options: TranscribeOptions,
        *,
        sample_rate: int,
        channels: int,
        start_ms: int = 0,
        language: SessionLanguage | None = None,
        session: str = "",
    ) -> None:
        self._audio = ModelAudio(sample_rate, channels)
        each_alone = channels == 2
        self._gate = BleedGate() if each_alone else None
        options = replace(options, hums=each_alone)
        patient = Patient(worker)
        language = language or SessionLanguage(options.language)
        self._transcribers = [
            Transcriber(patient, options, channel, start_ms, language=language, session=session)
            for channel in range(channels)
        ]
        self._events: asyncio.Queue[Caption | Utterance | None] = asyncio.Queue(EVENTS_WAITING)

    async def push(self, chunk: AudioChunk) -> None:
        await self._hear(await self._apart(self._audio.push(chunk)))

    async def flush(self) -> None:
        """End of the audio; returns when every final is out."""
        await self._hear(await self._apart(self._audio.flush()))
        if self._gate is not None:
            await self._hear(self._gate.flush())
        async with asyncio.TaskGroup() as tasks:
            for channel, transcriber in enumerate(self._transcribers):
                tasks.create_task(transcriber.flush(), name=f"flush-{channel}")

    async def _apart(self, heard: list[Samples]) -> list[Samples]:
        """Two channels without each other's voice."""
        if self._gate is None:
            return heard
        return await asyncio.to_thread(self._gate.push, heard)

    async def _hear(self, heard: list[Samples]) -> None:
        for transcriber, samples in zip(self._transcribers, heard, strict=True):
            if len(samples):
                await transcriber.push(samples)

    async def events(self) -> AsyncGenerator[Caption | Utterance, None]:
        """Ends after `flush`. To be read while pushing: a full queue holds the pusher.

        The gathering is no task group: one around a `yield` turns a reader that stops early into
        an error of its own.
        """
        gathering = asyncio.create_task(self._gather(), name="gather-events")
        try:
            while (event := await self._events.get()) is not None:
                yield event
            await gathering
        finally:
            gathering.cancel()
            await asyncio.wait([gathering])

    async def _gather(self) -> None:
        """Tells the reader of the end, also where a channel failed."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for transcriber in self._transcribers:
                    tasks.create_task(self._relay(transcriber), name="relay-events")
        except Exception:
            await self._events.put(None)
            raise
        await self._events.put(None)

    async def _relay(self, transcriber: Transcriber) -> None:
        async with aclosing(transcriber.events()) as events:
            async for event in events:
                await self._events.put(event)

    async def aclose(self) -> None:
        for transcriber in self._transcribers:
            await transcriber.aclose()


Progress = Callable[[float], None]
"""Told the seconds of audio heard so far."""


async def listen(
    chunks: Iterable[AudioChunk],
    listener: Listener,
    on_progress: Progress | None = None,
    on_final: Callable[[Utterance], None] | None = None,
) -> list[Utterance]:
    """Hear a recording to its end; finals in the order of their start, while `on_final` is told
    each as it comes. Raises `GpuError`."""
    finals: list[Utterance] = []

    async def collect() -> None:
        async with aclosing(listener.events()) as events:
            async for event in events:
                if isinstance(event, Utterance):
                    finals.append(event)
                    if on_final is not None:
                        on_final(event)

    try:
        async with asyncio.TaskGroup() as tasks:
            collecting = tasks.create_task(collect(), name="collect-finals")
            try:
                await _push(chunks, listener, on_progress)
            except StreamEnded:
                await collecting  # raises what ended it
                raise
    except ExceptionGroup as errors:
        failures = errors.subgroup(GpuError)
        if failures is None:
            raise
        raise _first(failures) from None
    finally:
        await listener.aclose()
    return sorted(finals, key=lambda final: (final.start_ms, final.channel))


async def _push(
    chunks: Iterable[AudioChunk], listener: Listener, on_progress: Progress | None
) -> None:
    for chunk in chunks:
        await listener.push(chunk)
        if on_progress is not None:
            on_progress(chunk.end / chunk.sample_rate)
        await asyncio.sleep(0)
    await listener.flush()


def _first(errors: ExceptionGroup[GpuError]) -> GpuError:
    """Of errors that came at once, one to show."""
    error = errors.exceptions[0]
    return _first(error) if isinstance(error, ExceptionGroup) else error


def without_captions(options: TranscribeOptions) -> TranscribeOptions:
    """The same words for a recording, which nobody watches and which yields to live sessions."""
    return replace(options, captions=False, recorded=True)
