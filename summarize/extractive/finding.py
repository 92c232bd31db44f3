"""Something worth writing down, before it has its place in a note."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from summarize.evidence import Evidence
from summarize.talk.excerpt import quoted, spans
from summarize.talk.passage import Passage, evidence_of
from summarize.talk.topic import Weight
from summarize.talk.wording import word_count
from summarize.templates import Part

_LONGEST_JOINED = 70
"""Words of a joined statement."""


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
    telling: float = 0.5
    """How much its words tell, where findings weigh the same."""

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
    """Findings under one heading become one statement while it stays short."""
    together: list[Finding] = []
    for finding in findings:
        at = next((at for at, one in enumerate(together) if _belongs(finding, one)), None)
        if at is None:
            together.append(finding)
            continue
        last = together[at]
        _, _, more = finding.text.partition(": ")
        proof = (*last.evidence, *(one for one in finding.evidence if one not in last.evidence))
        together[at] = replace(last, text=f"{last.text}; {more}", evidence=proof)
    return together


def _belongs(finding: Finding, earlier: Finding) -> bool:
    label, colon, _ = finding.text.partition(": ")
    before, _, _ = earlier.text.partition(": ")
    same = colon and (label == before or before.startswith((f"{label},", f"{label} (")))
    same = same and (finding.topic, finding.part) == (earlier.topic, earlier.part)
    quotes = finding.text.endswith("”") and finding.part is Part.REPORT
    safety = finding.topic == "safety" and finding.part is Part.PLAN
    return bool(same and (quotes or safety)) and earlier.words + finding.words <= _LONGEST_JOINED
