"""How many replicas a deployment should have, by how long finals wait there."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

LONGEST_STEP = 2.0
"""At most so many times as many replicas in one step."""
SPARE = 0.5
"""Fewer replicas only where those left would stay below this share of the wait aimed at."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is aimed at, and the bounds."""

    wait_s: float
    least: int
    most: int


def wanted(replicas: int, waits_s: Sequence[float], ongoing: float, aim: Aim) -> int:
    """`waits_s`: of finals at each replica that told; `ongoing`: requests at all of them.

    The mean wait decides, since requests go to the shorter of two queues. A wait grows faster than
    the load, so the step up is in proportion and bounded. Where nobody waits, one replica less for
    as long as something is left of it to spare: a mean of fewer than one request each.
    """
    if not replicas:
        return aim.least
    mean_s = sum(waits_s) / len(waits_s) if waits_s else 0.0
    count = replicas
    if mean_s > aim.wait_s:
        count = ceil(replicas * min(mean_s / aim.wait_s, LONGEST_STEP))
    elif mean_s < aim.wait_s * SPARE and ongoing < replicas - 1:
        count = replicas - 1
    return min(max(count, aim.least), aim.most)
