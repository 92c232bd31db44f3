"""How many live sessions a machine holds."""

import os
from pathlib import PurePath
from typing import Final

_PER_CORE: Final = {"tiny.en": 10, "tiny": 8, "base": 5, "base.en": 5, "small": 1, "small.en": 1}
"""Live sessions for each core of a CPU, by what a second of audio costs; `inglenook bench` finds
what a machine really holds."""
_FOR_OTHERS: Final = 1
"""For a recognizer that is not in the table."""


def cores() -> int:
    """Of the machine, as far as this process may use them."""
    return len(os.sched_getaffinity(0))


def places(asr_model: str, cores: int) -> int:
    """For a recognizer by its name or folder. A GPU beside the cores is not counted."""
    return cores * _PER_CORE.get(PurePath(asr_model).name, _FOR_OTHERS)
