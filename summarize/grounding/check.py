"""Whether a drafted statement stands on what was said.

Each check is a small function over the statement's text and its `Ground`. A hard finding drops the
statement, a soft one marks it unverified; without any it is verified. The checks read words, not
minds: a paraphrase far from the spoken words is marked rather than believed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from diarize.transcript import Transcript
from summarize.evidence import Evidence
from summarize.grounding import fact_check, sense_check
from summarize.grounding.assertion import assertion_of
from summarize.grounding.quotation import tokens
from summarize.grounding.support import Citation, Ground, ground_of
from summarize.grounding.verdict import Check, Verdict
from summarize.talk.stem import content_stem


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that a statement did not pass."""

    check: Check
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Grounded:
    """The verdict on one statement, with the verbatim evidence that was found for it."""

    verdict: Verdict
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]


_Checker = Callable[[str, Ground], Verdict | None]


def ground(text: str, citations: Iterable[Citation], transcript: Transcript) -> Grounded:
    """Judges one statement against the transcript it was drafted from."""
    held = ground_of(citations, transcript)
    if not held.passages or not tokens(text):
        return Grounded(Verdict.DROPPED, (), (Finding(Check.QUOTE, Verdict.DROPPED),))
    asserted = assertion_of(text, held.turns)
    own = text if sense_check.is_denial(asserted.own) else asserted.own
    says_something = any(content_stem(token.text) for token in tokens(own))
    findings = [
        Finding(check, verdict)
        for check, checker in _CHECKS
        if (check not in _OF_OWN_WORDS or says_something)
        and (verdict := checker(own if check in _OF_OWN_WORDS else text, held)) is not None
    ]
    if asserted.invented:
        findings.append(Finding(Check.QUOTE, Verdict.DROPPED))
    verdicts = {finding.verdict for finding in findings}
    if Verdict.DROPPED in verdicts:
        verdict = Verdict.DROPPED
    elif Verdict.UNVERIFIED in verdicts:
        verdict = Verdict.UNVERIFIED
    else:
        verdict = Verdict.VERIFIED
    return Grounded(verdict, held.evidence, tuple(findings))


def _quotes(text: str, held: Ground) -> Verdict | None:
    """A quote from the wrong turn, or one that nobody said beside others that were."""
    return Verdict.UNVERIFIED if held.moved or held.missing else None


_OF_OWN_WORDS = frozenset(
    {Check.NAME, Check.NEGATION, Check.DIRECTION, Check.PERSON, Check.TIME, Check.MEANING}
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
    (Check.SPEAKER, sense_check.speaker),
    (Check.PERSON, sense_check.person),
    (Check.TIME, fact_check.times),
    (Check.INSTRUCTION, sense_check.instruction),
    (Check.MEANING, sense_check.meaning),
)
