"""Scores of instruments from talk, found item by item and added up by code."""

from collections.abc import Mapping

from summarize.context import Context
from summarize.score import Remark, Score, ScoreItem, ScoreMethod
from summarize.scores.answer import Answer
from summarize.scores.audit_c import AUDIT_C
from summarize.scores.instrument import Instrument
from summarize.scores.instruments import INSTRUMENTS
from summarize.scores.interview import Interview
from summarize.scores.phq9 import PHQ9
from summarize.scores.tally import handed_along, totalled
from summarize.talk.dialogue import Dialogue

_NEAR = 4
_STEPS = 3
"""Questions of a screen that nobody announced, from which on it is one."""


def scores_of(dialogue: Dialogue, context: Context) -> tuple[Score, ...]:
    """Instruments asked in the session, then those handed along in the context."""
    interview = Interview()
    interview.read(dialogue)
    spoken = tuple(
        _verbal(instrument, found)
        for instrument in INSTRUMENTS
        if (found := _asked_as_instrument(interview, instrument))
    )
    return spoken + tuple(handed_along(entry) for entry in context.assessments)


def _asked_as_instrument(interview: Interview, instrument: Instrument) -> Mapping[int, Answer]:
    """Answers by item; none where a topic only came up, as in any talk."""
    found = {
        number: answer
        for (name, number), answer in interview.answers.items()
        if name == instrument.name
    }
    if instrument.name in interview.announced:
        return found
    if instrument.triage is not None:
        return found if len({one.asked_at for one in found.values()}) >= _STEPS else {}
    if instrument is AUDIT_C:
        first = found.get(1)
        return found if first is not None and first.settled and len(found) > 1 else {}
    return {number: one for number, one in found.items() if one.opened or _in_a_run(one, found)}


def _in_a_run(answer: Answer, found: Mapping[int, Answer]) -> bool:
    """Near another item that was asked as an instrument asks, or whose answer says how often.

    Thoughts of death are asked about in any session, and open no run.
    """
    near = {n: a for n, a in found.items() if abs(a.asked_at - answer.asked_at) <= _NEAR}
    if any(one.opened for one in near.values()):
        return True
    usual = [one for number, one in near.items() if number not in PHQ9.risk_items]
    told = [one for one in usual if one.worded or one.settled or one.remark is Remark.DECLINED]
    in_turn = len({one.asked_at for one in told}) >= 2
    return in_turn and any(one.settled and one.firm for one in told)


def _verbal(instrument: Instrument, answers: Mapping[int, Answer]) -> Score:
    items = tuple(
        ScoreItem(item.number, found.score, tuple(found.evidence), found.remark)
        if (found := answers.get(item.number)) is not None
        else ScoreItem(item.number, None, ())
        for item in instrument.items
    )
    return totalled(instrument, items, ScoreMethod.VERBAL)
