"""The next meeting, agreed over as many turns as it takes: offered, chosen, moved, confirmed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from diarize.turn import SpeakerRole
from summarize.extractive.finding import Finding, evidence_of_all
from summarize.extractive.meeting_time import WEEKDAY, MeetingTime, times_said, weekday_of
from summarize.talk.denial import says_yes
from summarize.talk.dialogue import Dialogue
from summarize.talk.passage import Passage
from summarize.talk.third_person import third_person
from summarize.talk.topic import Weight
from summarize.talk.wording import word_count
from summarize.templates import Part

_MEETS = re.compile(
    r"\b(?:meet|meeting|get together|see (?:you|each other)|talk again|come (?:back|in)|be back|"
    r"next (?:appointment|session|visit)|i'm (?:out|away|off)|schedul\w+|book you|opening|same "
    r"time)\b|"
    rf"\b(?:i|we)(?: have|'ve got| could do| can do) (?:[\w ]{{0,24}} )?{WEEKDAY}\b|"
    rf"\b(?:does|would|how about|how's|what about) (?:(?:this|next) )?{WEEKDAY}\b|"
    rf"^(?:\w+,? ){{0,3}}{WEEKDAY}\b.{{0,25}}\bat \w+\W*$"
)
_ASKS_WHEN = re.compile(
    r"\bwhen (?:should|shall|can|could|do|would) (?:we|you|i) (?:\w+ ){0,3}(?:meet|together|back|"
    r"in|see|again)\b|\bwhat (?:day|time) works\b"
)
_NO_MEETING = re.compile(
    r"\b(?:before|until|by the time|when|since) (?:we|i|our|the|your|you) (?:\w+ )?(?:meet|met|"
    r"next|see)|\bbring\b|\blast (?:time|week|month|session|visit)\b|\bremember\b|"
    r"\bsee (?:our|a|the|your|dr|doctor)\b|\bi see\b|\bbefore (?:the|our|your) next\b|\bgroup\b|"
    r"\b(?:every|each) (?:day|morning|night|week)\b"
)
_AWAY = re.compile(
    r"\b(?:i'm|i am|i'll be|we're|we'll be|the office is) (?:out|away|off|closed)\b[^,.;]*",
    re.IGNORECASE,
)
_HOUR_FIRST = re.compile(
    r"^(?:(?:oh|um|hm+|no|well|at),? )*[\w:]+(?:[ :](?:thirty|fifteen|forty[- ]five|"
    r"\d\d))?,? (?:i've got|"
    r"i have|i'm|is (?:bad|hard|tough|no)|doesn't|won't|i can't|no)\b"
)
"""`Nine I've got court.`"""
_REFUSES = re.compile(
    r"\b(?:i've got|got (?:court|a|my|work|class)|can't|cannot|won't|doesn't|"
    r"don't|not|no|busy|conflict|have my|have a|going to|away|we're)\b"
)
_SUITS = re.compile(r"\b(?:works|good|great|fine|okay|ok|perfect|suits|please|see you|cool)\b")
_SHORT_PROPOSAL = 14
"""Words of a question that does nothing but name a day."""
_INQUIRES = re.compile(
    r"\b(?:how|what|who|where|why|which|did|was|were|has|had|feel\w*|been|felt|happen\w*|last)\b"
)
_QUIET = 2
"""Exchanges without a word about it after which the talk of meeting is over."""


@dataclass(slots=True)
class _Talk:
    """One stretch of talk about when to meet."""

    last_at: int
    when: MeetingTime = field(default_factory=MeetingTime)
    offered: list[MeetingTime] = field(default_factory=list)
    said: list[Passage] = field(default_factory=list)
    accepted: bool = False
    whole: Passage | None = None
    """A sentence that sets more than one meeting and is told as it stands."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """What was agreed, and the sentences it took."""

    finding: Finding
    said: tuple[Passage, ...]


def appointments(dialogue: Dialogue) -> list[Appointment]:
    """In order; a farewell that only repeats one is none."""
    talks: list[_Talk] = []
    current: _Talk | None = None
    for at, exchange in enumerate(dialogue.exchanges):
        if current is not None and at - current.last_at > _QUIET:
            current = None
        for said in exchange.passages:
            if said.role is SpeakerRole.CLINICIAN:
                if current is None and _opens(said):
                    current = _Talk(at)
                    talks.append(current)
                if current is not None:
                    _propose(current, said, at)
            elif current is not None and said.role is not SpeakerRole.OTHER:
                _answer(current, said, at)
    return _distinct([one for one in talks if one.when.is_set or one.whole])


def _opens(said: Passage) -> bool:
    text = said.plain
    if _NO_MEETING.search(text):
        return False
    times = times_said(_AWAY.sub("", said.text))
    named = any(one.is_set for one in times)
    proposes = said.is_question and any(one.day for one in times)
    proposes = proposes and word_count(text) <= _SHORT_PROPOSAL and not _INQUIRES.search(text)
    return bool(_ASKS_WHEN.search(text) or (named and _MEETS.search(text)) or proposes)


def _propose(talk: _Talk, said: Passage, at: int) -> None:
    """A clinician's sentence: an offer, a choice of offers, a confirmation."""
    named = [] if _NO_MEETING.search(said.plain) else times_said(_AWAY.sub("", said.text))
    dated = [one for one in named if one.day]
    asks_when = bool(_ASKS_WHEN.search(said.plain))
    if not named and not asks_when:
        return
    bare = len(named) == 1 and not named[0].is_set and word_count(said.text) > 8
    if bare and not _MEETS.search(said.plain):
        return
    talk.last_at = at
    talk.said.append(said)
    if len({weekday_of(one.day) for one in dated}) > 1:
        if re.search(r"\bor\b", said.plain):
            talk.offered = dated
        else:
            talk.whole = said
        return
    for one in named:
        talk.when = talk.when.updated(one)


