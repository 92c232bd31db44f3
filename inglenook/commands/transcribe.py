"""`inglenook transcribe`."""

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
    file: Annotated[
        Path,
        typer.Argument(help="Any recording FFmpeg reads; of a folder, all recordings in it."),
    ],
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
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="File to write, or a folder; those of a folder go next to its recordings else.",
        ),
    ] = None,
) -> None:
    """A recording becomes a transcript with speakers; so does each of a folder."""
    import asyncio

    from inglenook.commands.failure import CommandFailed, WrongUse
    from inglenook.folder import outputs_of, recordings_in
    from inglenook.parts import make_told_speakers, make_worker, transcribe_options
    from inglenook.settings import load_settings
    from inglenook.transcribing import Transcribing

    whole_folder = file.is_dir()
    if not whole_folder and not file.is_file():
        raise WrongUse(f"There is no file {file}.")
    if whole_folder and output is not None and output.is_file():
        raise WrongUse(f"{output} is a file; name a folder for the transcripts of a folder.")
    recordings = recordings_in(file) if whole_folder else [file]
    if not recordings:
        raise CommandFailed(f"There is no recording in {file}.")
    settings = load_settings(language=language)
    worker = make_worker(settings)
    transcribing = Transcribing(
        worker,
        transcribe_options(settings),
        make_told_speakers(settings),
        format.value,
        split_channels=split_channels,
        speakers=speakers,
    )
    try:
        if whole_folder:
            outputs = outputs_of(recordings, output, format.value)
            asyncio.run(transcribing.each(dict(zip(recordings, outputs, strict=True))))
            return
        if output is not None and output.is_dir():
            output = outputs_of(recordings, output, format.value)[0]
        text = asyncio.run(transcribing.one(file))
    finally:
        worker.close()
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")
