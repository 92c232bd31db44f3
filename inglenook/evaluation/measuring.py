"""`inglenook eval`: runs the recorded path over references and measures what comes out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from diarize import Transcript
from gpu import Worker
from inglenook.drafting import draft_transcript
from inglenook.evaluation.figures import (
    RecordingFigures,
    evaluate_recording,
    figures_to_json,
    pooled_to_json,
)
from inglenook.evaluation.reference import read_gold, read_reference
from inglenook.recorded import hear_file
from inglenook.speakers.told_speakers import ToldSpeakers
from summarize.context import Context
from summarize.document import note_to_json
from summarize.drafter import Drafter
from transcribe.options import TranscribeOptions

CONDITIONS = {"session": "one microphone", "session_2ch": "two channels"}
"""Stem of a recording's file and what it means."""

COLUMNS = (
    ("wer", "WER"),
    ("cpwer", "cpWER"),
    ("der", "DER"),
    ("role_accuracy", "roles"),
    ("fact_recall", "facts"),
    ("fact_precision", "precision"),
    ("score_accuracy", "scores"),
)


@dataclass(frozen=True, slots=True)
class EvalRecording:
    """One file with its reference beside it."""

    path: Path

    @property
    def two_channels(self) -> bool:
        return self.path.stem == "session_2ch"

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}, {CONDITIONS[self.path.stem]}"


def find_recordings(folder: Path) -> list[EvalRecording]:
    """In `folder` itself and in the folders in it; sorted."""
    folders = [folder, *sorted(folder.iterdir())] if folder.is_dir() else []
    return [
        EvalRecording(path)
        for place in folders
        if (place / "ref.json").is_file()
        for path in sorted(place.iterdir())
        if path.stem in CONDITIONS and path.is_file()
    ]


async def measure_recording(
    recording: EvalRecording,
    worker: Worker,
    options: TranscribeOptions,
    drafter: Drafter,
    told_speakers: ToldSpeakers | None = None,
    on_progress: Callable[[float, float], None] | None = None,
) -> RecordingFigures:
    """Hear, draft and compare. Raises `ReferenceUnusable`, `Undecodable`, `GpuError`."""
    transcript = await hear_file(
        recording.path,
        worker,
        options,
        split_channels=recording.two_channels,
        told_speakers=told_speakers,
        on_progress=on_progress,
    )
    return await measure_transcript(recording, transcript, drafter)


async def measure_transcript(
    recording: EvalRecording, transcript: Transcript, drafter: Drafter
) -> RecordingFigures:
    folder = recording.path.parent
    reference = read_reference(folder / "ref.json")
    gold = read_gold(folder / "gold.json") if (folder / "gold.json").is_file() else None
    draft = await draft_transcript(transcript, Context(), "soap", drafter)
    return evaluate_recording(recording.name, transcript, reference, note_to_json(draft.note), gold)


def table(figures: Sequence[RecordingFigures]) -> str:
    """Per cent; a dash where there was nothing to measure. The last line pools all."""
    rows = [figures_to_json(one) for one in figures]
    rows.append({"name": "pooled", **pooled_to_json(figures)})
    width = max(len(str(row["name"])) for row in rows)
    lines = [f"{'':<{width}}" + "".join(f"{title:>11}" for _, title in COLUMNS)]
    lines += [
        f"{row['name']!s:<{width}}" + "".join(f"{_per_cent(row[key]):>11}" for key, _ in COLUMNS)
        for row in rows
    ]
    return "\n".join(lines)


def _per_cent(value: object) -> str:
    return f"{100 * value:.1f}" if isinstance(value, int | float) else "–"
