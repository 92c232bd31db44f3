"""Why a statement is not verified, in words that a clinician understands."""

from collections.abc import Iterable

from summarize.grounding.verdict import Check, Finding

_REASONS: dict[Check, tuple[str, str]] = {
    Check.QUOTE: (
        "The quote given for this was not found as it stands",
        "The quote given for this {words}",
    ),
    Check.NUMBER: ("A number was not said like this", "Not said like this: {quoted}"),
    Check.DRUG: (
        "The medication was not said like this",
        "The medication was not said like this in the quoted words: {quoted}",
    ),
    Check.CONCEPT: (
        "Nobody spoke of this in the quoted words",
        "Nobody spoke of this in the quoted words: {quoted}",
    ),
    Check.NAME: ("A name was not said", "This name was not said: {quoted}"),
    Check.NEGATION: (
        "The quoted words may say the opposite",
        "Affirmed here and denied there, or the other way round: {quoted}",
    ),
    Check.DIRECTION: (
        "The quoted words may say the opposite",
        "The quoted words may say the opposite of {quoted}",
    ),
    Check.DEGREE: (
        "How much or how often was said differently",
        "How much or how often was said differently: {quoted}",
    ),
    Check.SPEAKER: (
        "Nobody in the quoted words states this",
        "The quoted words do not show this from the {words}",
    ),
    Check.PERSON: (
        "The quoted words are about somebody else",
        "In the quoted words it is the {words} who does this",
    ),
    Check.TIME: (
        "It was said of another time",
        "The time is not in the quoted words: {quoted}",
    ),
    Check.MODALITY: (
        "It was said as a wish or a possibility",
        "It was said as a wish, an order or a possibility: {quoted}",
    ),
    Check.INSTRUCTION: (
        "The quoted words tell whoever writes the note what to write",
        "The quoted words tell whoever writes the note what to write",
    ),
    Check.MEANING: ("Not in the quoted words", "Not in the quoted words: {quoted}"),
}
"""Without words that the objection is about, and with them."""
_NOBODY = {"somebody else": "other person", "agreed": "client, who is said to agree"}
_MOST_WORDS = 6


def doubts_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """One sentence for each kind of objection, without a final full stop; each stands once."""
    return tuple(dict.fromkeys(_worded(finding) for finding in findings))


def _worded(finding: Finding) -> str:
    plain, telling = _REASONS[finding.check]
    words = tuple(dict.fromkeys(finding.words))[:_MOST_WORDS]
    if not words:
        return plain
    quoted = ", ".join(f"“{word}”" for word in words)
    return telling.format(words=_NOBODY.get(words[0], words[0]), quoted=quoted)
