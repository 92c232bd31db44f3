"""A note measured against what it should and must not say.

A fact is found where one line, as a reader sees it, has a hit for every group of its patterns; a
forbidden pattern counts unless a negation stands in the 70 characters before it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inglenook.evaluation.reference import Forbidden, Gold, GoldFact
from inglenook.evaluation.speech import Rate

NEGATION_REACH = 70
"""Characters before a forbidden pattern in which a negation clears it."""

NoteDocument = Mapping[str, object]
"""A note as public JSON."""


@dataclass(frozen=True, slots=True)
class NoteFigures:
    """Facts by id, so that a failure can be looked up."""

    found: tuple[str, ...]
    missing: tuple[str, ...]
    missing_must: tuple[str, ...]
    forbidden: tuple[str, ...]
    """Ids of what must not appear and does."""
    fact_recall: Rate
    fact_precision: Rate
    """Facts found, out of facts found and forbidden statements made."""
    score_accuracy: Rate
    """Gold items with exactly the gold score (null is a score)."""
    totals_right: Rate


def measure_note(note: NoteDocument, gold: Gold) -> NoteFigures:
    """All figures of one note."""
    lines = note_lines(note)
    found = [fact for fact in gold.facts if is_found(fact, lines)]
    missing = [fact for fact in gold.facts if fact not in found]
    forbidden = [rule for rule in gold.must_not_appear if appears(rule, lines, gold.negation)]
    items, totals = _score_hits(note, gold)
    return NoteFigures(
        found=tuple(fact.id for fact in found),
        missing=tuple(fact.id for fact in missing),
        missing_must=tuple(fact.id for fact in missing if fact.level == "must"),
        forbidden=tuple(rule.id for rule in forbidden),
        fact_recall=Rate(len(found), len(gold.facts)),
        fact_precision=Rate(len(found), len(found) + len(forbidden)),
        score_accuracy=items,
        totals_right=totals,
    )


def note_lines(note: NoteDocument) -> list[str]:
    """What a reader sees, line by line: statements, score lines, risk flags."""
    sections = _mapping(note.get("sections"))
    lines = [
        _text(statement.get("text"))
        for section in sections.values()
        for statement in _mappings(section)
    ]
    lines += [_score_line(score) for score in _mappings(note.get("scores"))]
    lines += [
        _text(flag.get("text")) for flag in _mappings(_mapping(note.get("risk")).get("flags"))
    ]
    return [line for line in lines if line]


def is_found(fact: GoldFact, lines: Sequence[str]) -> bool:
    """Whether one line alone has a hit for every group."""
    return any(
        all(any(re.search(p, line, re.IGNORECASE) for p in group) for group in fact.match)
        for line in lines
    )


def appears(rule: Forbidden, lines: Sequence[str], negation: str | None) -> bool:
    """Whether a forbidden pattern stands somewhere without a negation before it."""
    for line in lines:
        for pattern in rule.patterns:
            for hit in re.finditer(pattern, line, re.IGNORECASE):
                before = line[max(hit.start() - NEGATION_REACH, 0) : hit.start()]
                if negation is None or not re.search(negation, before, re.IGNORECASE):
                    return True
    return False


def _score_line(score: Mapping[str, object]) -> str:
    instrument = _text(score.get("instrument"))
    prior = " (prior)" if score.get("method") == "prior" else ""
    total, severity = score.get("total"), score.get("severity")
    if total is None:
        return f"{instrument}{prior}: incomplete, no total"
    return f"{instrument}{prior}: total {total}" + (f" ({severity})" if severity else "")


def _score_hits(note: NoteDocument, gold: Gold) -> tuple[Rate, Rate]:
    items = totals = Rate(0, 0)
    scores = [s for s in _mappings(note.get("scores")) if s.get("method") != "prior"]
    for name, expected in gold.instruments().items():
        score = next((s for s in scores if s.get("instrument") == name), {})
        given = {item.get("item"): item.get("score") for item in _mappings(score.get("items"))}
        hits = sum(item.item in given and given[item.item] == item.score for item in expected.items)
        items += Rate(hits, len(expected.items))
        if expected.total is not None:
            totals += Rate(score.get("total") == expected.total, 1)
    return items, totals


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [v for v in value if isinstance(v, Mapping)] if isinstance(value, list | tuple) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
