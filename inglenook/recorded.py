"""The recorded path: a file becomes a transcript on the engine that hears live sessions."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from diarize import Transcript
from diarize.settle import settle_channels, settle_microphone
from gpu import Worker
from ingest.audio import AudioChunk
from inglenook.client import Track, read_track
from inglenook.listening import Listener, listen, without_captions
from inglenook.speakers.told_speakers import ToldSpeakers
from inglenook.speakers.voices import follow_voices
from transcribe.options import TranscribeOptions

CHANNEL_ROLES = ("clinician", "client")
"""Of a two-channel file whose channels are people: as the evaluation set and bridges have it."""

CHUNK_S = 1.0


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
    track = read_track(path, split_channels=split_channels)
    return await hear_track(
        track,
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
    """Two channels are two people; one is a microphone that several share."""
    channels = track.samples.shape[1]
    listener = Listener(
        worker, without_captions(options), sample_rate=track.sample_rate, channels=channels
    )

    def progress(heard_s: float) -> None:
        if on_progress is not None:
            on_progress(heard_s, track.seconds)

    chunks, duration_ms = chunks_of(track), round(track.seconds * 1000)
    if channels == 2:
        utterances = await listen(chunks, listener, progress)
        return settle_channels(name, utterances, CHANNEL_ROLES, duration_ms, worker.models())
    following = asyncio.create_task(
        follow_voices(chunks, worker, track.sample_rate), name="follow-voices"
    )
    try:
        utterances = await listen(chunks, listener, progress)
        voices = await following
    finally:
        following.cancel()
        await asyncio.wait([following])
    told = told_speakers or ToldSpeakers()
    activity = await told.activity(chunks, track.sample_rate, name, speakers)
    models = told.models(worker.models(), activity)
    return settle_microphone(
        name, utterances, voices, duration_ms, models, speakers=speakers, activity=activity
    )


def chunks_of(track: Track) -> list[AudioChunk]:
    step = round(CHUNK_S * track.sample_rate)
    return [
        AudioChunk(start, track.samples[start : start + step], track.sample_rate)
        for start in range(0, len(track.samples), step)
    ]
