"""Whether numbers that were handed along can be those of the instrument."""

from collections.abc import Sequence

from summarize.context import PriorAssessment
from summarize.errors import MalformedContext
from summarize.scores.instruments import instrument_named


def require_plausible(
    assessments: Sequence[PriorAssessment], where: str = "context.assessments"
) -> None:
    """Raises MalformedContext for an item or a total out of its range, or too many items; it names
    the place and the range. An instrument that is not known here may have any numbers from 0."""
    for at, entry in enumerate(assessments):
        _require(entry, f"{where}[{at}]")


def _require(entry: PriorAssessment, where: str) -> None:
    instrument = instrument_named(entry.instrument)
    items = () if instrument is None else instrument.items
    if instrument is not None and len(entry.items) > len(items):
        raise MalformedContext(
            f"{where}.items: {entry.instrument} has {len(items)} items, {len(entry.items)} came"
        )
    for number, score in enumerate(entry.items, start=1):
        highest = None if instrument is None else len(items[number - 1].options) - 1
        _in_range(score, highest, f"{where}.items[{number - 1}]", f"an item of {entry.instrument}")
    highest = None if instrument is None else instrument.highest
    _in_range(entry.total, highest, f"{where}.total", f"a {entry.instrument} total")


def _in_range(score: int | None, highest: int | None, where: str, what: str) -> None:
    if score is None or (score >= 0 and (highest is None or score <= highest)):
        return
    told = "not below 0" if highest is None else f"from 0 to {highest}"
    raise MalformedContext(f"{where}: {what} must be {told}")
