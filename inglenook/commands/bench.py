"""`inglenook bench`."""

from pathlib import Path
from typing import Annotated

import typer


def bench(
    streams: Annotated[int, typer.Option(help="Real-time streams at once.", min=1)] = 1,
    audio: Annotated[Path | None, typer.Option(help="Recording that each stream sends.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Figures as JSON.")] = False,
) -> None:
    """Measure cost, latency and accuracy of real-time streams against a server it starts."""
    import asyncio
    import json

    from inglenook.benchmark import run_benchmark
    from inglenook.commands.failure import WrongUse

    if audio is not None and not audio.is_file():
        raise WrongUse(f"There is no file {audio}.")
    result = asyncio.run(run_benchmark(streams, audio))
    print(json.dumps(result.to_json(), indent=2) if as_json else result.table())
