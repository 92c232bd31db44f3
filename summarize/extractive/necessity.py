"""Medical necessity, laid side by side from what was said: symptoms, impairment, intervention and
response. What was not said is not named, and nothing is concluded."""

import re
from collections.abc import Iterator, Sequence

from diarize.turn import SpeakerRole
from summarize.evidence import Evidence
from summarize.extractive.finding import Finding, evidence_of_all
from summarize.extractive.layout import part_of
from summarize.extractive.symptom import SYMPTOMS as TOGETHER
from summarize.extractive.topics import SYMPTOMS, topic_named
from summarize.talk.dialogue import Dialogue
from summarize.talk.excerpt import quoted, trimmed
from summarize.talk.passage import Passage
from summarize.talk.topic import Weight
from summarize.talk.wording import word_count
from summarize.templates import Part

_MOST = 2
"""Quotes of impairment."""
_LONGEST = 30
_SYMPTOMS = frozenset((TOGETHER, *(topic.name for topic in SYMPTOMS)))
_BEFORE_QUOTE = re.compile(r"(?:: |; )([^“”:;]+?) “")
_DONE_WITH = re.compile(
    r"\b(?:can't|cannot|couldn't|haven't been able to|unable to|not able to|barely|hardly|stopped|"
    r"quit|given up|gave up|don't|avoid(?:ed|ing)?|struggl\w+ to|too (?:tired|anxious|scared|"
    r"depressed|sad|low) to)\b.{0,30}\b(?:work\w*|job|school|class(?:es)?|study\w*|concentrate|"
    r"focus|drive|driving|leav(?:e|ing) the house|go(?:ing)? (?:out|to)|get(?:ting)? (?:up|out)|"
    r"shower\w*|eat(?:ing)?|cook\w*|clean\w*|see(?:ing)? (?:my )?(?:friends|people)|answer\w*|"
    r"call(?:s|ing)?|pay\w*|parent\w*|play\w*|function\w*|finish\w*|socializ\w*)\b"
)
_COSTS = re.compile(
    r"\bcall(?:ed|ing) (?:in|out) (?:sick|of work)|\bmiss(?:ed|ing) (?:\w+ ){0,3}(?:work|shifts?|"
    r"school|class(?:es)?|deadlines?|meetings?|appointments?)|\b(?:late|behind) (?:for|at|on|with) "
    r"(?:\w+ )?(?:work|school|bills|rent|everything)|\bwritten up|\bwarning at work|"
    r"\bfail(?:ed|ing) (?:\w+ )?(?:class|exam|test)|\bgrades (?:dropp|slipp|fell)|"
    r"\b(?:on|took) (?:sick |medical )?leave\b|\blost my job|\bgot fired|"
    r"\bstay(?:ed|ing)? in bed (?:all|most)|\bdropped out"
)


def impairments(dialogue: Dialogue) -> list[Passage]:
    """The client's own sentences on what they cannot do or have lost, the first few."""
    found = [
        trimmed(said)
        for said in dialogue.passages
        if said.role not in (SpeakerRole.CLINICIAN, SpeakerRole.OTHER)
        and not said.is_question
        and word_count(said.text) <= _LONGEST
        and (_COSTS.search(said.plain) or _DONE_WITH.search(said.plain))
    ]
    return found[:_MOST]


def necessity(findings: Sequence[Finding], dialogue: Dialogue) -> list[Finding]:
    """Nothing where neither a symptom nor an impairment was told."""
    hindered = impairments(dialogue)
    symptoms = [one for one in findings if one.topic in _SYMPTOMS and one.part is Part.REPORT]
    symptoms = [one for one in symptoms if not one.text.startswith("Denies")]
    if not symptoms and not hindered:
        return []
    return list(_lines(symptoms, hindered, findings))


def _lines(
    symptoms: Sequence[Finding], hindered: Sequence[Passage], findings: Sequence[Finding]
) -> Iterator[Finding]:
    if symptoms:
        names = dict.fromkeys(name for one in symptoms for name in _names(one))
        yield _line(f"Symptoms reported: {', '.join(names)}", _proofs(symptoms), 0)
    if hindered:
        yield _line(f"Impairment, as told: {quoted(hindered)}", evidence_of_all(hindered), 1)
    done = [one for one in findings if one.part in (Part.INTERVENTION, Part.INQUIRY)]
    if done:
        named = dict.fromkeys(_done(one) for one in done)
        yield _line(f"Interventions: clinician {'; '.join(named)}", _proofs(done), 2)
    taken = [one for one in findings if part_of(one) is Part.RESPONSE]
    if taken:
        told = "; ".join(one.text.rstrip(".") for one in taken[:_MOST])
        yield _line(f"Response, as told: {told}", _proofs(taken[:_MOST]), 3)


def _names(finding: Finding) -> list[str]:
    """Of several symptoms under one heading, each."""
    if finding.topic == TOGETHER:
        return [name.strip() for name in _BEFORE_QUOTE.findall(finding.text)]
    topic = topic_named(finding.topic)
    return [finding.topic if topic is None else topic.label.lower()]


def _done(finding: Finding) -> str:
    return finding.text.partition(": “")[0].removeprefix("Clinician ").rstrip(".")


def _proofs(findings: Sequence[Finding]) -> tuple[Evidence, ...]:
    return tuple(dict.fromkeys(one.evidence[0] for one in findings if one.evidence))


def _line(text: str, evidence: tuple[Evidence, ...], order: int) -> Finding:
    return Finding(Part.NECESSITY, "necessity", text, Weight.USUAL, evidence, order)
