"""`inglenook rollout`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from inglenook.commands.options import DataFolder

if TYPE_CHECKING:
    from vault import Principal

app = typer.Typer(help="How far the machine goes, and for whom.", no_args_is_help=True)
Tenant = Annotated[str, typer.Option(help="The practice.")]


class StageName(StrEnum):
    """How far; each holds what the one before it does."""

    OFF = "off"
    TRANSCRIPT = "transcript"
    DRAFTS = "drafts"
    SCORES = "scores"


class EnrolmentName(StrEnum):
    """Who takes part."""

    EVERYONE = "everyone"
    VOLUNTEERS = "volunteers"


class ChoiceName(StrEnum):
    """A clinician's choice; none takes it back."""

    IN = "in"
    OUT = "out"
    NONE = "none"


@app.callback()
def rollout() -> None:
    """How far the machine goes, and for whom. In force at once, in a running server too."""


@app.command()
def show(tenant: Tenant = "default", data: DataFolder = None) -> None:
    """The practice's policy and what is kept for single clinicians."""
    from inglenook.commands.vault import opened
    from writeback.rollout.policy import stage_of
    from writeback.rollout.rollouts import Rollouts

    with opened(data) as vault:
        found = Rollouts(vault).read(_here(tenant))
    print(f"{found.policy.stage}, {found.policy.enrolment}")
    for name, own in found.clinicians.items():
        print(f"{name}\t{own.choice or '-'}\t{own.stage or '-'}\t{stage_of(found.policy, own)}")


@app.command("set")
def change(
    stage: Annotated[StageName, typer.Option(help="off, transcript, drafts or scores.")],
    enrolment: Annotated[EnrolmentName, typer.Option(help="Who takes part.")] = (
        EnrolmentName.EVERYONE
    ),
    tenant: Tenant = "default",
    data: DataFolder = None,
) -> None:
    """Change the practice's policy. `--stage off` switches the machine off for everybody."""
    from inglenook.commands.vault import opened
    from writeback.rollout.policy import Enrolment, Policy, Stage
    from writeback.rollout.rollouts import Rollouts

    with opened(data) as vault:
        Rollouts(vault).set_policy(
            _here(tenant), Policy(Stage(stage.value), Enrolment(enrolment.value))
        )
    print(f"{stage}, {enrolment}")


@app.command()
def clinician(
    who: Annotated[str, typer.Argument(help="The subject of their token.")],
    choice: Annotated[ChoiceName, typer.Option(help="in, out or none.")] = ChoiceName.NONE,
    stage: Annotated[
        StageName | None, typer.Option(help="Ahead of the practice or behind it.")
    ] = None,
    tenant: Tenant = "default",
    data: DataFolder = None,
) -> None:
    """Set what is kept for one clinician, all of it anew."""
    from inglenook.commands.vault import opened
    from writeback.rollout.policy import Choice, Own, Stage
    from writeback.rollout.rollouts import Rollouts

    own = Own(
        choice=None if choice is ChoiceName.NONE else Choice(choice.value),
        stage=None if stage is None else Stage(stage.value),
    )
    with opened(data) as vault:
        rollouts = Rollouts(vault)
        rollouts.set_own(_here(tenant), who, own)
        print(f"{who}: {rollouts.stage(tenant, who)}")


def _here(tenant: str) -> "Principal":
    """Whoever may open the vault's folder, as the audit names them."""
    from vault import Principal, Role

    return Principal(Role.ADMIN, "command-line", tenant)
