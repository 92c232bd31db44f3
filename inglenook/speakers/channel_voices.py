"""What a voice with a channel of its own sounds like."""

import asyncio
from collections.abc import Iterator

import numpy as np

from diarize import Transcript, Turn
from diarize.voice import Embedding
from gpu import MODEL_RATE_HZ, Priority, Samples, Worker
from ingest.audio import AudioChunk
from ingest.recording import Recording
from ingest.resampling import ModelAudio
from inglenook.patience import Patient

TURNS = 5
"""Of each speaker so many of the longest turns are heard…"""
HEARD_MS = 4_000
"""…at most so much of each, from its beginning."""
SHORTEST_MS = 1_000


async def channel_voices(
    transcript: Transcript, recording: Recording, worker: Worker
) -> dict[str, Embedding]:
    """Mean voice of each speaker who has a channel and talks long enough to be known."""
    patient = Patient(worker)
    voices: dict[str, Embedding] = {}
    for speaker in transcript.speakers:
        if speaker.channel is None:
            continue
        total = np.zeros(1, dtype=np.float32)
        for turn in _longest(transcript, speaker.speaker_id):
            speech = await asyncio.to_thread(_speech, recording, turn, speaker.channel)
            total = total + await patient.embed(speech, Priority.RECORDED)
        length = float(np.linalg.norm(total))
        if length > 0:
            voices[speaker.speaker_id] = (total / length).astype(np.float32)
    return voices


def _longest(transcript: Transcript, speaker_id: str) -> list[Turn]:
    turns = [
        turn
        for turn in transcript.turns
        if turn.speaker_id == speaker_id and turn.end_ms - turn.start_ms >= SHORTEST_MS
    ]
    return sorted(turns, key=lambda turn: turn.start_ms - turn.end_ms)[:TURNS]


def _speech(recording: Recording, turn: Turn, channel: int) -> Samples:
    """The beginning of a turn at 16 kHz."""
    rate = recording.sample_rate
    first = turn.start_ms * rate // 1000
    last = min(turn.end_ms, turn.start_ms + HEARD_MS) * rate // 1000
    audio = ModelAudio(rate, recording.channels)
    parts = [audio.push(chunk)[channel] for chunk in _between(recording, first, last)]
    speech = np.concatenate([*parts, audio.flush()[channel]])
    return speech[: HEARD_MS * MODEL_RATE_HZ // 1000]


def _between(recording: Recording, first: int, last: int) -> Iterator[AudioChunk]:
    for chunk in recording.read(first):
        yield AudioChunk(chunk.start, chunk.samples[: last - chunk.start], chunk.sample_rate)
        if chunk.end >= last:
            return
