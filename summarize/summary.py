"""The whole note: the drafter's sections, and what no drafter may lose."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from diarize.transcript import Transcript
from diarize.turn import SpeakerRole
from summarize.carried import carried_forward, with_carried
from summarize.context import Context
from summarize.drafter import Drafted, Drafter
from summarize.extractive.dictation import of_one_voice
from summarize.extractive.drafter import draft_extractively
from summarize.extractive.setting import with_setting
from summarize.house_style import in_house_style
from summarize.metrics import metrics_of, uncounted
from summarize.note import DrafterRecord, Note, Section, SessionMetrics
from summarize.omission import omissions_of
from summarize.risk import Risk
from summarize.risk.charted import with_charted
from summarize.risk.finding import risk_of
from summarize.score import Score
from summarize.scores.scoring import scores_of
from summarize.scores.tally import scores_given
from summarize.session_facts import UNTOLD, Account, SessionFacts
from summarize.talk.dialogue import Dialogue, dialogue_of
from summarize.templates import Template, template_named
from summarize.unread import risk_or_unread, with_unread

_log = logging.getLogger(__name__)
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Counted:
    """What code finds in a transcript, without any drafter."""

    scores: tuple[Score, ...]
    risk: Risk
    metrics: SessionMetrics


def counted(transcript: Transcript, dialogue: Dialogue, context: Context) -> Counted:
    """`dialogue` is the transcript's."""
    dictated = dialogue.monologue and _by_clinician(dialogue)
    none: tuple[Score, ...] = ()
    scores = _or(
        lambda: scores_given(context) if dictated else scores_of(dialogue, context), none, "scores"
    )
    found = risk_or_unread(lambda: with_charted(risk_of(dialogue, scores), dialogue), transcript)
    metrics = _or(lambda: metrics_of(transcript), uncounted(transcript), "metrics")
    return Counted(scores, with_unread(found, transcript), metrics)


async def summarize(
    transcript: Transcript,
    context: Context,
    template: Template | str,
    drafter: Drafter,
    *,
    facts: SessionFacts = UNTOLD,
    section: str | None = None,
    wish: str = "",
) -> Note:
    """Scores and risk are found before anything is drafted and stand whatever the drafter does.

    A drafter that fails is replaced by the extractive one. `template` is a format, or the name of a
    built-in one; `facts` are what is known of the session itself. What was known before it is
    carried forward here, so that it reads the same whoever drafts. `section` names the one that is
    to be written, where not all are; `wish` is what a clinician asked of it. Raises
    UnknownTemplate.
    """
    plan = template_named(template) if isinstance(template, str) else template
    if section is not None:
        plan = plan.wishing(section, wish)
    if facts.account is Account.DICTATION:
        transcript = of_one_voice(transcript)
    dialogue = dialogue_of(transcript)
    if facts.account is Account.DICTATION:
        facts = with_setting(facts, dialogue.passages)
    found = counted(transcript, dialogue, context)
    drafted = await _drafted(transcript, context, plan, drafter)
    sections = _or(
        lambda: in_house_style(
            with_carried(drafted.sections, carried_forward(context, dialogue), plan), plan
        ),
        drafted.sections,
        "what is carried forward",
    )
    return Note(
        template=plan.name,
        sections=sections,
        scores=found.scores,
        risk=found.risk,
        metrics=found.metrics,
        omissions=_or(
            lambda: omissions_of(dialogue, sections, found.scores, found.risk), (), "omissions"
        ),
        drafter=drafted.record,
        title="" if plan.built_in else plan.title,
        session=facts,
    )


def _or(compute: Callable[[], _Part], otherwise: _Part, part: str) -> _Part:
    """One part's failure takes no other part with it, above all not the risk."""
    try:
        return compute()
    except Exception as failure:  # the note comes, and the log says what it lacks
        kind = type(failure).__name__
        _log.error("a part of the note failed", extra={"part": part, "failure": kind})
        return otherwise


def _by_clinician(dialogue: Dialogue) -> bool:
    """Who dictates asks nobody: a number that is named there answers no item."""
    return all(said.role is SpeakerRole.CLINICIAN for said in dialogue.passages)


async def _drafted(
    transcript: Transcript, context: Context, template: Template, drafter: Drafter
) -> Drafted:
    try:
        return await drafter.draft(transcript, context, template)
    except Exception as failure:  # whatever a drafter does, a note comes; cancellation passes
        _log.warning(
            "drafter failed, drafting extractively", extra={"failure": type(failure).__name__}
        )
        none = tuple(Section(section.name, ()) for section in template.sections)
        return _or(
            lambda: draft_extractively(transcript, context, template),
            Drafted(none, DrafterRecord("none", "", None)),
            "sections",
        )
