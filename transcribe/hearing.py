"""What the captions and the finals of one channel share."""

from collections.abc import Callable
from dataclasses import dataclass

from gpu import Samples, Worker
from transcribe.language import SessionLanguage
from transcribe.options import TranscribeOptions


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who decodes, how, and what."""

    worker: Worker
    options: TranscribeOptions
    sound: Callable[[int, int], Samples]
    """The audio between two times in ms from the channel's first sample."""
    language: SessionLanguage
    session: str = ""
    """Whose turn it is at the worker."""
