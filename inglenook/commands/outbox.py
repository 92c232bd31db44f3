"""`inglenook outbox`."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inglenook.commands.options import DataFolder

if TYPE_CHECKING:
    from vault import Principal

app = typer.Typer(help="Signed notes on their way to the EHR.", no_args_is_help=True)
Tenant = Annotated[str, typer.Option(help="The practice.")]


class StateName(StrEnum):
    """Which of them."""

    DEAD = "dead"
    WAITING = "waiting"
    DELIVERED = "delivered"
    ALL = "all"


@app.callback()
def outbox() -> None:
    """Signed notes on their way to the EHR."""


@app.command("list")
def listed(
    state: Annotated[StateName, typer.Option(help="Which of them.")] = StateName.DEAD,
    tenant: Tenant = "default",
    data: DataFolder = None,
) -> None:
    """What could not be delivered, and why."""
    from inglenook.commands.vault import opened
    from writeback.ehr.dead_letters import DeadLetters
    from writeback.ehr.outbox import OutboxState

    wanted = None if state is StateName.ALL else OutboxState(state.value)
    with opened(data) as vault:
        for found in DeadLetters(vault).listed(_here(tenant), wanted):
            why = found.last_error or "-"
            print(
                f"{found.outbox_id}\t{found.draft_id}\t{found.connector}\t{found.state}\t"
                f"{found.attempts}\t{why}"
            )


@app.command()
def resend(
    outbox_id: Annotated[str, typer.Argument(help="As `outbox list` names it.")],
    tenant: Tenant = "default",
    data: DataFolder = None,
) -> None:
    """Have a running server try it again."""
    from inglenook.commands.failure import WrongUse
    from inglenook.commands.vault import opened
    from writeback.ehr.dead_letters import DeadLetters
    from writeback.errors import NoSuchLetter, NotDead

    with opened(data) as vault:
        try:
            found = DeadLetters(vault).resend(_here(tenant), outbox_id)
        except (NoSuchLetter, NotDead) as error:
            raise WrongUse(str(error)) from None
    print(f"{found.outbox_id}: {found.state}")


@app.command()
def jwks(
    key: Annotated[Path, typer.Argument(help="The private key (PEM) of INGLENOOK_FHIR_KEY.")],
) -> None:
    """Print the public half, as it is registered at an EHR."""
    import json

    from inglenook.commands.failure import WrongUse
    from writeback.ehr.smart import BadKey, jwks_of, read_key

    try:
        print(json.dumps(jwks_of([read_key(key)]), indent=2))
    except BadKey as error:
        raise WrongUse(str(error)) from None


def _here(tenant: str) -> "Principal":
    """Whoever may open the vault's folder, as the audit names them."""
    from vault import Principal, Role

    return Principal(Role.ADMIN, "command-line", tenant)
