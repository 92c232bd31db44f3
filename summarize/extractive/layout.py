"""Findings in the sections of a format."""

from collections.abc import Sequence
from itertools import count

from summarize.extractive.finding import Finding
from summarize.extractive.safety_topics import SAFETY, SAFETY_PLAN
from summarize.extractive.topics import CLIENT_TOPICS
from summarize.note import Section, Statement, Support
from summarize.talk.topic import Weight
from summarize.templates import WRITTEN_ON_REQUEST, Part, Template

_ORDER = {topic.name: rank for rank, topic in enumerate(CLIENT_TOPICS)}
_LAST = len(_ORDER)
_FINER: dict[Part, dict[str, Part]] = {
    Part.REPORT: {
        **dict.fromkeys((topic.name for topic in SAFETY), Part.SAFETY),
        **dict.fromkeys(("adherence", "side_effects", "medication"), Part.MEDICATION),
        "substances": Part.SUBSTANCES,
        "homework": Part.RESPONSE,
    },
    Part.ASSESSMENT: {"risk": Part.RISK},
    Part.PLAN: {
        **dict.fromkeys((topic.name for topic in SAFETY_PLAN), Part.SAFETY_PLAN),
        "safety": Part.SAFETY_PLAN,
        "appointment": Part.APPOINTMENT,
        "task": Part.HOMEWORK,
        "sleep": Part.HOMEWORK,
    },
}
"""By broad part and subject."""


def part_of(finding: Finding) -> Part:
    """The part as finely as the finding's subject tells it."""
    return _FINER.get(finding.part, {}).get(finding.topic, finding.part)


def sections_of(findings: Sequence[Finding], template: Template) -> tuple[Section, ...]:
    """Every finding once, in the format's order; what it must be asked for only where it is."""
    placed: dict[int, list[tuple[tuple[int, int, int], Finding]]] = {}
    for finding in findings:
        part = part_of(finding)
        if part in WRITTEN_ON_REQUEST and not template.asks_for(part):
            continue
        section, place = template.place_of(part)
        placed.setdefault(section, []).append(((place, _rank(finding), finding.order), finding))
    numbers = count(1)
    return tuple(
        Section(
            plan.name,
            tuple(
                _statement(f"s{next(numbers)}", finding)
                for _, finding in sorted(placed.get(at, ()), key=lambda one: one[0])
            ),
        )
        for at, plan in enumerate(template.sections)
    )


def _rank(finding: Finding) -> int:
    """Danger first; everything else, and all of the plan, as it came."""
    if finding.part is Part.PLAN or finding.weight is not Weight.ALWAYS:
        return _LAST
    return _ORDER.get(finding.topic, _LAST)


def _statement(statement_id: str, finding: Finding) -> Statement:
    text = finding.text.rstrip()
    if not text.endswith((".", "!", "?", "”", ")")):
        text += "."
    return Statement(statement_id, text, Support.VERIFIED, finding.evidence)
