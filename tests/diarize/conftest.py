"""A scripted room: who talks is written into the audio's level, so no weights are needed."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from diarize import Transcript, VoiceSegment
from diarize.activity import WINDOW_FRAMES, frame_ms
from diarize.turn import Speaker, SpeakerRole, Turn
from gpu import Decoded, DecodedWord, DecodeRequest, Priority, Samples, SpeechState
from transcribe import Utterance, Word

RATE = 16


class Room:
    """A `gpu.Worker` that hears person k wherever the samples are (k + 1) / 10."""

    def __init__(self, people: int = 3) -> None:
        generator = np.random.default_rng(7)
        raw = generator.normal(size=(people, 192))
        self.voices = (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32)
        self.windows = 0
        self.embedded_ms = 0

    async def segment(self, window: Samples, priority: Priority) -> np.ndarray:
        scores = np.zeros((WINDOW_FRAMES, 3), dtype=np.float32)
        order = np.roll(np.arange(3), self.windows)  # columns come in another order each time
        self.windows += 1
        at = np.array([frame_ms(frame) * RATE for frame in range(WINDOW_FRAMES)])
        heard = np.round(window[at[at < len(window)]] * 10).astype(int)
        for person in range(3):
            scores[: len(heard), order[person]] = 0.95 * (heard == person + 1)
        return scores

    async def embed(self, samples: Samples, priority: Priority) -> np.ndarray:
        self.embedded_ms += len(samples) // RATE
        heard = samples[samples > 0.05]
        person = round(float(np.median(heard)) * 10) - 1 if len(heard) else 0
        return self.voices[person]

    async def embed_spans(
        self, samples: Samples, spans: Sequence[tuple[int, int]], priority: Priority
    ) -> np.ndarray:
        return np.array([await self.embed(samples[a:b], priority) for a, b in spans])

    async def decode(self, request: DecodeRequest) -> Decoded:
        words: tuple[DecodedWord, ...] = ()
        return Decoded("", words, "en", 0.0, 1.0, 1.0)

    async def speech(
        self, samples: Samples, state: SpeechState | None
    ) -> tuple[np.ndarray, SpeechState]:
        return np.zeros(len(samples) // 512, dtype=np.float32), SpeechState(())

    def models(self) -> dict[str, str]:
        return {"speakers": "room"}

    def close(self) -> None:
        return


def sound(spans: list[tuple[int, int, int]], duration_ms: int) -> Samples:
    """`spans`: (start_ms, end_ms, person)."""
    samples = np.zeros(duration_ms * RATE, dtype=np.float32)
    for start, end, person in spans:
        samples[start * RATE : end * RATE] = (person + 1) / 10
    return samples


def utterance(text: str, start_ms: int, *, channel: int = 0, word_ms: int = 300) -> Utterance:
    """Words of equal length without pauses."""
    words = tuple(
        Word(word, start_ms + place * word_ms, start_ms + (place + 1) * word_ms, 0.9)
        for place, word in enumerate(text.split())
    )
    end = words[-1].end_ms if words else start_ms
    return Utterance(f"u{channel}-{start_ms}", channel, start_ms, end, text, words)


def voice(start_ms: int, end_ms: int, embedding: np.ndarray | None, track: int = 0) -> VoiceSegment:
    return VoiceSegment(start_ms, end_ms, track, end_ms - start_ms, embedding)


def small_transcript() -> Transcript:
    words = (
        Word("How", 1000, 1300, 0.9),
        Word("are", 1300, 1500, 0.8),
        Word("you?", 1500, 2000, 1.0),
    )
    return Transcript(
        "s 1",
        5_000,
        "en",
        (
            Speaker("S1", SpeakerRole.CLINICIAN, 0.9, None),
            Speaker("S2", SpeakerRole.CLIENT, 0.9, None),
        ),
        (
            Turn("t1", "S1", 1000, 2000, "How are you?", False, words),
            Turn("t2", "S2", 2500, 3000, "Not <so> good.", False, ()),
        ),
        {"asr": "tiny.en"},
    )


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
def make_sound() -> Callable[..., Samples]:
    return sound


@pytest.fixture
def make_utterance() -> Callable[..., Utterance]:
    return utterance


@pytest.fixture
def make_voice() -> Callable[..., VoiceSegment]:
    return voice


@pytest.fixture
def transcript() -> Transcript:
    return small_transcript()
