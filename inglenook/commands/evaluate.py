"""`inglenook eval`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from inglenook.commands.failure import WrongUse


def evaluate(
    folder: Annotated[Path, typer.Argument(help="One folder per recording; or one recording.")],
    as_json: Annotated[bool, typer.Option("--json", help="Figures as JSON.")] = False,
) -> None:
    """Measure words, speakers, facts and scores against references."""
    import asyncio

    from inglenook.commands.progress import bar
    from inglenook.evaluation.figures import figures_to_json, pooled_to_json
    from inglenook.evaluation.measuring import find_recordings, measure_recording, table
    from inglenook.parts import (
        make_drafter,
        make_told_speakers,
        make_worker,
        transcribe_options,
    )
    from inglenook.settings import load_settings

    recordings = find_recordings(folder)
    if not recordings:
        raise WrongUse(f"{folder} holds no recording: a folder with session.* and ref.json.")
    settings = load_settings()
    worker, told_speakers = make_worker(settings), make_told_speakers(settings)
    results = []
    try:
        for recording in recordings:
            with bar(recording.name) as show:
                results.append(
                    asyncio.run(
                        measure_recording(
                            recording,
                            worker,
                            transcribe_options(settings),
                            make_drafter(settings),
                            told_speakers,
                            on_progress=show,
                        )
                    )
                )
    finally:
        worker.close()
    if as_json:
        document = {
            "recordings": [figures_to_json(result) for result in results],
            "pooled": pooled_to_json(results),
        }
        print(json.dumps(document, indent=2))
    else:
        print(table(results))
