"""Words and speakers measured: WER, cpWER, DER, roles.

WER and cpWER are counted after the Whisper English normalizer, fillers dropped on both sides;
DER against the reference turns without a collar, overlap counted.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from diarize import Transcript
from inglenook.evaluation.reference import Reference

FILLERS = frozenset({"uh", "um", "ah", "mm", "hmm", "mhm", "mmm", "mmhmm"})
"""The normalizer drops most of these already and splits "mm-hmm"."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A count of errors (or of hits) out of so many; pooled by adding up."""

    count: float
    total: float

    @property
    def value(self) -> float | None:
        """None where there was nothing to measure."""
        return self.count / self.total if self.total else None

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.count + other.count, self.total + other.total)


@dataclass(frozen=True, slots=True)
class SpeechFigures:
    """Errors over reference words (WER, cpWER) or reference seconds (DER)."""

    wer: Rate
    cpwer: Rate
    der: Rate
    missed: Rate
    false_alarm: Rate
    confusion: Rate
    role_accuracy: Rate
    """Reference words whose turn is mostly covered by a speaker of the right role."""
    speakers: int
    reference_speakers: int


@dataclass(frozen=True, slots=True)
class Span:
    """Somebody talking; seconds."""

    speaker: str
    start: float
    end: float


class _Normalizer(Protocol):
    def __call__(self, text: str) -> str: ...


def measure_speech(transcript: Transcript, reference: Reference) -> SpeechFigures:
    """All figures of one recording."""
    turns = sorted(reference.turns, key=lambda turn: turn.start)
    heard = sorted(transcript.turns, key=lambda turn: turn.start_ms)
    said_in = _texts([(turn.speaker, turn.text) for turn in turns])
    heard_in = _texts([(turn.speaker_id, turn.text) for turn in heard])
    der, missed, false_alarm, confusion = diarization_errors(
        [Span(turn.speaker, turn.start, turn.end) for turn in turns],
        [Span(turn.speaker_id, turn.start_ms / 1000, turn.end_ms / 1000) for turn in heard],
    )
    return SpeechFigures(
        wer=word_errors(" ".join(t.text for t in turns), " ".join(t.text for t in heard)),
        cpwer=speaker_word_errors(said_in, heard_in),
        der=der,
        missed=missed,
        false_alarm=false_alarm,
        confusion=confusion,
        role_accuracy=role_hits(transcript, reference),
        speakers=len(heard_in),
        reference_speakers=len(said_in),
    )


def normalized(text: str) -> str:
    """As words are compared."""
    return " ".join(word for word in _normalizer()(text).split() if word not in FILLERS)


def word_errors(said: str, heard: str) -> Rate:
    """Word errors of the whole text in order of turns."""
    import jiwer

    reference, hypothesis = normalized(said), normalized(heard)
    if not reference:
        return Rate(len(hypothesis.split()), 0)
    result = jiwer.process_words(reference, hypothesis)
    errors = result.substitutions + result.deletions + result.insertions
    return Rate(errors, len(reference.split()))


def speaker_word_errors(said: Mapping[str, str], heard: Mapping[str, str]) -> Rate:
    """cpWER: each speaker's words together, speakers matched so that errors are fewest."""
    from meeteval.wer.wer.cp import cp_word_error_rate

    reference = {speaker: normalized(text) for speaker, text in said.items()}
    hypothesis = {speaker: normalized(text) for speaker, text in heard.items()}
    if not any(reference.values()):
        return Rate(sum(len(text.split()) for text in hypothesis.values()), 0)
    result = cp_word_error_rate(
        reference, hypothesis or {"nobody": ""}, reference_sort=False, hypothesis_sort=False
    )
    return Rate(result.errors, result.length)


def diarization_errors(
    said: Sequence[Span], heard: Sequence[Span]
) -> tuple[Rate, Rate, Rate, Rate]:
    """DER, and its parts missed, false alarm and confusion, in seconds of reference speech."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyannote.metrics warns that the extent is guessed
        from pyannote.metrics.diarization import DiarizationErrorRate

        parts = DiarizationErrorRate(collar=0.0, skip_overlap=False)(
            _annotation(said), _annotation(heard), detailed=True
        )
    total = float(parts["total"])
    missed, false_alarm, confusion = (
        float(parts[name]) for name in ("missed detection", "false alarm", "confusion")
    )
    return (
        Rate(missed + false_alarm + confusion, total),
        Rate(missed, total),
        Rate(false_alarm, total),
        Rate(confusion, total),
    )


def role_hits(transcript: Transcript, reference: Reference) -> Rate:
    """Words of reference turns whose time is mostly covered by a speaker of the right role."""
    hits = total = 0
    for turn in reference.turns:
        words = len(normalized(turn.text).split())
        if not words:
            continue
        covered: dict[str, float] = {}
        for heard in transcript.turns:
            common = min(turn.end, heard.end_ms / 1000) - max(turn.start, heard.start_ms / 1000)
            if common > 0:
                role = transcript.role_of(heard.speaker_id).value
                # An interjection inside a long turn belongs to the shorter, better fitting one.
                fit = common / max(
                    heard.end_ms / 1000 - heard.start_ms / 1000, turn.end - turn.start
                )
                covered[role] = max(covered.get(role, 0.0), fit)
        total += words
        if covered and max(covered, key=lambda role: covered[role]) == turn.role_name:
            hits += words
    return Rate(hits, total)


@cache
def _normalizer() -> _Normalizer:
    from whisper_normalizer.english import EnglishTextNormalizer

    normalizer: _Normalizer = EnglishTextNormalizer()
    return normalizer


def _texts(turns: Sequence[tuple[str, str]]) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for speaker, text in turns:
        texts.setdefault(speaker, []).append(text)
    return {speaker: " ".join(parts) for speaker, parts in texts.items()}


def _annotation(spans: Sequence[Span]) -> object:
    from pyannote.core import Annotation, Segment

    annotation = Annotation()
    for number, span in enumerate(spans):
        if span.end > span.start:
            annotation[Segment(span.start, span.end), number] = span.speaker
    return annotation
