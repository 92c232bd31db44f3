"""What a model worker does for the stages: four operations, each stateless."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gpu.audio import Samples


class Priority(IntEnum):
    """Who goes first when the worker is busy; a lower number is served first."""

    FINAL = 0
    SPEAKER = 1
    CAPTION = 2
    RECORDED = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A part of a window whose words are settled: the decoder goes on from there."""

    text: str
    start_ms: int
    end_ms: int
    open: bool = False
    """The sentence goes on behind it."""


@dataclass(frozen=True, slots=True)
class DecodeRequest:
    """One window of speech to be turned into words."""

    samples: Samples
    """At most 30 s."""
    priority: Priority
    beam_size: int = 1
    word_times: bool = True
    language: str | None = None
    """ISO 639-1; None detects it (multilingual models) or means English (.en models)."""
    known: tuple[Known, ...] = ()
    """What the window begins with, in order; it is heard again, and only what follows is told."""
    prompt: str = ""
    """What was said before, or words to expect; biases the decoder."""
    guess: str = ""
    """What probably follows `known`: where it is right the words come cheaper, never different."""
    session: str = ""
    """Whose it is: sessions share the models evenly. Requests of none share as one session."""


@dataclass(frozen=True, slots=True)
class DecodedWord:
    """A word with its place in the window."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the recognizer heard in one window."""

    text: str
    words: tuple[DecodedWord, ...]
    """Empty where word times were not asked for."""
    language: str
    mean_log_probability: float
    no_speech_probability: float
    compression_ratio: float
    told_to_ms: int | None = None
    """Where in the window the decoder says its text ends; None where it does not say."""
    language_probability: float = 1.0
    """Of the detection; 1 where the language was given."""


@dataclass(frozen=True, slots=True)
class SpeechState:
    """The neural voice detector's memory between two calls; opaque to its holder."""

    arrays: tuple[NDArray[np.float32], ...]


class Worker(Protocol):
    """Runs models for all sessions; holds weights, never a session's state.

    Any event loop may call it. Raises `WorkerBusy` (retryable) when its bounded queue
    is full, `WorkerFailed` when a model raises.
    """

    async def decode(self, request: DecodeRequest) -> Decoded: ...

    async def speech(
        self, samples: Samples, state: SpeechState | None
    ) -> tuple[NDArray[np.float32], SpeechState]:
        """Speech probability for each 512-sample frame (32 ms); length a multiple of 512."""
        ...

    async def segment(self, window: Samples, priority: Priority) -> NDArray[np.float32]:
        """Activity of up to 3 local speakers in a 10 s window: shape (frames, 3), in [0, 1]."""
        ...

    async def embed(self, samples: Samples, priority: Priority) -> NDArray[np.float32]:
        """Voice embedding of one speaker's speech: shape (192,), unit length."""
        ...

    async def embed_spans(
        self, samples: Samples, spans: Sequence[tuple[int, int]], priority: Priority
    ) -> NDArray[np.float32]:
        """Voice embeddings of several spans (first and last sample) of one stretch of at most 10 s,
        which is heard once: shape (spans, 192), each of unit length."""
        ...

    def queue_delay_s(self, priority: Priority) -> float:
        """How long work of that priority that came now would likely wait; 0 where nobody waits."""
        ...

    def models(self) -> dict[str, str]:
        """Name of each model in use by its task, as written into transcripts."""
        ...

    def close(self) -> None: ...
