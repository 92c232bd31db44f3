"""`inglenook`: the command line. Exit 0 done, 1 failed, 2 wrong use."""

import logging
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from inglenook import __version__
from inglenook.commands import (
    audit,
    bench,
    consent,
    demo,
    doctor,
    draft,
    evaluate,
    outbox,
    retention,
    rollout,
    serve,
    stream,
    token,
    transcribe,
    voiceprint,
)
from inglenook.commands.failure import CommandFailed, WrongUse

app = typer.Typer(
    name="inglenook",
    help="Self-hosted ambient scribe for therapists.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for name, command in (
    ("demo", demo.demo),
    ("serve", serve.serve),
    ("stream", stream.stream),
    ("transcribe", transcribe.transcribe),
    ("draft", draft.draft),
    ("eval", evaluate.evaluate),
    ("bench", bench.bench),
    ("doctor", doctor.doctor),
    ("token", token.token),
):
    app.command(name)(command)
app.add_typer(audit.app, name="audit")
app.add_typer(consent.app, name="consent")
app.add_typer(retention.app, name="retention")
app.add_typer(outbox.app, name="outbox")
app.add_typer(rollout.app, name="rollout")
app.add_typer(voiceprint.app, name="voiceprint")


def _version(asked: bool) -> None:
    if asked:
        print(f"inglenook {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Say more; works behind a command too."),
    ] = False,
) -> None:
    """Self-hosted ambient scribe for therapists: consented audio in, a signed note out."""


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script. `-v` may stand anywhere before or after the command's name."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    verbose = "-v" in given or "--verbose" in given
    given = [word for word in given if word not in ("-v", "--verbose")]
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(levelname)s %(message)s"
    )
    try:
        sys.exit(app(given, prog_name="inglenook", standalone_mode=False))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except typer.TyperException as error:
        _fail(WrongUse(_wrong_call(error)) if str(error) else None, 2, verbose)
    except WrongUse as error:
        _fail(error, 2, verbose)
    except Exception as error:
        _fail(error, 1, verbose)


def _wrong_call(error: typer.TyperException) -> str:
    """Which part of the call is wrong, and whose help says how it goes."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "inglenook"
    return f"{error.format_message().rstrip('.')}. See: {command} --help"


def _fail(error: Exception | None, status: int, verbose: bool) -> None:
    """None where the help that was shown says it all."""
    if error is None:
        sys.exit(status)
    if verbose:
        traceback.print_exc()
    known = isinstance(error, CommandFailed | WrongUse) or type(error).__module__.split(".")[0] in (
        "ingest",
        "transcribe",
        "diarize",
        "summarize",
        "writeback",
        "gpu",
        "vault",
        "inglenook",
    )
    text = " ".join(str(error).split())
    if isinstance(error, OSError) and error.filename is not None:
        known, text = True, f"{error.filename}: {error.strerror}."
    line = text if known else f"{type(error).__name__}: {text or 'no detail'} (-v shows more)"
    print(f"inglenook: {line}", file=sys.stderr)
    sys.exit(status)
