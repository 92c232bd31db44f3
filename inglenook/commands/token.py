"""`inglenook token`."""

from enum import StrEnum
from typing import Annotated

import typer

from inglenook.commands.options import DataFolder


class MintedRole(StrEnum):
    """Who a token can be for."""

    CLINICIAN = "clinician"
    SUPERVISOR = "supervisor"
    BRIDGE = "bridge"
    AUDITOR = "auditor"
    ADMIN = "admin"


def token(
    role: Annotated[MintedRole, typer.Option(help="What its holder may do.")],
    subject: Annotated[str, typer.Option(help="Who its holder is, for instance dr-lee.")],
    ttl: Annotated[int, typer.Option(help="Seconds until it expires.", min=1)] = 3600,
    tenant: Annotated[str, typer.Option(help="The practice it belongs to.")] = "default",
    link: Annotated[
        str | None,
        typer.Option(
            help="Instead of a token: a one-time link that signs a browser in at this address."
        ),
    ] = None,
    data: DataFolder = None,
) -> None:
    """Mint a token from the embedded issuer; it stands alone on the last line."""
    from inglenook.settings import load_settings
    from vault import Issuer, Principal, Role

    settings = load_settings(data=data)
    principal = Principal(Role(role.value), subject, tenant)
    if link is not None:
        from inglenook.signin import sign_in_link

        print(sign_in_link(settings, principal, link, "/review"))
        return
    print(Issuer(settings.data).mint(principal, ttl))
