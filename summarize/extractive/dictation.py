"""Key points spoken by one voice alone: each sentence goes where it belongs, as it was said."""

import re

from summarize.extractive.finding import Finding, evidence_of_all
from summarize.extractive.topics import topic_said
from summarize.risk.finding import cue_in
from summarize.talk.dialogue import Dialogue
from summarize.talk.excerpt import is_fragment, is_small_talk, trimmed
from summarize.talk.numerals import numerals
from summarize.talk.passage import Passage
from summarize.talk.topic import Weight
from summarize.templates import Part

_PARTS = (
    (
        Part.PLAN,
        re.compile(
            r"\bplan\b|\bnext (?:session|appointment|visit|week)\b|\bhomework\b|"
            r"\bwill (?:continue|meet|return|practice|complete|follow|call|refer|see|increase|"
            r"start|schedule)\b|\brefer(?:red|ral)?\b|\bfollow[- ]?up\b|\bcontinue\b|"
            r"\bagreed to\b|\bscheduled\b|\breturn(?:s|ing)? (?:in|on)\b"
        ),
    ),
    (
        Part.OBSERVATION,
        re.compile(
            r"\b(?:affect|eye contact|speech|oriented|thought process|appearance|groom\w+|insight|"
            r"judgment|tearful|appeared|presented|observed|euthymic|dysphoric|psychomotor)\b|"
            r"\b(?:phq|gad|score|blood pressure)\b"
        ),
    ),
    (
        Part.ASSESSMENT,
        re.compile(
            r"\b(?:assessment|impression|progress|improv\w+|diagnos\w+|criteria|consistent with|"
            r"risk (?:is|level|low|moderate|high)|(?:low|moderate|high) risk|stable|prognosis|"
            r"responding|remission|worsen\w+)\b"
        ),
    ),
    (
        Part.INTERVENTION,
        re.compile(
            r"\b(?:we (?:worked|practiced|reviewed|discussed|processed|explored)|reviewed|"
            r"practiced|psychoeducation|cbt|dbt|emdr|reframing|validated|provided|explored|taught|"
            r"used (?:motivational|cognitive))\b"
        ),
    ),
)
_ABOUT_CLIENT = re.compile(
    r"\b(?:client|patient|pt|he|she|they|reports?|reported|states?|denie[sd])\b"
)


def dictated(dialogue: Dialogue) -> list[Finding]:
    return [
        finding
        for at, said in enumerate(dialogue.passages)
        if (finding := _finding(said, at)) is not None
    ]


def _finding(said: Passage, at: int) -> Finding | None:
    if is_small_talk(said.text) or is_fragment(said.text):
        return None
    kept = trimmed(said)
    part = next((part for part, pattern in _PARTS if pattern.search(said.plain)), None)
    topic = topic_said(said.plain)
    if part is None:
        if topic is None and not _ABOUT_CLIENT.search(said.plain):
            return None
        part = Part.REPORT
    heavy = part is Part.PLAN or cue_in(said.text) is not None
    weight = Weight.ALWAYS if heavy else topic.weight if topic else Weight.USUAL
    text = numerals(kept.text)
    text = text[:1].upper() + text[1:]
    return Finding(part, topic.name if topic else "", text, weight, evidence_of_all([kept]), at)
