"""A note without a model: sentences chosen by rule, quoted, each with its evidence.

Chooses what belongs in a note from the talk, joins answers with their questions, puts each into its
section and cuts to a length; never says anything that was not said.
"""

from collections.abc import Sequence
from itertools import count

from diarize.transcript import Transcript
from summarize.appraisal import appraised
from summarize.clinical import judged
from summarize.context import Context
from summarize.dialogue import dialogue_of
from summarize.drafter import Drafted
from summarize.finding import Finding, joined
from summarize.inquiry import items_quoted
from summarize.measures import measured
from summarize.note import DrafterRecord, Section, Statement, Support
from summarize.plans import planned, replies_to_plans
from summarize.report import LONGEST_QUOTE, reported
from summarize.risk_finding import risk_of
from summarize.scoring import scores_of
from summarize.templates import Template
from summarize.topic import Weight
from summarize.topics import CLIENT_TOPICS
from summarize.wording import word_count

VERSION = "extractive-1"
_SHARE = 0.4
"""Words of the note per word of the transcript at most."""
_SHORTEST = 150
_LONGEST = 950
"""Words of a note: two pages."""
_QUOTES = (LONGEST_QUOTE, 28, 20, 14)
"""Words of one quote: shorter ones where the note would not fit otherwise."""
_ORDER = {topic.name: rank for rank, topic in enumerate(CLIENT_TOPICS)}


class ExtractiveDrafter:
    """Deterministic: the same transcript gives the same note."""

    async def draft(self, transcript: Transcript, context: Context, template: Template) -> Drafted:
        return draft_extractively(transcript, context, template)


def draft_extractively(transcript: Transcript, context: Context, template: Template) -> Drafted:
    dialogue = dialogue_of(transcript)
    scores = scores_of(dialogue, context)
    items = items_quoted(scores)
    spoken = sum(word_count(turn.text) for turn in transcript.turns)
    room = min(_LONGEST, max(_SHORTEST, int(spoken * _SHARE)))
    fixed = [*measured(dialogue, scores), *planned(dialogue), *judged(dialogue)]
    agreed = replies_to_plans(dialogue)
    findings: list[Finding] = []
    for longest in _QUOTES:
        reports = reported(dialogue, items, agreed, longest)
        risks = appraised(risk_of(dialogue, scores), reports)
        findings = _distinct([*risks, *fixed, *reports])
        if sum(one.words for one in findings if one.weight >= Weight.HIGH) <= room:
            break
    chosen = within_length(findings, room)
    return Drafted(_sections(joined(chosen), template), DrafterRecord("extractive", VERSION, None))


def within_length(findings: Sequence[Finding], room: int) -> list[Finding]:
    """The weightiest findings that fit so many words; what must always stand stays anyway."""
    chosen: set[int] = set()
    used = 0
    ranked = sorted(range(len(findings)), key=lambda at: (-findings[at].weight, findings[at].words))
    for at in ranked:
        finding = findings[at]
        if finding.weight < Weight.ALWAYS and used + finding.words > room:
            continue
        chosen.add(at)
        used += finding.words
    return [finding for at, finding in enumerate(findings) if at in chosen]


def _distinct(findings: Sequence[Finding]) -> list[Finding]:
    """Each thing once: a later statement whose every quote is already shown is dropped."""
    kept: list[Finding] = []
    seen: dict[str, list[str]] = {}
    texts: set[str] = set()
    for finding in findings:
        shown = all(
            any(proof.quote in quote for quote in seen.get(proof.turn_id, ()))
            for proof in finding.evidence
        )
        if finding.text in texts or (shown and finding.order >= 0):
            continue
        texts.add(finding.text)
        if finding.order >= 0:  # a total rests on the answers, which may be quoted elsewhere too
            for proof in finding.evidence:
                seen.setdefault(proof.turn_id, []).append(proof.quote)
        kept.append(finding)
    return kept


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
    """Danger first; everything else as it came."""
    return _ORDER.get(finding.topic, 99) if finding.weight is Weight.ALWAYS else 99


def _statement(statement_id: str, finding: Finding) -> Statement:
    text = finding.text.rstrip()
    if not text.endswith((".", "!", "?", "”", ")")):
        text += "."
    return Statement(statement_id, text, Support.VERIFIED, finding.evidence)
