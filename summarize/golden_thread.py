"""Goal by goal: what was said today that bears on each goal of treatment.

A goal is matched by its own words, by what its subject is called in everyday talk, and by the
question that an answer belongs to. What is shown are quotes; whether they mean progress is the
clinician's to say.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from diarize.turn import SpeakerRole
from summarize.evidence import Evidence, carried_evidence
from summarize.extractive.topics import CLIENT_TOPICS, LIFE, topic_asked, topic_said
from summarize.goal_words import FAMILIES
from summarize.talk.dialogue import Dialogue, Exchange
from summarize.talk.excerpt import is_fragment, is_small_talk, quoted, trimmed
from summarize.talk.passage import Passage, evidence_of
from summarize.talk.stem import content_stem, stem
from summarize.talk.topic import Topic
from summarize.talk.wording import is_backchannel, plain, word_count
from transcribe.cardinal import TENS, UNITS

_MOST = 2
"""Quotes for one goal."""
_ASKED = 0.4
"""What an answer weighs for its question's sake."""
_LONGEST = 30
"""Words of a quote."""
_FRAME = frozenset(
    stem(word)
    for word in """
    reduce increase improve decrease develop learn build manage maintain use week weekly weekend day
    daily time month hour minute per least than able goal symptom level skill strategy session
    treatment report score under below above within across consistent regular better reach work
    frequency severity intensity number occur experience identify practice implement engage cope
    express address complete achieve objective target effect health appropriate life feel return
    decreasing increasing part full night morning evening contact activity ability
    """.split()  # noqa: SIM905 - a word list reads better than twenty lines of quotes
)
"""Stems in which goals are put, whatever they are about."""
_KIN = frozenset(
    stem(word)
    for word in """
    mother father brother sister son daughter husband wife partner child parent boyfriend
    girlfriend friend boss roommate
    """.split()  # noqa: SIM905
)
"""A goal that names somebody is touched only where that person is."""
_LOOKS_BACK = re.compile(r"\b(?:last (?:time|session|visit|month)|you (?:told|said|mentioned))\b")
_NUMBERS = frozenset(map(stem, (*UNITS, *TENS)))
_WIDE = frozenset({"goal", "change", "coping_used", "circumstances", "treatment", "work", "family"})
"""Subjects too wide to tell that two sentences speak of one thing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One goal, and what was said of it."""

    goal: str
    field: str
    """Where in the context it stands: `goals[0]`."""
    said: tuple[Passage, ...]
    """In the order of the session; empty where nothing bears on it."""
    by_one: bool = False
    """One voice alone tells of the session, so that who said it need not be named."""

    @property
    def text(self) -> str:
        head = f"Treatment goal, carried forward: “{self.goal.rstrip('.')}”."
        if not self.said:
            return f"{head} Not addressed today."
        return f"{head} Today: {'; '.join(self._told(one) for one in self.said)}"

    def _told(self, said: Passage) -> str:
        if self.by_one:
            return quoted([said])
        who = {SpeakerRole.CLINICIAN: "clinician", SpeakerRole.OTHER: "another person"}
        return f"{who.get(said.role, 'client')} {quoted([said])}"

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        return (carried_evidence(self.field, self.goal), *map(evidence_of, self.said))


def progress_of(goals: Sequence[str], dialogue: Dialogue) -> tuple[Progress, ...]:
    """One for each goal, in their order."""
    common = Counter(one for said in dialogue.passages for one in set(_stems(said.plain)))
    return tuple(
        Progress(goal, f"goals[{at}]", tuple(_bearing(goal, dialogue, common)), dialogue.monologue)
        for at, goal in enumerate(goals)
        if goal
    )


def _bearing(goal: str, dialogue: Dialogue, common: Counter[str]) -> list[Passage]:
    subject = _subject(goal)
    ranked: list[tuple[float, int, Passage]] = []
    for exchange in dialogue.exchanges:
        ranked.extend(
            (weight, -len(ranked) - at, said)
            for at, (weight, said) in enumerate(_weighed(exchange, subject, common))
        )
    best = sorted(ranked, key=lambda one: one[:2], reverse=True)
    kept: list[tuple[int, Passage]] = []
    for _, place, said in best:
        if len(kept) < _MOST and all(said.turn is not other.turn for _, other in kept):
            kept.append((place, trimmed(said)))
    return [said for _, said in sorted(kept, key=lambda one: -one[0])]


@dataclass(frozen=True, slots=True)
class _Subject:
    stems: frozenset[str]
    topics: tuple[Topic, ...]
    said: tuple[re.Pattern[str], ...]


def _subject(goal: str) -> _Subject:
    text = plain(goal)
    topics = tuple(
        topic
        for topic in CLIENT_TOPICS
        if topic.name not in _WIDE and topic not in LIFE and topic.said.search(text)
    )
    families = tuple(said for named, said in FAMILIES if named.search(text))
    return _Subject(frozenset(_stems(text)) - _FRAME, topics, families)


def _weighed(
    exchange: Exchange, subject: _Subject, common: Counter[str]
) -> Iterator[tuple[float, Passage]]:
    """The sentences of an exchange that bear on the goal; the client's count more."""
    question = " ".join(said.plain for said in exchange.prompt if said.is_question)
    asked = bool(question) and (
        _touch(question, subject, common) >= 1 or topic_asked(question) in subject.topics
    )
    kin = subject.stems & _KIN
    if kin and not any(kin & set(_stems(said.plain)) for said in exchange.passages):
        return
    answered = False
    for said in exchange.passages:
        if said.is_question or is_small_talk(said.text) or is_fragment(said.text):
            continue
        if word_count(said.text) > _LONGEST or is_backchannel(said.text):
            continue
        own = _touch(said.plain, subject, common)
        if said.role is SpeakerRole.CLINICIAN:
            if own >= 1 and not _LOOKS_BACK.search(said.plain):
                yield 0.5 * own, said
            continue
        if asked and not answered:
            own += _ASKED
            answered = True
        if own > 0:
            yield own, said


def _touch(text: str, subject: _Subject, common: Counter[str]) -> float:
    shared = subject.stems & set(_stems(text))
    weight = sum(2.0 / (1 + common[one] / 4) for one in shared)
    weight += sum(0.8 for pattern in subject.said if pattern.search(text))
    return weight + (1.0 if topic_said(text) in subject.topics else 0.0)


def _stems(text: str) -> list[str]:
    found = (content_stem(word) for word in re.findall(r"[a-z']+", text))
    return [one for one in found if one is not None and len(one) > 2 and one not in _NUMBERS]
