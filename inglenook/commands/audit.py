"""`inglenook audit`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer

from inglenook.commands.options import DataFolder

app = typer.Typer(help="The audit chain.", no_args_is_help=True)


class ExportFormat(StrEnum):
    """What entries are written as."""

    CSV = "csv"
    NDJSON = "ndjson"
    FHIR = "fhir"


@app.callback()
def audit() -> None:
    """The audit chain."""


@app.command()
def verify(
    data: DataFolder = None,
    without_anchors: Annotated[
        bool, typer.Option("--without-anchors", help="Do not ask where anchors are kept.")
    ] = False,
) -> None:
    """Check every entry, then the chain against its anchors; exit 1 and the first broken one where
    it was tampered with."""
    from inglenook.commands.vault import opened
    from inglenook.parts import make_anchoring
    from inglenook.settings import load_settings

    with opened(data) as vault:
        count = vault.verify_audit()
        print(f"The audit chain holds: {count} entries.")
        anchoring = make_anchoring(load_settings(data=data), vault)
        if without_anchors or not anchoring.stores:
            print(
                "It was not held to anchors: whoever holds this machine and its master key could "
                "have written it anew (INGLENOOK_AUDIT_ANCHORS)."
            )
            return
        for store in anchoring.stores:
            held = anchoring.verify(store)
            since = "never" if held.newest is None else f"{held.newest:%Y-%m-%d %H:%M:%S} UTC"
            print(
                f"It is as anchored in {held.store}: {held.anchors} anchors, the last over "
                f"{held.entries} entries ({since})."
            )


@app.command()
def anchor(data: DataFolder = None) -> None:
    """Anchor the chain now. A running server does so by itself."""
    from inglenook.commands.failure import WrongUse
    from inglenook.commands.vault import opened
    from inglenook.parts import make_anchoring
    from inglenook.settings import load_settings

    with opened(data) as vault:
        anchoring = make_anchoring(load_settings(data=data), vault)
        if not anchoring.stores:
            raise WrongUse(
                "Nowhere to keep an anchor is set. Set INGLENOOK_AUDIT_ANCHORS to a folder on "
                "another machine, or to s3://bucket/prefix with object lock."
            )
        for store in anchoring.stores:
            made = anchoring.anchor(store)
            what = "nothing new" if made is None else f"{made.entries} entries, {made.digest}"
            print(f"{store.name}: {what}")


@app.command()
def export(
    format: Annotated[ExportFormat, typer.Option(help="fhir: AuditEvent, one a line.")] = (
        ExportFormat.NDJSON
    ),
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File; standard output by default.")
    ] = None,
    since: Annotated[str | None, typer.Option(help="From this day or moment on (ISO).")] = None,
    until: Annotated[str | None, typer.Option(help="Before this day or moment (ISO).")] = None,
    who: Annotated[str | None, typer.Option(help="Subject of whoever did it.")] = None,
    role: Annotated[str | None, typer.Option(help="Role of whoever did it.")] = None,
    action: Annotated[str | None, typer.Option(help="draft.sign, or draft for all of it.")] = None,
    session: Annotated[str | None, typer.Option(help="Session it was done with.")] = None,
    tenant: Annotated[str | None, typer.Option(help="One practice; all by default.")] = None,
    data: DataFolder = None,
) -> None:
    """Write the entries out, in order. The export is an entry of the audit itself."""
    from inglenook.commands.vault import opened
    from vault import AuditQuery, Principal, Role, SessionId
    from writeback.oversight.export import all_entries, to_audit_events, to_csv, to_ndjson
    from writeback.oversight.routes import told

    wanted = AuditQuery(
        tenant=tenant,
        session_id=SessionId(session) if session else None,
        subject=who,
        role=role,
        action=action,
        since=_moment("--since", since),
        until=_moment("--until", until),
    )
    written = {
        ExportFormat.CSV: to_csv,
        ExportFormat.NDJSON: to_ndjson,
        ExportFormat.FHIR: to_audit_events,
    }[format]
    with opened(data) as vault:
        actor = Principal(Role.ADMIN, "command-line", tenant or "default")
        with vault.begin(actor) as tx:
            tx.audit(f"audit.export.{format.value}", reason=told(wanted))
        last = vault.audit_head().count
        with _opened(output) as file:
            for line in written(all_entries(vault, wanted, up_to=last)):
                file.write(line)


def _moment(option: str, text: str | None) -> datetime | None:
    """A day begins at midnight UTC."""
    from inglenook.commands.failure import WrongUse

    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUse(
            f"{option} must be a day or moment such as 2026-03-02T08:00+01:00."
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@contextmanager
def _opened(output: Path | None) -> Iterator[TextIO]:
    """Private to its owner where it is a new file: who did what is in it."""
    if output is None:
        yield sys.stdout
        return
    output.touch(mode=0o600)
    with output.open("w", encoding="utf-8", newline="") as file:
        yield file
