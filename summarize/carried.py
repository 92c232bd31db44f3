"""What was known before the session, as statements that say so. Pure; no model has a hand in it.

Its evidence is the field of the context, so that nobody takes it for said today.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarize.context import Context, PriorAssessment
from summarize.evidence import Evidence, carried_evidence
from summarize.golden_thread import progress_of
from summarize.note import Section, Statement, Support
from summarize.score import ScoreMethod
from summarize.scores.instruments import instrument_named
from summarize.talk.dialogue import Dialogue
from summarize.templates import Part, Template

_MOST_LINES, _MOST_WORDS = 4, 70
_HEADING = re.compile(
    r"^[\W_]*(?P<name>subjective|objective|assessment|plan|data|behaviou?r|intervention|response|"
    r"goals?|problem|diagnos[ie]s|medications?|risk|signature|signed|interval history|s|o|a|p|d|"
    r"b|i|r|g)[*_]*(?:\s*[:.\-–][*_]*|\s*$)\s*",
    re.IGNORECASE,
)
_PLANS = frozenset({"plan", "p"})
_INLINE = re.compile(r"(?:(?<=[.;!?])|(?<=^)|\n)\s*(?=(?:S|O|A|P|Plan|Assessment|Objective)\s*:)")
_INTENDS = re.compile(
    r"\b(?:plan(?:ned|s)? (?:is |was )?to|will (?!not)\w+|homework|agreed to|next (?:session|"
    r"appointment|visit)|follow[- ]up|continue[sd]?)\b",
    re.IGNORECASE,
)
_PROOF_LINE = re.compile(r"^\s*-?\s*\[\d+:\d\d")
_BULLET = re.compile(r"^[\s\-*•·\d.)]*(?=\S)")
_SENTENCE = re.compile(
    r".+?(?:(?<!\bdr)(?<!\bmr)(?<!\bmrs)(?<!\bms)(?<!\bvs)[.!?;]+(?=\s|$)|$)", re.IGNORECASE
)
_DATE = re.compile(r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})\b")


@dataclass(frozen=True, slots=True)
class Carried:
    """A statement to be."""

    part: Part
    text: str
    evidence: tuple[Evidence, ...]
    doubts: tuple[str, ...] = ()


def carried_forward(context: Context, dialogue: Dialogue) -> list[Carried]:
    """Forms filled in for today, the last note's plan, and goal by goal what was said today."""
    return [
        *_forms(context.assessments),
        *_last_plan(context),
        *_goals(context, dialogue),
    ]


def with_carried(
    sections: Sequence[Section], carried: Sequence[Carried], template: Template
) -> tuple[Section, ...]:
    """Ahead of a section that is foremost for it, else at its end."""
    found = list(sections)
    ahead: dict[int, list[Statement]] = {}
    for number, one in enumerate(carried, start=1):
        at, place = template.place_of(one.part)
        support = Support.UNVERIFIED if one.doubts else Support.VERIFIED
        statement = Statement(f"k{number}", one.text, support, one.evidence, one.doubts)
        if place == 0 and one.part is not Part.CARRIED:
            ahead.setdefault(at, []).append(statement)
        else:
            found[at] = _with(found[at], [*found[at].statements, statement])
    for at, statements in ahead.items():
        found[at] = _with(found[at], [*statements, *found[at].statements])
    return tuple(found)


def _goals(context: Context, dialogue: Dialogue) -> Iterator[Carried]:
    for one in progress_of(context.goals, dialogue):
        yield Carried(Part.GOAL, one.text, one.evidence)


def form_told(entry: PriorAssessment) -> tuple[str, tuple[str, ...]]:
    """`PHQ-9 (form): 14 of 27, moderate.` and what about it does not agree. Code adds up; without
    every item there is no total, whatever the form says."""
    instrument = instrument_named(entry.instrument)
    answered = [item for item in entry.items if item is not None]
    count = len(entry.items) if instrument is None else len(instrument.items)
    head = f"{entry.instrument} (form)"
    if entry.items and len(answered) < count:
        doubts = () if entry.total is None else (f"the form's own total is {entry.total}",)
        return f"{head}: {len(answered)} of {count} items answered, no total.", doubts
    total = sum(answered) if entry.items else entry.total
    if total is None:
        return f"{head}: no numbers given.", ()
    band = None if instrument is None else instrument.severity(total)
    of = "" if instrument is None else f" of {instrument.highest}"
    line = f"{head}: {total}{of}{'' if band is None else f', {band}'}."
    if entry.total in (None, total):
        return line, ()
    return line, (f"the form's own total is {entry.total}, its items add up to {total}",)


def _with(section: Section, statements: Sequence[Statement]) -> Section:
    return Section(section.name, tuple(statements), section.title)


def _forms(assessments: Sequence[PriorAssessment]) -> Iterator[Carried]:
    for at, entry in enumerate(assessments):
        if entry.method is ScoreMethod.FORM:
            field = f"assessments[{at}]"
            text, doubts = form_told(entry)
            proof = carried_evidence(field, given(entry))
            yield Carried(Part.MEASURE, text, (proof,), doubts)


def given(entry: PriorAssessment) -> str:
    """A form's numbers in one line, as they came: `PHQ-9: items 1, 0, –; total 14`."""
    parts = []
    if entry.items:
        parts.append("items " + ", ".join("–" if i is None else str(i) for i in entry.items))
    if entry.total is not None:
        parts.append(f"total {entry.total}")
    return f"{entry.instrument}: {'; '.join(parts) or 'no numbers'}"


def _last_plan(context: Context) -> Iterator[Carried]:
    if context.prior_note is None:
        return
    lines = _planned(context.prior_note)
    if not lines:
        return
    quotes = "; ".join(f"“{line.rstrip('.;')}”" for line in lines)
    date = context.prior_date or next(iter(_DATE.findall(context.prior_note[:200])), None)
    of = f"the note of {date}" if date else "the last note"
    yield Carried(
        Part.CARRIED,
        f"Carried forward from {of}, planned then: {quotes}.",
        tuple(carried_evidence("prior_note", line) for line in lines),
    )


def _planned(note: str) -> list[str]:
    """The plan of a note, by its heading, else by its words; verbatim, the first few sentences."""
    under, elsewhere = [], []
    heading = None
    for line in _INLINE.sub("\n", note).splitlines():
        if _PROOF_LINE.match(line):
            continue
        found = _HEADING.match(line)
        heading = heading if found is None else found["name"].lower()
        for said in _sentences(line if found is None else line[found.end() :]):
            if heading in _PLANS:
                under.append(said)
            elif heading is None and _INTENDS.search(said):
                elsewhere.append(said)
    return _short(under or elsewhere)


def _sentences(line: str) -> list[str]:
    bare = _BULLET.sub("", line, count=1)
    found = [match.group().strip().strip("*_ ") for match in _SENTENCE.finditer(bare)]
    return [said for said in found if any(character.isalpha() for character in said)]


def _short(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    room = _MOST_WORDS
    for line in lines[:_MOST_LINES]:
        room -= len(line.split())
        if room < 0 and kept:
            break
        kept.append(line)
    return kept
