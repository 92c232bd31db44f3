"""A clinician's own recording becomes their voice-print."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

import numpy as np

from diarize.voiceprint import make_voiceprint
from gpu import Worker
from ingest.audio import AudioChunk
from ingest.errors import Undecodable
from ingest.ffmpeg import FileObject
from ingest.files import open_audio
from ingest.voiceprints import EnrolledVoice, SpeakerConsent, Voiceprints
from inglenook.speakers.voices import follow_voices
from vault import Principal

log = logging.getLogger(__name__)

SHORTEST_S: Final = 10
LONGEST_S: Final = 60


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Hears a recording, keeps the voice in it and nothing else."""

    voiceprints: Voiceprints
    worker: Worker

    @property
    def model(self) -> str:
        """Voices are compared only with what this made."""
        return embedding_model(self.worker)

    async def enrol(
        self, actor: Principal, clinician_ref: str, file: FileObject, consent: SpeakerConsent
    ) -> EnrolledVoice:
        """`file`: one person, 10 to 60 s, any container. Raises `Forbidden`, `Undecodable`,
        `TooLarge`, `VoiceprintRefused` (no speech, too little, several voices), `GpuError`."""
        chunks = await asyncio.to_thread(_mono, file)
        voices = await follow_voices(chunks, self.worker, chunks[0].sample_rate)
        voiceprint = make_voiceprint(voices)
        enrolled = await asyncio.to_thread(
            self.voiceprints.enrol,
            actor,
            clinician_ref,
            voiceprint.to_bytes(),
            model=self.model,
            speech_ms=voiceprint.speech_ms,
            consent=consent,
        )
        log.info("voice enrolled", extra={"speech_ms": voiceprint.speech_ms})
        return enrolled


def embedding_model(worker: Worker) -> str:
    """Name and version of the model that tells voices apart."""
    return worker.models()["embedding"]


def _mono(file: FileObject) -> list[AudioChunk]:
    with open_audio(file) as audio:
        chunks = [
            AudioChunk(
                chunk.start,
                chunk.samples.mean(axis=1, keepdims=True).astype(np.int16),
                chunk.sample_rate,
            )
            for chunk in audio.chunks(max_s=LONGEST_S)
        ]
    if chunks[-1].end < SHORTEST_S * chunks[-1].sample_rate:
        raise Undecodable(f"A voice needs a recording of {SHORTEST_S} to {LONGEST_S} seconds.")
    return chunks
