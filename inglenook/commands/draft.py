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


class TemplateName(StrEnum):
    """Kinds of note."""

    SOAP = "soap"
    DAP = "dap"
    BIRP = "birp"
    GIRP = "girp"


def draft(
    transcript: Annotated[Path, typer.Argument(help="A transcript as JSON.")],
    template: Annotated[TemplateName, typer.Option(help="Kind of note.")] = TemplateName.SOAP,
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
    from inglenook.settings import load_settings
    from inglenook.wiring import make_drafter
    from summarize.context import Context, context_from_json
    from writeback.format import DraftFormat as Rendering
    from writeback.format import rendered

    held = transcript_from_json(_read_json(transcript))
    background = context_from_json(_read_json(context)) if context is not None else Context()
    drafter = make_drafter(load_settings())
    made = asyncio.run(draft_transcript(held, background, template.value, drafter))
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
