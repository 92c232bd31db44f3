"""`inglenook stream`."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from inglenook.commands.options import Speed, SplitChannels


def stream(
    file: Annotated[Path, typer.Argument(help="Any recording FFmpeg reads.")],
    url: Annotated[str, typer.Option(help="ws://…/v1/sessions/ID/audio")],
    token: Annotated[str, typer.Option(help="A token that may stream into that session.")],
    speed: Annotated[Speed, typer.Option(help="1: as a microphone would; max: at once.")] = (
        Speed.REAL_TIME
    ),
    split_channels: SplitChannels = False,
) -> None:
    """Stream a recording as a real client would; events are printed as JSON lines."""
    import asyncio

    from inglenook.client import StreamClient, read_track
    from inglenook.commands.failure import WrongUse

    if not url.startswith(("ws://", "wss://")):
        raise WrongUse("--url must be a ws:// or wss:// address.")
    if not file.is_file():
        raise WrongUse(f"There is no file {file}.")

    def show(event: Mapping[str, object]) -> None:
        print(json.dumps(event, ensure_ascii=False))
        sys.stdout.flush()

    track = read_track(file, split_channels=split_channels)
    roles = ("clinician", "client") if track.samples.shape[1] == 2 else ()
    client = StreamClient(
        url, token, track, show, real_time=speed is Speed.REAL_TIME, channel_roles=roles
    )
    asyncio.run(client.run())
