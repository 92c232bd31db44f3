"""An instrument's totals over time, as points of a small chart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from summarize.context import PriorAssessment
from summarize.note import Note
from writeback.view import highest_total, present

_WIDTH = 200
_HEIGHT = 44
_MARGIN = 6
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Point:
    """A total at its place in a chart of 200 by 44 units."""

    total: int
    label: str
    x: int
    y: int


def trends(note: Note, earlier: Iterable[PriorAssessment]) -> Mapping[str, list[Point]]:
    """Only where there is an earlier total to compare with; the present one comes last."""
    held = list(earlier)
    found: dict[str, list[Point]] = {}
    for score in present(note):
        before = sorted(
            (a for a in held if a.instrument == score.instrument and a.total is not None),
            key=lambda a: a.date or "",
        )
        pairs = [(a.total or 0, (a.date or "earlier")[:10]) for a in before]
        if score.total is not None:
            pairs.append((score.total, "now"))
        if before and len(pairs) > 1:
            found[score.instrument] = _points(pairs[-_SHOWN:], highest_total(score) or 27)
    return found


def _points(pairs: list[tuple[int, str]], highest: int) -> list[Point]:
    step = (_WIDTH - 2 * _MARGIN) // (len(pairs) - 1)
    return [
        Point(
            total=total,
            label=label,
            x=_MARGIN + at * step,
            y=_HEIGHT - _MARGIN - (_HEIGHT - 2 * _MARGIN) * min(total, highest) // highest,
        )
        for at, (total, label) in enumerate(pairs)
    ]
