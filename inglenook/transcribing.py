"""Recordings on the command line: one, or those of a folder one after the other."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from diarize.document import transcript_to_json
from diarize.rendering import RENDERINGS
from gpu import Worker
from ingest.errors import IngestError
from inglenook.commands.failure import CommandFailed
from inglenook.commands.progress import bar
from inglenook.recorded import FileAudio, hear_audio
from inglenook.speakers.told_speakers import ToldSpeakers
from transcribe.options import TranscribeOptions


@dataclass(frozen=True, slots=True)
class Transcribing:
    """`format`: `json`, or one of `RENDERINGS`."""

    worker: Worker
    options: TranscribeOptions
    told_speakers: ToldSpeakers
    format: str
    split_channels: bool = False
    speakers: int | None = None

    async def one(self, file: Path, place: str = "") -> str:
        """The transcript as text; what there is to say of the file goes to stderr.

        Raises `Undecodable`, `OSError`, `GpuError`.
        """
        with bar(f"Transcribing {place}{file.name}") as show:
            audio = FileAudio.of(file, split_channels=self.split_channels)
            transcript = await hear_audio(
                audio,
                self.worker,
                self.options,
                name=file.stem,
                speakers=self.speakers,
                told_speakers=self.told_speakers,
                on_progress=show,
            )
        for notice in audio.notices:
            _tell(file, notice)
        if self.format == "json":
            document = transcript_to_json(transcript)
            return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        return RENDERINGS[self.format](transcript)

    async def each(self, outputs: Mapping[Path, Path]) -> None:
        """Each file to its output; one that cannot be read is told of and does not end the rest.

        Raises `CommandFailed` in the end where there were such, `GpuError` at once.
        """
        failed = []
        for number, (file, output) in enumerate(outputs.items(), start=1):
            try:
                text = await self.one(file, f"{number}/{len(outputs)} ")
                output.parent.mkdir(parents=True, exist_ok=True)
                output.write_text(text, encoding="utf-8")
            except (IngestError, OSError) as error:
                why = error.strerror if isinstance(error, OSError) else str(error)
                _tell(file, f"{why or type(error).__name__}")
                failed.append(file.name)
        if failed:
            raise CommandFailed(
                f"{len(failed)} of {len(outputs)} recordings could not be transcribed: "
                f"{', '.join(failed)}."
            )


def _tell(file: Path, what: str) -> None:
    print(f"inglenook: {file.name}: {what}", file=sys.stderr)
