"""`inglenook consent`."""

from typing import Annotated

import typer

from inglenook.commands.options import DataFolder

app = typer.Typer(help="Consents, and what was destroyed under them.", no_args_is_help=True)


@app.callback()
def consent() -> None:
    """Consents, and what was destroyed under them."""


@app.command()
def verify(
    consent_id: Annotated[
        str | None, typer.Argument(help="One consent; by default all that destroyed anything.")
    ] = None,
    data: DataFolder = None,
) -> None:
    """Check what was reported as destroyed: exit 1 where anything of it is left, or a report was
    changed. Looks into every file of the data folder."""
    from ingest.purge import purges_of
    from ingest.purge_check import faults
    from inglenook.commands.failure import CommandFailed, WrongUse
    from inglenook.commands.vault import opened
    from vault import ConsentId

    with opened(data) as vault:
        records = purges_of(vault, ConsentId(consent_id) if consent_id else None)
        if consent_id and not records:
            raise WrongUse(f"Nothing was destroyed under {consent_id}, if it is a consent.")
        found = faults(vault, records)
    for fault in found:
        print(fault)
    if found:
        raise CommandFailed(
            f"{len(found)} of what was reported as destroyed is not as reported. Stop the server, "
            "start it again (it removes what a crash left), and verify again."
        )
    keys = sum(len(part["keys"]) for record in records for part in record.document["sessions"])
    print(f"{len(records)} reports hold: {keys} keys are gone, and nothing under them is left.")
