"""The recorded path: a file becomes a transcript on the engine that hears live sessions."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from diarize import Transcript
from diarize.settle import settle_channels, settle_microphone
from gpu import Worker
from ingest.audio import AudioChunk
from ingest.ffmpeg import FileObject
from ingest.files import examine, open_audio
from inglenook.client import Track
from inglenook.listening import Listener, listen, without_captions
from inglenook.speakers.told_speakers import ToldSpeakers
from inglenook.speakers.voices import follow_voices
from transcribe import Utterance
from transcribe.options import TranscribeOptions

CHANNEL_ROLES = ("clinician", "client")
"""Of a two-channel file whose channels are people: as the evaluation set and bridges have it."""

CHUNK_S = 1.0


@dataclass(frozen=True, slots=True)
class FileAudio:
    """A file's audio, decoded anew each time it is gone through: hours of it take no memory.

    A file object can be gone through by one reader at a time.
    """

    source: Path | FileObject
    sample_rate: int
    channels: int
    seconds: float
    notices: tuple[str, ...]
    """What there is to say of the file: that it ends early, or is damaged in places."""

    @classmethod
    def of(
        cls, source: Path | FileObject, *, split_channels: bool = False, max_s: float = float("inf")
    ) -> "FileAudio":
        """Decodes it once to look at it. Without `split_channels` two channels are mixed to one
        microphone. Raises `Undecodable`, `TooLarge`."""
        found = examine(source, max_s=max_s)
        return cls(
            source,
            found.sample_rate,
            found.channels if split_channels else 1,
            found.frames / found.sample_rate,
            found.notices,
        )

    def __iter__(self) -> Iterator[AudioChunk]:
        if not isinstance(self.source, Path):
            self.source.seek(0)
        with open_audio(self.source) as audio:
            for chunk in audio.chunks():
                yield chunk if self.channels == audio.channels else _mixed(chunk)


async def hear_file(
    path: Path,
    worker: Worker,
    options: TranscribeOptions,
    *,
    split_channels: bool = False,
    speakers: int | None = None,
    told_speakers: ToldSpeakers | None = None,
    on_progress: Callable[[float, float], None] | None = None,
) -> Transcript:
    """`on_progress` is told seconds heard and seconds in all. Raises `Undecodable`."""
    audio = await asyncio.to_thread(FileAudio.of, path, split_channels=split_channels)
    return await hear_audio(
        audio,
        worker,
        options,
        name=path.stem,
        speakers=speakers,
        told_speakers=told_speakers,
        on_progress=on_progress,
    )


async def hear_track(
    track: Track,
    worker: Worker,
    options: TranscribeOptions,
    *,
    name: str,
    speakers: int | None = None,
    told_speakers: ToldSpeakers | None = None,
    on_progress: Callable[[float, float], None] | None = None,
) -> Transcript:
    """As `hear_audio`, of a recording in memory."""
    return await hear_audio(
        TrackAudio(track),
        worker,
        options,
        name=name,
        speakers=speakers,
        told_speakers=told_speakers,
        on_progress=on_progress,
    )


class Audio(Protocol):
    """A recording that can be gone through more than once."""

    @property
    def sample_rate(self) -> int: ...

    @property
    def channels(self) -> int: ...

    @property
    def seconds(self) -> float: ...

    def __iter__(self) -> Iterator[AudioChunk]: ...


@dataclass(frozen=True, slots=True)
class TrackAudio:
    """A recording in memory."""

    track: Track

    @property
    def sample_rate(self) -> int:
        return self.track.sample_rate

    @property
    def channels(self) -> int:
        return int(self.track.samples.shape[1])

    @property
    def seconds(self) -> float:
        return self.track.seconds

    def __iter__(self) -> Iterator[AudioChunk]:
        return iter(chunks_of(self.track))


async def hear_audio(
    audio: Audio,
    worker: Worker,
    options: TranscribeOptions,
    *,
    name: str,
    speakers: int | None = None,
    told_speakers: ToldSpeakers | None = None,
    on_progress: Callable[[float, float], None] | None = None,
) -> Transcript:
    """Two channels are two people; one is a microphone that several share."""
    duration_ms = round(audio.seconds * 1000)
    if audio.channels == 2:
        utterances = await hear_words(audio, worker, options, on_progress=on_progress)
        return settle_channels(name, utterances, CHANNEL_ROLES, duration_ms, worker.models())
    following = asyncio.create_task(
        follow_voices(audio, worker, audio.sample_rate), name="follow-voices"
    )
    try:
        utterances = await hear_words(audio, worker, options, on_progress=on_progress)
        voices = await following
    finally:
        following.cancel()
        await asyncio.wait([following])
    told = told_speakers or ToldSpeakers()
    activity = await told.activity(audio, audio.sample_rate, name, speakers)
    models = told.models(worker.models(), activity)
    return settle_microphone(
        name, utterances, voices, duration_ms, models, speakers=speakers, activity=activity
    )


async def hear_words(
    audio: Audio,
    worker: Worker,
    options: TranscribeOptions,
    *,
    on_progress: Callable[[float, float], None] | None = None,
    on_final: Callable[[Utterance], None] | None = None,
) -> list[Utterance]:
    """Without asking who speaks; yields to live sessions. Raises `GpuError`, `Undecodable`."""
    listener = Listener(
        worker,
        without_captions(options),
        sample_rate=audio.sample_rate,
        channels=audio.channels,
    )

    def progress(heard_s: float) -> None:
        if on_progress is not None:
            on_progress(heard_s, audio.seconds)

    return await listen(audio, listener, progress, on_final)


def _mixed(chunk: AudioChunk) -> AudioChunk:
    mixed = chunk.samples.mean(axis=1, keepdims=True).round().astype(np.int16)
    return AudioChunk(chunk.start, mixed, chunk.sample_rate)


def chunks_of(track: Track) -> list[AudioChunk]:
    step = round(CHUNK_S * track.sample_rate)
    return [
        AudioChunk(start, track.samples[start : start + step], track.sample_rate)
        for start in range(0, len(track.samples), step)
    ]
