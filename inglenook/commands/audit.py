"""`inglenook audit`."""

import typer

from inglenook.commands.options import DataFolder

app = typer.Typer(help="The audit chain.", no_args_is_help=True)


@app.callback()
def audit() -> None:
    """The audit chain."""


@app.command()
def verify(data: DataFolder = None) -> None:
    """Check every entry; exit 1 and the first broken one where it was tampered with."""
    from inglenook.commands.failure import WrongUse
    from inglenook.settings import load_settings
    from inglenook.wiring import open_vault

    settings = load_settings(data=data)
    if not (settings.data / "master.key").is_file():
        raise WrongUse(f"{settings.data} holds no vault; name its folder with --data.")
    vault = open_vault(settings)
    try:
        count = vault.verify_audit()
    finally:
        vault.close()
    print(f"The audit chain holds: {count} entries.")
