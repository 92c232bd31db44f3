"""`inglenook voiceprint`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inglenook.commands.options import DataFolder

if TYPE_CHECKING:
    from vault import Principal

app = typer.Typer(
    help="A clinician's enrolled voice, by which sessions know them.", no_args_is_help=True
)

Clinician = Annotated[
    str, typer.Option("--clinician", help="Whose it is: the subject of their token.")
]
Tenant = Annotated[str, typer.Option(help="The practice it belongs to.")]


@app.callback()
def voiceprint() -> None:
    """A clinician's enrolled voice."""


@app.command()
def enrol(
    file: Annotated[Path, typer.Argument(help="10 to 60 seconds of the clinician alone.")],
    clinician: Clinician,
    consent: Annotated[
        str, typer.Option(help="How the clinician agreed: verbal, written or electronic.")
    ],
    tenant: Tenant = "default",
    data: DataFolder = None,
) -> None:
    """Keep the voice in a recording (not the recording); replaces an earlier one."""
    import asyncio
    from datetime import UTC, datetime

    from ingest.body import Method
    from ingest.voiceprints import SpeakerConsent, Voiceprints
    from inglenook.commands.failure import WrongUse
    from inglenook.parts import make_worker, open_vault
    from inglenook.settings import load_settings
    from inglenook.speakers.enrolment import Enrolment

    if consent not in set(Method):
        raise WrongUse(f"--consent must be one of {', '.join(Method)}.")
    if not file.is_file():
        raise WrongUse(f"There is no file {file}.")
    settings = load_settings(data=data)
    vault, worker = open_vault(settings), make_worker(settings)
    try:
        with file.open("rb") as audio:
            enrolled = asyncio.run(
                Enrolment(Voiceprints(vault), worker).enrol(
                    _here(tenant), clinician, audio, SpeakerConsent(consent, datetime.now(UTC))
                )
            )
    finally:
        worker.close()
        vault.close()
    print(f"The voice of {clinician} is enrolled, {enrolled.speech_ms / 1000:.0f} s of speech.")


@app.command()
def show(clinician: Clinician, tenant: Tenant = "default", data: DataFolder = None) -> None:
    """Whether there is one, since when, and by which model."""
    from ingest.voiceprints import Voiceprints
    from inglenook.parts import open_vault
    from inglenook.settings import load_settings

    vault = open_vault(load_settings(data=data))
    try:
        held = Voiceprints(vault).read(_here(tenant), clinician)
    finally:
        vault.close()
    print(
        f"Enrolled {held.enrolled_at:%Y-%m-%d %H:%M} by {held.enrolled_by} ({held.model}); "
        f"consent {held.consent.method}, {held.consent.at:%Y-%m-%d}."
    )


@app.command()
def delete(clinician: Clinician, tenant: Tenant = "default", data: DataFolder = None) -> None:
    """Destroy it, with its key."""
    from ingest.voiceprints import Voiceprints
    from inglenook.parts import open_vault
    from inglenook.settings import load_settings

    vault = open_vault(load_settings(data=data))
    try:
        Voiceprints(vault).delete(_here(tenant), clinician)
    finally:
        vault.close()
    print(f"The voice of {clinician} is deleted.")


def _here(tenant: str) -> "Principal":
    """Whoever may open the vault's folder, as the audit names them."""
    from vault import Principal, Role

    return Principal(Role.ADMIN, "command-line", tenant)
