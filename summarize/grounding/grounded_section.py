"""One section of a model's draft, of which only what was said remains."""

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from diarize.transcript import Transcript
from summarize.deid.surrogates import Surrogates
from summarize.grounding.answer import Claim
from summarize.grounding.check import ground
from summarize.grounding.reason import doubts_of
from summarize.grounding.verdict import Verdict
from summarize.note import Section, Statement, Support

_log = logging.getLogger(__name__)


def grounded_section(
    safe: Section,
    claims: Sequence[Claim],
    surrogates: Surrogates,
    transcript: Transcript,
    said: set[str],
) -> Section:
    """The model's statements that hold, or the fallback's section where none is verified.

    Where fewer than half of the claims are verified the model is no judge of what matters: then the
    fallback's statements about turns that it left out stand behind its own. `said` has the
    sentences of earlier sections and takes those of this one: each stands once.
    """
    statements: list[Statement] = []
    new: set[str] = set()
    reasons: Counter[str] = Counter()
    for claim in claims:
        text = surrogates.reveal(claim.text)
        key = " ".join(text.casefold().split())
        if key in said | new or surrogates.holds_unknown(claim.text):
            reasons["repeated" if key in said | new else "surrogate"] += 1
            continue
        citations = [
            replace(citation, quote=surrogates.reveal(citation.quote))
            for citation in claim.citations
        ]
        judged = ground(text, citations, transcript)
        reasons.update(str(finding.check) for finding in judged.findings)
        if judged.verdict is not Verdict.DROPPED:
            new.add(key)
            number = len(statements) + 1
            statements.append(
                Statement(
                    f"{safe.name}-{number}",
                    text,
                    Support(judged.verdict.value),
                    judged.evidence,
                    doubts_of(judged.findings),
                )
            )
    verified = sum(statement.support is Support.VERIFIED for statement in statements)
    _log.info(
        "section grounded",
        extra={"section": safe.name, "claims": len(claims), "kept": len(statements),
               "verified": verified, "findings": dict(reasons)},
    )  # fmt: skip
    if not verified:
        return safe
    said |= new
    if 2 * verified < len(claims):
        statements += _left_out(safe, statements)
    return replace(safe, statements=tuple(statements))


def _left_out(safe: Section, told: Sequence[Statement]) -> list[Statement]:
    """The fallback's statements that stand on turns of which nothing is told."""
    cited = {proof.turn_id for statement in told for proof in statement.evidence}
    missing = [
        statement
        for statement in safe.statements
        if not any(proof.turn_id in cited for proof in statement.evidence)
    ]
    return [
        replace(statement, statement_id=f"{safe.name}-{number}")
        for number, statement in enumerate(missing, start=len(told) + 1)
    ]
