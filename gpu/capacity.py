"""How many live sessions a machine holds."""

import os
from pathlib import PurePath
from typing import Final

_PER_CORE: Final = {"tiny.en": 4, "tiny": 4, "base": 2, "base.en": 2, "small": 1, "small.en": 1}
"""Live sessions for each core of a CPU: 8 streams on 2 cores with tiny.en had finals 4.2 s late at
the 95th percentile (`inglenook bench --streams 8 --no-speakers`); the others are by what a decode
costs beside it. `inglenook bench --ramp` finds what a machine really holds."""
_FOR_OTHERS: Final = 1
"""For a recognizer that is not in the table."""


def cores() -> int:
    """Of the machine, as far as this process may use them."""
    return len(os.sched_getaffinity(0))


def places(asr_model: str, cores: int) -> int:
    """For a recognizer by its name or folder. A GPU beside the cores is not counted."""
    return cores * _PER_CORE.get(PurePath(asr_model).name, _FOR_OTHERS)
