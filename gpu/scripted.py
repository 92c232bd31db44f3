"""The worker's model-free twin: hears by loudness, says what its script says."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gpu.audio import MODEL_RATE_HZ, Samples
from gpu.errors import GpuError
from gpu.worker import Decoded, DecodedWord, DecodeRequest, Priority, SpeechState

FRAME_SAMPLES = 512
SEGMENT_FRAMES = 589
EMBEDDING_SIZE = 192
_SPOKEN_RMS = 0.01
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def counted(samples: Samples) -> str:
    """One number word for each half second in which the window is loud."""
    half = MODEL_RATE_HZ // 2
    halves = [samples[at : at + half] for at in range(0, len(samples), half)]
    loud = sum(_rms(piece) > _SPOKEN_RMS for piece in halves)
    return " ".join(_NUMBERS[number % len(_NUMBERS)] for number in range(loud))


@dataclass
class ScriptedWorker:
    """For tests and model-free runs. What it does depends on the audio and its script alone."""

    hear: Callable[[Samples], str] = counted
    """Audio of a window to its text."""
    finals: Sequence[str] = ()
    """Texts of the first final decodes, in order; then `hear` decides."""
    failures: Sequence[GpuError | None] = ()
    """What the first final decodes raise, in order; None lets one pass."""
    requests: list[DecodeRequest] = field(default_factory=list)
    """Every decode asked for."""
    delay_s: float = 0.0
    """What work is said to wait."""
    closed: bool = False

    async def decode(self, request: DecodeRequest) -> Decoded:
        """What is known of the window already is not said again."""
        await asyncio.sleep(0)
        self.requests.append(request)
        if request.priority is Priority.CAPTION:
            return _decoded(self.hear(_new(request)), request)
        asked = sum(r.priority is not Priority.CAPTION for r in self.requests) - 1
        failure = self.failures[asked] if asked < len(self.failures) else None
        if failure is not None:
            raise failure
        answered = asked - sum(f is not None for f in self.failures[:asked])
        if answered < len(self.finals):
            return _decoded(self.finals[answered], request)
        return _decoded(self.hear(_new(request)), request)

    async def speech(
        self, samples: Samples, state: SpeechState | None
    ) -> tuple[NDArray[np.float32], SpeechState]:
        await asyncio.sleep(0)
        frames = samples.reshape(-1, FRAME_SAMPLES)
        loud = np.sqrt(np.mean(frames**2, axis=1)) > _SPOKEN_RMS
        return loud.astype(np.float32), state or SpeechState(())

    async def segment(self, window: Samples, priority: Priority) -> NDArray[np.float32]:
        """One local speaker, active where the window is loud."""
        activity = np.zeros((SEGMENT_FRAMES, 3), np.float32)
        for frame in range(SEGMENT_FRAMES):
            at = round((0.031 + frame * 0.016875) * MODEL_RATE_HZ)
            activity[frame, 0] = _rms(window[max(at - 256, 0) : at + 256]) > _SPOKEN_RMS
        return activity

    async def embed(self, samples: Samples, priority: Priority) -> NDArray[np.float32]:
        """A voice is known by the strongest frequency in it."""
        return _voice(samples)

    async def embed_spans(
        self, samples: Samples, spans: Sequence[tuple[int, int]], priority: Priority
    ) -> NDArray[np.float32]:
        return np.array([_voice(samples[first:last]) for first, last in spans])

    def queue_delay_s(self, priority: Priority) -> float:
        return self.delay_s

    def models(self) -> dict[str, str]:
        return dict.fromkeys(("recognizer", "speech", "segmentation", "embedding"), "scripted")

    async def load(self) -> None:
        """There is nothing to load."""

    def close(self) -> None:
        self.closed = True


def _decoded(text: str, request: DecodeRequest) -> Decoded:
    """Words spread evenly over what is new in the window."""
    texts = text.split()
    from_ms = _known_ms(request)
    step = 1000 * len(_new(request)) // MODEL_RATE_HZ / max(len(texts), 1)
    words = tuple(
        DecodedWord(word, from_ms + round(number * step), from_ms + round((number + 1) * step), 0.9)
        for number, word in enumerate(texts)
    )
    language = request.language or "en"
    return Decoded(text, words if request.word_times else (), language, -0.2, 0.0, 1.0)


def _new(request: DecodeRequest) -> Samples:
    return request.samples[_known_ms(request) * MODEL_RATE_HZ // 1000 :]


def _known_ms(request: DecodeRequest) -> int:
    return request.known[-1].end_ms if request.known else 0


def _voice(samples: Samples) -> NDArray[np.float32]:
    spectrum = np.abs(np.fft.rfft(samples, n=MODEL_RATE_HZ))
    voice = np.zeros(EMBEDDING_SIZE, np.float32)
    voice[int(np.argmax(spectrum)) // 50 % EMBEDDING_SIZE] = 1.0
    return voice


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
