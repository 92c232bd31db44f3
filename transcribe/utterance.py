"""What one channel said between two silences, provisionally and for the record."""

from dataclasses import dataclass

from transcribe.word import Word


@dataclass(frozen=True, slots=True)
class Caption:
    """The utterance in progress as far as it is understood; may be replaced by the next."""

    utterance_id: str
    channel: int
    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """The finished utterance; never changes. Its id is made of channel and start, so a repeat of
    the same audio gives the same id."""

    utterance_id: str
    channel: int
    start_ms: int
    end_ms: int
    text: str
    words: tuple[Word, ...]
    language: str = "en"
