"""`inglenook draft`."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from inglenook.commands.failure import WrongUse


class DraftFormat(StrEnum):
    """How a draft is written."""

    JSON = "json"
    MD = "md"
    PDF = "pdf"
    FHIR = "fhir"


def draft(
    transcript: Annotated[Path, typer.Argument(help="A transcript as JSON.")],
    template: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE",
            help="soap, dap, birp, girp, pirp, a format in INGLENOOK_TEMPLATES, or a file of one.",
        ),
    ] = "soap",
    context: Annotated[
        Path | None, typer.Option(help="JSON with prior_note, goals, assessments.")
    ] = None,
    format: Annotated[DraftFormat, typer.Option(help="How it is written.")] = DraftFormat.JSON,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="File to write.")] = None,
) -> None:
    """A transcript becomes a watermarked draft."""
    import asyncio

    from diarize.document import transcript_from_json
    from inglenook.drafting import draft_transcript, unfiled_entry
    from inglenook.note_formats import format_wanted
    from inglenook.parts import make_drafter
    from inglenook.settings import load_settings
    from summarize.context import Context, context_from_json
    from summarize.errors import BadTemplate, MalformedContext, UnknownTemplate
    from summarize.scores.plausible import require_plausible
    from writeback.renderings.format import DraftFormat as Rendering
    from writeback.renderings.format import rendered

    held = transcript_from_json(_read_json(transcript))
    background = context_from_json(_read_json(context)) if context is not None else Context()
    settings = load_settings()
    try:
        wanted = format_wanted(template, settings)
        require_plausible(background.assessments)
    except (UnknownTemplate, BadTemplate) as error:
        raise WrongUse(f"--template: {error}") from None
    except MalformedContext as error:
        raise WrongUse(f"--context: {error}") from None
    drafter = make_drafter(settings)
    made = asyncio.run(draft_transcript(held, background, wanted, drafter))
    document, _ = rendered(made, unfiled_entry(made), Rendering(format.value))
    if output is not None:
        output.write_bytes(document)
    elif format is DraftFormat.PDF and sys.stdout.isatty():
        raise WrongUse("A PDF is not for a terminal: give a file with -o.")
    else:
        sys.stdout.buffer.write(document)


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WrongUse(f"There is no file {path}.") from None
    except (OSError, ValueError) as error:
        raise WrongUse(f"{path} cannot be read as JSON: {type(error).__name__}.") from None
