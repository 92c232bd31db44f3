"""Speech to words.

In: one channel of a session at 16 kHz, pushed into a `Transcriber`. Out: `Caption` (provisional)
and `Utterance` (the record).
Errors: `TranscribeError`, and the worker's `gpu.GpuError`.
"""

from transcribe.errors import StreamEnded, TranscribeError
from transcribe.options import EndpointOptions, TranscribeOptions
from transcribe.transcriber import Transcriber
from transcribe.utterance import Caption, Utterance
from transcribe.word import Word, running_text

__all__ = [
    "Caption",
    "EndpointOptions",
    "StreamEnded",
    "TranscribeError",
    "TranscribeOptions",
    "Transcriber",
    "Utterance",
    "Word",
    "running_text",
]
