"""How many real-time streams a machine holds."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from inglenook.benchmark.figures import BenchResult, late

FINALS_P95_S = 5.0
"""Above this a level does not hold."""

OnLevel = Callable[[BenchResult], None]
RunLevel = Callable[[int], Awaitable[BenchResult]]


@dataclass(frozen=True, slots=True)
class Ramp:
    """Every level that was run."""

    levels: tuple[BenchResult, ...]

    @property
    def largest(self) -> int:
        """Streams of the largest level that held; 0 where none did."""
        return max((level.streams for level in self.levels if holds(level)), default=0)

    def to_json(self) -> dict[str, object]:
        return {
            "levels": [level.to_json() for level in self.levels],
            "largest_level_that_holds": self.largest,
            "holds_while_finals_p95_s": FINALS_P95_S,
        }


def holds(level: BenchResult) -> bool:
    """No stream failed, finals were in time, whoever knocked was refused as agreed."""
    in_time = all(
        (p95_s := late(latencies, 95)) is None or p95_s <= FINALS_P95_S
        for latencies in (level.latencies.finals, level.latencies.turns)
    )
    refused = level.refusal is None or level.refusal.kept
    return not level.failures and bool(level.latencies.finals) and in_time and refused


async def run_ramp(run: RunLevel, on_level: OnLevel, first: int = 1) -> Ramp:
    """Twice as many each time until a level does not hold, then halfway between the most that
    held and the fewest that did not, until they lie within an eighth of each other."""
    levels: list[BenchResult] = []
    low, high, streams = 0, None, first
    while True:
        level = await run(streams)
        levels.append(level)
        on_level(level)
        if holds(level):
            low = streams
        else:
            high = streams
        if high is None:
            streams *= 2
        elif high - low <= max(1, low // 8):
            return Ramp(tuple(levels))
        else:
            streams = (low + high) // 2
