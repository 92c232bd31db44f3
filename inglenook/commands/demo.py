"""`inglenook demo`."""

from pathlib import Path
from typing import Annotated

import typer

from inglenook.commands.options import Speed


def demo(
    audio: Annotated[
        Path | None, typer.Option(help="Your own recording instead of the bundled session.")
    ] = None,
    speed: Annotated[Speed, typer.Option(help="1: in real time; max: at once.")] = Speed.MAX,
    keep: Annotated[bool, typer.Option("--keep", help="Leave the server up.")] = False,
) -> None:
    """A whole session, from consent to the watermarked draft, against a server it starts."""
    import asyncio

    from inglenook.commands.failure import WrongUse
    from inglenook.demonstration import Demonstration

    if audio is not None and not audio.is_file():
        raise WrongUse(f"There is no file {audio}.")
    asyncio.run(Demonstration(audio, real_time=speed is Speed.REAL_TIME, keep=keep).run())
