"""Totals of instruments: added up where whole, or as they were handed along."""

from summarize.context import Context, PriorAssessment
from summarize.score import Score, ScoreItem, ScoreMethod
from summarize.scores.instrument import Instrument
from summarize.scores.instruments import instrument_named


def totalled(instrument: Instrument, items: tuple[ScoreItem, ...], method: ScoreMethod) -> Score:
    """A total and its band where every item has a score.

    A screen that is triaged has no total; it is complete where nothing that is missing could
    change what its answers call for.
    """
    scores = [item.score for item in items]
    if instrument.triage is not None:
        call = instrument.triage(scores)
        whole = None not in scores
        return Score(instrument.name, items, None, whole, call, method)
    if None in scores:
        return Score(instrument.name, items, None, False, None, method)
    total = sum(score for score in scores if score is not None)
    return Score(instrument.name, items, total, True, instrument.severity(total), method)


def scores_given(context: Context) -> tuple[Score, ...]:
    """The context's, where nobody was asked anything."""
    return tuple(handed_along(entry) for entry in context.assessments)


def handed_along(entry: PriorAssessment) -> Score:
    """A form or an earlier result as it was given; added up only where no total came along."""
    instrument = instrument_named(entry.instrument)
    given = entry.items
    if instrument is not None and given:  # items left off at the end are not answered
        given = (*given, *(None for _ in instrument.items[len(given) :]))
    items = tuple(ScoreItem(number, score, ()) for number, score in enumerate(given, start=1))
    if instrument is not None and len(items) == len(instrument.items):
        return totalled(instrument, items, entry.method)
    severity = None
    if instrument is not None and entry.total is not None:
        severity = instrument.severity(max(0, entry.total))
    return Score(
        entry.instrument, items, entry.total, entry.total is not None, severity, entry.method
    )
