"""`inglenook transcribe`."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from inglenook.commands.options import SplitChannels


class TranscriptFormat(StrEnum):
    """How a transcript is written."""

    JSON = "json"
    TXT = "txt"
    SRT = "srt"
    VTT = "vtt"
    RTTM = "rttm"


def transcribe(
    file: Annotated[Path, typer.Argument(help="Any recording FFmpeg reads.")],
    split_channels: SplitChannels = False,
    speakers: Annotated[
        int | None, typer.Option(help="How many people speak, where it is known.", min=1, max=8)
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="What is spoken (en, es, de, …); detected where not given.")
    ] = None,
    format: Annotated[TranscriptFormat, typer.Option(help="How it is written.")] = (
        TranscriptFormat.JSON
    ),
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write.")] = None,
) -> None:
    """A recording becomes a transcript with speakers."""
    import asyncio

    from diarize.document import transcript_to_json
    from diarize.rendering import RENDERINGS
    from inglenook.commands.failure import WrongUse
    from inglenook.commands.progress import bar
    from inglenook.recorded import hear_file
    from inglenook.settings import load_settings
    from inglenook.wiring import make_told_speakers, make_worker, transcribe_options

    if not file.is_file():
        raise WrongUse(f"There is no file {file}.")
    settings = load_settings(language=language)
    worker = make_worker(settings)
    try:
        with bar(f"Transcribing {file.name}") as show:
            transcript = asyncio.run(
                hear_file(
                    file,
                    worker,
                    transcribe_options(settings),
                    split_channels=split_channels,
                    speakers=speakers,
                    told_speakers=make_told_speakers(settings),
                    on_progress=show,
                )
            )
    finally:
        worker.close()
    if format is TranscriptFormat.JSON:
        text = json.dumps(transcript_to_json(transcript), ensure_ascii=False, indent=2) + "\n"
    else:
        text = RENDERINGS[format.value](transcript)
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")
