"""Whether a drafted statement stands on what was said.

Each check is a small function over the statement's text and its `Ground`. A hard finding drops the
statement, a soft one marks it unverified; without any it is verified. The checks read words, not
minds: a paraphrase far from the spoken words is marked rather than believed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from diarize.transcript import Transcript
from summarize.evidence import Evidence
from summarize.grounding import fact_check, sense_check, voice_check
from summarize.grounding.assertion import assertion_of
from summarize.grounding.quotation import tokens
from summarize.grounding.support import Citation, Ground, ground_of
from summarize.grounding.verdict import Check, Finding, Objection, Verdict, mark
from summarize.talk.stem import content_stem


@dataclass(frozen=True, slots=True)
class Grounded:
    """The verdict on one statement, with the verbatim evidence that was found for it."""

    verdict: Verdict
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]


_Checker = Callable[[str, Ground], Objection | None]


def ground(text: str, citations: Iterable[Citation], transcript: Transcript) -> Grounded:
    """Judges one statement against the transcript it was drafted from."""
    held = ground_of(citations, transcript)
    if not held.passages or not tokens(text):
        return Grounded(Verdict.DROPPED, (), (Finding(Check.QUOTE, Verdict.DROPPED),))
    asserted = assertion_of(text, held.turns)
    own = text if sense_check.is_denial(asserted.own) else asserted.own
    says_something = any(content_stem(token.text) for token in tokens(own))
    findings = [
        Finding(check, objection.verdict, objection.words)
        for check, checker in _CHECKS
        if (check not in _OF_OWN_WORDS or says_something)
        and (objection := checker(own if check in _OF_OWN_WORDS else text, held)) is not None
    ]
    if asserted.invented:
        findings.append(Finding(Check.QUOTE, Verdict.DROPPED))
    return Grounded(_worst(findings), held.evidence, tuple(findings))


def _worst(findings: Iterable[Finding]) -> Verdict:
    verdicts = {finding.verdict for finding in findings}
    for verdict in (Verdict.DROPPED, Verdict.UNVERIFIED):
        if verdict in verdicts:
            return verdict
    return Verdict.VERIFIED


def _quotes(text: str, held: Ground) -> Objection | None:
    """A quote from the wrong turn, or one that nobody said beside others that were."""
    if held.moved:
        return mark("stands in another turn than the draft said")
    if held.missing:
        return mark("is in part nowhere in the transcript")
    return mark("was not word for word; what was said is shown") if held.loose else None


_OF_OWN_WORDS = frozenset(
    {
        Check.NAME,
        Check.NEGATION,
        Check.DIRECTION,
        Check.DEGREE,
        Check.PERSON,
        Check.TIME,
        Check.MODALITY,
        Check.MEANING,
    }
)
"""What is quoted word for word needs no such check; but "denies “I drink”" is read whole."""

_CHECKS: tuple[tuple[Check, _Checker], ...] = (
    (Check.QUOTE, _quotes),
    (Check.NUMBER, fact_check.numbers),
    (Check.DRUG, fact_check.drugs),
    (Check.DRUG, fact_check.doses),
    (Check.CONCEPT, fact_check.concepts),
    (Check.NAME, fact_check.names),
    (Check.NEGATION, sense_check.negation),
    (Check.DIRECTION, sense_check.direction),
    (Check.DEGREE, sense_check.degree),
    (Check.SPEAKER, voice_check.speaker),
    (Check.PERSON, voice_check.person),
    (Check.TIME, fact_check.times),
    (Check.MODALITY, sense_check.modality),
    (Check.INSTRUCTION, sense_check.instruction),
    (Check.MEANING, sense_check.meaning),
)
