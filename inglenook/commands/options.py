"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

DataFolder = Annotated[
    Path | None, typer.Option("--data", help="Folder of the vault (or INGLENOOK_DATA).")
]
SplitChannels = Annotated[
    bool,
    typer.Option("--split-channels", help="Two channels are two people (clinician, client)."),
]


class Speed(StrEnum):
    """How fast a recording is streamed."""

    REAL_TIME = "1"
    MAX = "max"
