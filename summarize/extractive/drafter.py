"""A note without a model: sentences chosen by rule, quoted, each with its evidence.

Chooses what belongs in a note from the talk, joins answers with their questions, puts each into its
section and cuts to a length; never says anything that was not said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from diarize.transcript import Transcript
from summarize.context import Context
from summarize.drafter import Drafted
from summarize.extractive.appraisal import appraised
from summarize.extractive.clinical import judged
from summarize.extractive.conduct import conducted, with_responses
from summarize.extractive.dictation import dictated
from summarize.extractive.finding import Finding, joined
from summarize.extractive.fitting import Choice, fitted
from summarize.extractive.inquiry import items_quoted
from summarize.extractive.layout import sections_of
from summarize.extractive.measures import measured
from summarize.extractive.necessity import necessity
from summarize.extractive.plans import planned, replies_to_plans
from summarize.extractive.report import reported
from summarize.extractive.safety_topics import SAFETY_PLAN
from summarize.note import DrafterRecord
from summarize.risk.finding import risk_of
from summarize.score import Score
from summarize.scores.scoring import scores_of
from summarize.talk.dialogue import Dialogue, dialogue_of
from summarize.talk.topic import Weight
from summarize.talk.wording import word_count
from summarize.templates import Part, Template

VERSION = "extractive-1"
_SHARE, _DENSE, _SHARE_BEYOND = 0.398, 1_200, 0.2
"""Words of the note for each word of the transcript: so many of the first words spoken, fewer of
those beyond."""
_LEAST, _LONGEST = 150, 950
"""Words that any note may have, and two pages."""
_SAFETY_PLAN = frozenset(topic.name for topic in SAFETY_PLAN)


class ExtractiveDrafter:
    """Deterministic: the same transcript gives the same note."""

    async def draft(self, transcript: Transcript, context: Context, template: Template) -> Drafted:
        return draft_extractively(transcript, context, template)


def draft_extractively(transcript: Transcript, context: Context, template: Template) -> Drafted:
    dialogue = dialogue_of(transcript)
    choices = _of_one_voice(dialogue, template)
    scores: tuple[Score, ...] = ()
    room = _LONGEST
    if not choices:
        scores = scores_of(dialogue, context)
        choices = _of_talk(dialogue, scores)
        room = _room(sum(word_count(turn.text) for turn in transcript.turns))
    chosen = _filled(choices, min(room, template.style.words or room))
    chosen = [*chosen, *_on_request(chosen, dialogue, scores, template)]
    return Drafted(sections_of(chosen, template), DrafterRecord("extractive", VERSION, None))


def _on_request(
    chosen: Sequence[Finding], dialogue: Dialogue, scores: Sequence[Score], template: Template
) -> Iterator[Finding]:
    """What says in short what else stands in the note; it takes no room from it."""
    done: Sequence[Finding] = ()
    wanted = template.asks_for(Part.INQUIRY) or template.asks_for(Part.NECESSITY)
    if wanted and not dialogue.monologue:
        done = conducted(dialogue, scores)
    if template.asks_for(Part.INQUIRY):
        yield from done
    if template.asks_for(Part.NECESSITY):
        yield from necessity([*chosen, *done], dialogue)


def _filled(choices: list[Choice], room: int) -> list[Finding]:
    """Joined findings take less room than each by itself; what that leaves is used too."""
    chosen = joined(fitted(choices, room))
    saved = room - sum(one.words for one in chosen)
    again = joined(fitted(choices, room + max(0, saved)))
    return again if sum(one.words for one in again) <= room else chosen


def _room(spoken: int) -> int:
    """Words a note of a talk of so many may have."""
    beyond = max(0, spoken - _DENSE)
    share = int((spoken - beyond) * _SHARE + beyond * _SHARE_BEYOND)
    return min(_LONGEST, max(_LEAST, share))


def _of_one_voice(dialogue: Dialogue, template: Template) -> list[Choice]:
    """Dictated key points; empty for talk between people."""
    return [(one,) for one in dictated(dialogue, template)] if dialogue.monologue else []


def _of_talk(dialogue: Dialogue, scores: Sequence[Score]) -> list[Choice]:
    items = items_quoted(scores)
    risk = risk_of(dialogue, scores)
    reports = reported(dialogue, items, replies_to_plans(dialogue))
    if not risk.flags:
        reports = [tuple(map(_as_told, versions)) for versions in reports]
    risks = appraised(risk, [versions[0] for versions in reports])
    views = judged(dialogue)
    fixed = [*risks, *measured(dialogue, scores)]
    return [
        *((one,) for one in fixed),
        *planned(dialogue, items),
        *((one,) for one in views),
        *with_responses(reports, views, dialogue),
    ]


def _as_told(finding: Finding) -> Finding:
    """Whom the client turns to is a safety plan only where there is danger."""
    if finding.topic not in _SAFETY_PLAN:
        return finding
    return replace(finding, part=Part.REPORT, weight=Weight.USUAL)
