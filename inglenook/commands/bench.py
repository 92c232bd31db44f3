"""`inglenook bench`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inglenook.commands.options import SplitChannels

if TYPE_CHECKING:
    from inglenook.benchmark.figures import BenchResult
    from inglenook.benchmark.running import OnProgress, Progress

SAY_EVERY_S = 30.0
"""Where no terminal shows a bar."""


def bench(
    streams: Annotated[int, typer.Option(help="Real-time streams at once.", min=1)] = 1,
    audio: Annotated[Path | None, typer.Option(help="Recording that each stream sends.")] = None,
    split_channels: SplitChannels = False,
    speakers: Annotated[
        bool, typer.Option("--speakers/--no-speakers", help="Follow the voices live.")
    ] = True,
    beyond: Annotated[
        bool, typer.Option("--beyond", help="Let more clients knock while all places are taken.")
    ] = False,
    ramp: Annotated[
        bool,
        typer.Option(
            "--ramp", help="From --streams on twice as many, as long as they hold; with --beyond."
        ),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Figures as JSON.")] = False,
) -> None:
    """Measure cost, latency and accuracy of real-time streams against a server it starts."""
    import asyncio
    import json
    import signal

    from inglenook.benchmark.ramp import run_ramp
    from inglenook.benchmark.running import Load, load_audio, run_benchmark
    from inglenook.commands.failure import WrongUse

    if audio is not None and not audio.is_file():
        raise WrongUse(f"There is no file {audio}.")
    name, track, reference = load_audio(audio, split_channels=split_channels)
    load = Load(name, track, reference, speakers=speakers, knocks=beyond or ramp)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the server goes with the bench

    async def run(level: int) -> "BenchResult":
        with progress(f"{level} streams of {name}") as show:
            return await run_benchmark(load, level, show)

    def say_level(level: "BenchResult") -> None:
        print(f"{level.table()}\n", file=sys.stderr if as_json else sys.stdout, flush=True)

    if ramp:
        result = asyncio.run(run_ramp(run, say_level, streams))
        print(
            json.dumps(result.to_json(), indent=2)
            if as_json
            else f"Largest level that holds: {result.largest} streams"
        )
    else:
        one = asyncio.run(run(streams))
        print(json.dumps(one.to_json(), indent=2) if as_json else one.table())


@contextmanager
def progress(title: str) -> "Iterator[OnProgress]":
    """A bar on a terminal, else a line on stderr now and then."""
    from inglenook.commands.progress import bar

    said_s = 0.0
    with bar(title) as show:

        def tell(now: "Progress") -> None:
            nonlocal said_s
            show(min(now.elapsed_s, now.total_s), now.total_s)
            if not sys.stderr.isatty() and now.elapsed_s - said_s >= SAY_EVERY_S:
                said_s = now.elapsed_s
                print(
                    f"{title}: {now.elapsed_s:.0f} of {now.total_s:.0f} s, {now.finals} finals, "
                    f"{now.failed} failed",
                    file=sys.stderr,
                    flush=True,
                )

        yield tell
