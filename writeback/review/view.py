"""What the pages show, worked out from a draft: pure, and free of markup."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from diarize.transcript import Transcript
from diarize.turn import SpeakerRole
from ingest.tablet.marks import Mark
from summarize.document import evidence_to_json
from summarize.evidence import Evidence
from summarize.note import Note, Support
from summarize.risk import RiskLevel
from summarize.score import Score, ScoreMethod
from summarize.scores.instruments import instrument_named, item_of, options_of
from writeback.ageing import Ageing, Stage
from writeback.drafts.draft import Draft, Filed, draft_of
from writeback.drafts.shelf import Entry

_TIMELINE_UNITS = 1000

RISK_ORDER = (
    RiskLevel.PLAN_OR_INTENT,
    RiskLevel.ACTIVE_IDEATION,
    RiskLevel.HARM_TO_OTHERS,
    RiskLevel.ABUSE_DISCLOSURE,
    RiskLevel.PASSIVE_IDEATION,
    RiskLevel.NONE_MENTIONED,
)
"""Which draft a clinician should open first."""


SOON = timedelta(days=7)
"""So long before its end a draft says when that is."""


@dataclass(frozen=True, slots=True)
class Card:
    """One line of the worklist."""

    entry: Entry
    filed: Filed | None
    """None where consent was revoked."""
    unverified: int
    risk: RiskLevel
    stage: Stage = Stage.FRESH
    ends_at: datetime | None = None
    """When it is destroyed, if nobody decides and that is soon."""

    @property
    def note(self) -> Note | None:
        return None if self.filed is None else draft_of(self.filed).note


@dataclass(frozen=True, slots=True)
class Stretch:
    """A turn on the timeline, in thousandths of the session."""

    turn_id: str
    x: int
    width: int
    role: SpeakerRole


def cards(
    listed: Iterable[tuple[Entry, Filed | None]], ageing: Ageing, now: datetime
) -> list[Card]:
    """Gravest risk first, then the longest waiting."""
    found = [_card(entry, filed, ageing, now) for entry, filed in listed]
    return sorted(found, key=lambda c: (RISK_ORDER.index(c.risk), c.entry.created_at))


def _card(entry: Entry, filed: Filed | None, ageing: Ageing, now: datetime) -> Card:
    if filed is None:
        return Card(entry, None, 0, RiskLevel.NONE_MENTIONED)
    note = draft_of(filed).note
    if not isinstance(filed, Draft):
        return Card(entry, filed, unverified(note), note.risk.level)
    ends = ageing.ends_at(entry.created_at)
    soon = ends is not None and ends - now < SOON
    stage = ageing.stage(entry.created_at, now)
    return Card(entry, filed, unverified(note), note.risk.level, stage, ends if soon else None)


def present(note: Note) -> list[Score]:
    """The scores of this session; those of earlier dates only make the trend."""
    return [score for score in note.scores if score.method is not ScoreMethod.PRIOR]


def earlier_only(note: Note) -> list[Score]:
    """Scores of earlier dates of instruments that this session did not ask."""
    asked = {score.instrument for score in present(note)}
    return [score for score in note.scores if score.instrument not in asked]


def unverified(note: Note) -> int:
    """How many statements nobody and nothing has vouched for."""
    return sum(
        statement.support is Support.UNVERIFIED
        for section in note.sections
        for statement in section.statements
    )


def age(since: datetime, now: datetime) -> str:
    """`just now`, `25 min`, `3 h`, `2 days`."""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def timeline(transcript: Transcript) -> list[Stretch]:
    """Every turn at its place; even the shortest stays visible."""
    whole = max(transcript.duration_ms, 1)
    return [
        Stretch(
            turn_id=turn.turn_id,
            x=turn.start_ms * _TIMELINE_UNITS // whole,
            width=max(2, (turn.end_ms - turn.start_ms) * _TIMELINE_UNITS // whole),
            role=transcript.role_of(turn.speaker_id),
        )
        for turn in transcript.turns
    ]


def timeline_x(mark: Mark, transcript: Transcript) -> int:
    """Where a marked moment stands on the timeline."""
    return min(_TIMELINE_UNITS, mark.at_ms * _TIMELINE_UNITS // max(transcript.duration_ms, 1))


def share(part_ms: int, note: Note) -> int:
    """Per cent of all talk."""
    metrics = note.metrics
    talk = metrics.clinician_talk_ms + metrics.client_talk_ms + metrics.other_talk_ms
    return round(100 * part_ms / talk) if talk else 0


def evidence_json(evidence: Iterable[Evidence]) -> str:
    """For the page's script: turn, quote, and start and end in seconds."""
    return json.dumps(
        [evidence_to_json(proof) for proof in evidence],
        ensure_ascii=False,
    )


def item_wording(score: Score, item: int) -> str:
    """The question as the instrument words it, or its number."""
    known = item_of(score.instrument, item)
    return f"Item {item}" if known is None else known.wording


def item_short(score: Score, item: int) -> str:
    """What the question is about, in a few words."""
    known = item_of(score.instrument, item)
    return f"Item {item}" if known is None else known.short[:1].upper() + known.short[1:]


def item_answers(score: Score, item: int) -> int:
    """How many answers an item has."""
    return len(options_of(score.instrument, item)) or 4


def highest_total(score: Score) -> int | None:
    """None where the instrument is not known here or defines no total."""
    instrument = instrument_named(score.instrument)
    return None if instrument is None or instrument.triage is not None else instrument.highest


def risk_item(score: Score, item: int) -> bool:
    """Whether an answer above 0 here is a risk by itself."""
    instrument = instrument_named(score.instrument)
    return instrument is not None and item in instrument.risk_items