def _answer(talk: _Talk, said: Passage, at: int) -> None:
    """A client's sentence: takes, refuses or names a time."""
    named = times_said(said.text)
    refuses = bool(_REFUSES.search(said.plain))
    for one in named:
        same = [offer for offer in talk.offered if weekday_of(offer.day) == weekday_of(one.day)]
        if refuses:
            if one.hour and not one.day and _HOUR_FIRST.match(said.plain):
                talk.when = replace(talk.when, hour="")
            if one.day and weekday_of(one.day) == weekday_of(talk.when.day):
                talk.when = MeetingTime(distance=talk.when.distance, manner=talk.when.manner)
            talk.offered = [offer for offer in talk.offered if offer not in same]
        elif same:
            talk.when, talk.offered = talk.when.updated(same[0]), []
        elif not talk.offered and not (said.is_question and _conflicts(talk.when, one)):
            talk.when = talk.when.updated(one)
    if len(talk.offered) == 1 and refuses:
        talk.when, talk.offered = talk.when.updated(talk.offered[0]), []
    agrees = not refuses and (says_yes(said.text) or bool(_SUITS.search(said.plain)))
    if named or ((agrees or refuses) and at == talk.last_at):
        talk.accepted = talk.accepted or agrees
        talk.last_at = at if named else talk.last_at
        talk.said.append(said)


def _conflicts(when: MeetingTime, asked: MeetingTime) -> bool:
    return bool((when.day and asked.day) or (when.hour and asked.hour))


def _distinct(talks: Sequence[_Talk]) -> list[Appointment]:
    found: list[Appointment] = []
    for talk in talks:
        stated = third_person(talk.whole.text) if talk.whole else talk.when.spoken()
        text = f"Next appointment: {stated}" + (" (client agreed)" if talk.accepted else "")
        proof = evidence_of_all(talk.said)
        finding = Finding(Part.PLAN, "appointment", text, Weight.ALWAYS, proof, talk.last_at)
        day = weekday_of(talk.when.day)
        if day and any(day in one.finding.text.lower() for one in found):
            found[-1] = Appointment(found[-1].finding, (*found[-1].said, *talk.said))
            continue
        found.append(Appointment(finding, tuple(talk.said)))
    return found
