"""A note without a model: sentences chosen by rule, quoted, each with its evidence.

Chooses what belongs in a note from the talk, joins answers with their questions, puts each into its
section and cuts to a length; never says anything that was not said.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from diarize.transcript import Transcript
from summarize.context import Context
from summarize.drafter import Drafted
from summarize.extractive.appraisal import appraised
from summarize.extractive.clinical import judged
from summarize.extractive.dictation import dictated
from summarize.extractive.finding import Finding, joined
from summarize.extractive.fitting import Choice, fitted
from summarize.extractive.inquiry import items_quoted
from summarize.extractive.measures import measured
from summarize.extractive.plans import planned, replies_to_plans
from summarize.extractive.report import reported
from summarize.extractive.safety_topics import SAFETY_PLAN
from summarize.extractive.topics import CLIENT_TOPICS
from summarize.note import DrafterRecord, Section, Statement, Support
from summarize.risk.finding import risk_of
from summarize.scores.scoring import scores_of
from summarize.talk.dialogue import Dialogue, dialogue_of
from summarize.talk.topic import Weight
from summarize.talk.wording import word_count
from summarize.templates import Part, Template

VERSION = "extractive-1"
_SHARE, _DENSE, _SHARE_BEYOND = 0.39, 1_200, 0.2
"""Words of the note for each word of the transcript: so many of the first words spoken, fewer of
those beyond."""
_LEAST, _LONGEST = 150, 950
"""Words that any note may have, and two pages."""
_SAFETY_PLAN = frozenset(topic.name for topic in SAFETY_PLAN)
_ORDER = {topic.name: rank for rank, topic in enumerate(CLIENT_TOPICS)}


class ExtractiveDrafter:
    """Deterministic: the same transcript gives the same note."""

    async def draft(self, transcript: Transcript, context: Context, template: Template) -> Drafted:
        return draft_extractively(transcript, context, template)


def draft_extractively(transcript: Transcript, context: Context, template: Template) -> Drafted:
    dialogue = dialogue_of(transcript)
    choices = _of_one_voice(dialogue)
    room = _LONGEST
    if not choices:
        choices = _of_talk(dialogue, context)
        room = _room(sum(word_count(turn.text) for turn in transcript.turns))
    chosen = fitted(choices, room)
    return Drafted(_sections(joined(chosen), template), DrafterRecord("extractive", VERSION, None))


def _room(spoken: int) -> int:
    """Words a note of a talk of so many may have."""
    beyond = max(0, spoken - _DENSE)
    share = int((spoken - beyond) * _SHARE + beyond * _SHARE_BEYOND)
    return min(_LONGEST, max(_LEAST, share))


def _of_one_voice(dialogue: Dialogue) -> list[Choice]:
    """Dictated key points; empty for talk between people."""
    return [(one,) for one in dictated(dialogue)] if dialogue.monologue else []


def _of_talk(dialogue: Dialogue, context: Context) -> list[Choice]:
    scores = scores_of(dialogue, context)
    items = items_quoted(scores)
    risk = risk_of(dialogue, scores)
    reports = reported(dialogue, items, replies_to_plans(dialogue))
    if not risk.flags:
        reports = [tuple(map(_as_told, versions)) for versions in reports]
    risks = appraised(risk, [versions[0] for versions in reports])
    fixed = [
        *risks,
        *measured(dialogue, scores),
        *planned(dialogue, items),
        *judged(dialogue),
    ]
    return [*((one,) for one in fixed), *reports]


def _as_told(finding: Finding) -> Finding:
    """Whom the client turns to is a safety plan only where there is danger."""
    if finding.topic not in _SAFETY_PLAN:
        return finding
    return replace(finding, part=Part.REPORT, weight=Weight.USUAL)


def _sections(findings: Sequence[Finding], template: Template) -> tuple[Section, ...]:
    numbers = count(1)
    sections: list[Section] = []
    for plan in template.sections:
        held = [finding for finding in findings if finding.part in plan.holds]
        held.sort(key=lambda one: (plan.holds.index(one.part), _rank(one), one.order))
        sections.append(
            Section(plan.name, tuple(_statement(f"s{next(numbers)}", one) for one in held))
        )
    return tuple(sections)


def _rank(finding: Finding) -> int:
    """Danger first; everything else, and all of the plan, as it came."""
    if finding.part is Part.PLAN:
        return 99
    return _ORDER.get(finding.topic, 99) if finding.weight is Weight.ALWAYS else 99


def _statement(statement_id: str, finding: Finding) -> Statement:
    text = finding.text.rstrip()
    if not text.endswith((".", "!", "?", "”", ")")):
        text += "."
    return Statement(statement_id, text, Support.VERIFIED, finding.evidence)
