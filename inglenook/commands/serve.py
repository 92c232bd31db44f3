"""`inglenook serve`."""

from enum import StrEnum
from typing import Annotated

import typer

from inglenook.commands.failure import WrongUse
from inglenook.commands.options import DataFolder


class ServerRole(StrEnum):
    """Which part of the house a process is."""

    ALL = "all"
    GATEWAY = "gateway"
    WORKER = "worker"


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)
    ] = None,
    data: DataFolder = None,
    role: Annotated[ServerRole, typer.Option(help="all: everything in this process.")] = (
        ServerRole.ALL
    ),
) -> None:
    """Run the server."""
    if role is not ServerRole.ALL:
        raise WrongUse(
            f"--role {role} needs the cluster backends (Redis, S3, Ray), which this version does "
            "not have. Run `inglenook serve` for everything in one process."
        )
    from inglenook.server import run_server
    from inglenook.settings import load_settings

    run_server(load_settings(host=host, port=port, data=data))
