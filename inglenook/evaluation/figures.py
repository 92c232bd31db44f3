"""One recording measured against its reference, and recordings pooled.

Pure: transcript and note in, figures out; running the pipeline is the command's work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from diarize import Transcript
from inglenook.evaluation.note import NoteDocument, NoteFigures, measure_note
from inglenook.evaluation.reference import Gold, Reference
from inglenook.evaluation.speech import Rate, SpeechFigures, measure_speech


@dataclass(frozen=True, slots=True)
class RecordingFigures:
    """`note` is None where there is no gold note."""

    name: str
    speech: SpeechFigures
    note: NoteFigures | None


def evaluate_recording(
    name: str,
    transcript: Transcript,
    reference: Reference,
    note: NoteDocument | None = None,
    gold: Gold | None = None,
) -> RecordingFigures:
    """`name`: folder and kind of recording; `note`: public JSON of the note drafted from it."""
    return RecordingFigures(
        name=name,
        speech=measure_speech(transcript, reference),
        note=measure_note(note, gold) if note is not None and gold is not None else None,
    )


def figures_to_json(figures: RecordingFigures) -> dict[str, object]:
    """Rates as fractions, null where there was nothing to measure."""
    document = {"name": figures.name, **_rates([figures])}
    document["speakers"] = figures.speech.speakers
    document["reference_speakers"] = figures.speech.reference_speakers
    if figures.note is not None:
        document["facts_missing"] = list(figures.note.missing)
        document["facts_missing_must"] = list(figures.note.missing_must)
        document["forbidden_found"] = list(figures.note.forbidden)
    return document


def pooled_to_json(recordings: Sequence[RecordingFigures]) -> dict[str, object]:
    """All errors over all reference words, seconds, facts or items; not a mean of rates."""
    return {"recordings": len(recordings), **_rates(recordings)}


def _rates(recordings: Sequence[RecordingFigures]) -> dict[str, object]:
    speech = [figures.speech for figures in recordings]
    notes = [figures.note for figures in recordings if figures.note is not None]
    return {
        "wer": _value([s.wer for s in speech]),
        "cpwer": _value([s.cpwer for s in speech]),
        "der": _value([s.der for s in speech]),
        "der_missed": _value([s.missed for s in speech]),
        "der_false_alarm": _value([s.false_alarm for s in speech]),
        "der_confusion": _value([s.confusion for s in speech]),
        "role_accuracy": _value([s.role_accuracy for s in speech]),
        "fact_recall": _value([n.fact_recall for n in notes]),
        "fact_precision": _value([n.fact_precision for n in notes]),
        "score_accuracy": _value([n.score_accuracy for n in notes]),
        "score_totals_right": _value([n.totals_right for n in notes]),
    }


def _value(rates: Sequence[Rate]) -> float | None:
    value = reduce(add, rates, Rate(0, 0)).value
    return None if value is None else round(value, 4)
