"""What was known before the session: never written down as if it had been said today."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from summarize.errors import MalformedContext
from summarize.score import ScoreMethod


@dataclass(frozen=True, slots=True)
class PriorAssessment:
    """An instrument's result handed along: an earlier one, or a form filled in for today."""

    instrument: str
    """`PHQ-9`, `GAD-7` or another instrument's name."""
    items: tuple[int | None, ...]
    """Item scores in order; empty where only the total is known."""
    total: int | None
    date: str | None
    """As it was given, usually ISO 8601."""
    method: ScoreMethod


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a drafter may know besides the transcript."""

    prior_note: str | None = None
    goals: tuple[str, ...] = ()
    assessments: tuple[PriorAssessment, ...] = ()
    prior_date: str | None = None
    """Of the prior note, as it was given, usually ISO 8601."""


NO_CONTEXT = Context()


def context_from_json(document: object) -> Context:
    """The `context` of a session request; None is an empty context.

    Raises MalformedContext, naming the field.
    """
    if document is None:
        return NO_CONTEXT
    if not isinstance(document, Mapping):
        raise MalformedContext("context: an object is expected")
    prior = document.get("prior_note")
    prior_date = document.get("prior_date")
    if isinstance(prior, Mapping):
        prior_date = prior.get("date", prior_date)
        prior = prior.get("text")
    if prior is not None and not isinstance(prior, str):
        raise MalformedContext("context.prior_note: a text is expected")
    if prior_date is not None and not isinstance(prior_date, str):
        raise MalformedContext("context.prior_note.date: a text is expected")
    goals = tuple(_goal(goal, at) for at, goal in enumerate(_list(document, "goals")))
    assessments = tuple(
        _assessment(entry, at) for at, entry in enumerate(_list(document, "assessments"))
    )
    return Context(prior or None, goals, assessments, prior_date)


def context_to_json(context: Context) -> dict[str, object]:
    """The same shape that `context_from_json` reads."""
    return {
        "prior_note": context.prior_note,
        **({} if context.prior_date is None else {"prior_date": context.prior_date}),
        "goals": list(context.goals),
        "assessments": [
            {
                "instrument": entry.instrument,
                "items": list(entry.items),
                "total": entry.total,
                "date": entry.date,
                "method": str(entry.method),
            }
            for entry in context.assessments
        ],
    }


def instrument_name(text: str) -> str:
    """`phq9`, `PHQ 9` and `Phq-9` are `PHQ-9`; a name not known stays as it is."""
    bare = re.sub(r"[\s_-]+", "", text.strip()).upper()
    return _INSTRUMENTS.get(bare, text.strip())


_INSTRUMENTS = {
    "PHQ9": "PHQ-9",
    "GAD7": "GAD-7",
    "PHQ2": "PHQ-2",
    "PHQ4": "PHQ-4",
    "GAD2": "GAD-2",
    "AUDITC": "AUDIT-C",
    "CSSRS": "C-SSRS",
    "PCL5": "PCL-5",
}


def _list(document: Mapping[object, object], field: str) -> list[object]:
    value = document.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise MalformedContext(f"context.{field}: a list is expected")
    return value


def _goal(goal: object, at: int) -> str:
    if isinstance(goal, Mapping):
        goal = goal.get("text")
    if not isinstance(goal, str):
        raise MalformedContext(f"context.goals[{at}]: a text is expected")
    return goal.strip()


def _assessment(entry: object, at: int) -> PriorAssessment:
    where = f"context.assessments[{at}]"
    if not isinstance(entry, Mapping):
        raise MalformedContext(f"{where}: an object is expected")
    instrument = entry.get("instrument")
    if not isinstance(instrument, str) or not instrument.strip():
        raise MalformedContext(f"{where}.instrument: a name is expected")
    total = _whole(entry.get("total", entry.get("score")), f"{where}.total")
    raw = entry.get("items")
    if raw is not None and not isinstance(raw, list):
        raise MalformedContext(f"{where}.items: a list is expected")
    items = tuple(_item(item, f"{where}.items[{i}]") for i, item in enumerate(raw or []))
    date = entry.get("date")
    if date is not None and not isinstance(date, str):
        raise MalformedContext(f"{where}.date: a text is expected")
    return PriorAssessment(
        instrument=instrument_name(instrument),
        items=items,
        total=total,
        date=date,
        method=ScoreMethod.FORM if entry.get("method") == "form" else ScoreMethod.PRIOR,
    )


def _item(item: object, where: str) -> int | None:
    if isinstance(item, Mapping):
        item = item.get("score")
    return _whole(item, where)


def _whole(value: object, where: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise MalformedContext(f"{where}: a whole number is expected")
    return value
