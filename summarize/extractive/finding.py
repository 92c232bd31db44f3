"""Something worth writing down, before it has its place in a note."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from summarize.evidence import Evidence
from summarize.talk.excerpt import quoted, spans
from summarize.talk.passage import Passage, evidence_of
from summarize.talk.topic import Weight
from summarize.talk.wording import word_count
from summarize.templates import Part


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement to be: where it belongs, how much it matters, what it stands on."""

    part: Part
    topic: str
    text: str
    weight: Weight
    evidence: tuple[Evidence, ...]
    order: int
    """Place in the session."""

    @property
    def words(self) -> int:
        return word_count(self.text)


def evidence_of_all(said: Iterable[Passage]) -> tuple[Evidence, ...]:
    """One piece of evidence for each unbroken span, none twice."""
    found: list[Evidence] = []
    for span in spans(list(said)):
        proof = evidence_of(span)
        if proof not in found:
            found.append(proof)
    return tuple(found)


def labelled(label: str, said: list[Passage]) -> str:
    """`Sleep: “I wake at three.”`"""
    return f"{label}: {quoted(said)}"


def joined(findings: Sequence[Finding]) -> list[Finding]:
    """Neighbouring findings under one heading become one statement while it stays short."""
    together: list[Finding] = []
    for finding in findings:
        last = together[-1] if together else None
        if last is None or last.topic != finding.topic or ": “" not in finding.text:
            together.append(finding)
            continue
        label, _, quote = finding.text.partition(": ")
        before, _, _ = last.text.partition(": ")
        same = label == before or label in before
        if not same or finding.order - last.order > 3 or last.words + finding.words > 70:
            together.append(finding)
            continue
        proof = (*last.evidence, *(one for one in finding.evidence if one not in last.evidence))
        together[-1] = replace(last, text=f"{last.text}; {quote}", evidence=proof)
    return together
