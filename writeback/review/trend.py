"""An instrument's totals over time: points of a small chart, and what the last change is worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from summarize.context import PriorAssessment
from summarize.note import Note
from summarize.score import Score, ScoreMethod
from summarize.scores.instruments import instrument_named
from writeback.review.view import highest_total, present

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


@dataclass(frozen=True, slots=True)
class Trend:
    """Totals by date, the present one last, and the change since the one before in words."""

    points: tuple[Point, ...]
    change: str | None


def trends(note: Note, earlier: Iterable[PriorAssessment]) -> Mapping[str, Trend]:
    """Only where there is an earlier total to compare with.

    Where an instrument was both asked and filled in, the first whole one of them is compared.
    """
    held = [one for one in earlier if one.method is ScoreMethod.PRIOR and one.total is not None]
    found: dict[str, Trend] = {}
    for score in present(note):
        before = sorted(
            (one for one in held if one.instrument == score.instrument),
            key=lambda one: one.date or "",
        )
        pairs = [(one.total or 0, (one.date or "earlier")[:10]) for one in before]
        if score.total is not None:
            pairs.append((score.total, "now"))
        known = found.get(score.instrument)
        if not before or len(pairs) < 2 or (known is not None and known.change is not None):
            continue
        points = _points(pairs[-_SHOWN:], highest_total(score) or max(t for t, _ in pairs) or 1)
        found[score.instrument] = Trend(points, _change(score, *pairs[-2]))
    return found


def _change(score: Score, total: int, label: str) -> str | None:
    """Told from unsteadiness by the instrument's threshold of reliable change."""
    if score.total is None:
        return None
    instrument = instrument_named(score.instrument)
    least = None if instrument is None else instrument.reliable_change
    moved = score.total - total
    since = f"since {label}" if label != "earlier" else "since the earlier one"
    if moved == 0:
        return f"unchanged {since}"
    told = f"{'up' if moved > 0 else 'down'} {abs(moved)} {since}"
    if least is None:
        return told
    if abs(moved) < least:
        return f"{told}: no reliable change (under {least} points)"
    return (
        f"{told}: reliable {'worsening' if moved > 0 else 'improvement'} ({least} points or more)"
    )


def _points(pairs: list[tuple[int, str]], highest: int) -> tuple[Point, ...]:
    step = (_WIDTH - 2 * _MARGIN) // (len(pairs) - 1)
    return tuple(
        Point(
            total=total,
            label=label,
            x=_MARGIN + at * step,
            y=_HEIGHT - _MARGIN - (_HEIGHT - 2 * _MARGIN) * min(total, highest) // highest,
        )
        for at, (total, label) in enumerate(pairs)
    )
