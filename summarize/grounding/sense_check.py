"""Whether a statement means what was said: affirmed or denied, by whom, of whom.

Each check gives None where it finds nothing wrong.
"""

import re
from collections.abc import Iterable

from diarize.turn import SpeakerRole
from summarize.grounding.concept import CONCEPTS, concepts_spoken, concepts_written
from summarize.grounding.quotation import tokens
from summarize.grounding.support import Ground
from summarize.grounding.verdict import Verdict
from summarize.talk.number import quantities
from summarize.talk.polarity import Answer, polarity_of
from summarize.talk.stem import content_stem

_VERIFIED_OVERLAP = 0.6
_KEPT_OVERLAP = 0.25
"""Shares of a statement's content words that were said; below the first it is marked, below the
second dropped."""


def negation(text: str, held: Ground) -> Verdict | None:
    claim, said = polarity_of(text), held.polarity
    if not said.conflicts(claim):
        return _denied_concepts(text, held)
    return Verdict.DROPPED


def _denied_concepts(text: str, held: Ground) -> Verdict | None:
    """The same for risk and the like, which are written in other words than they are said in."""
    claim_negates = bool(polarity_of(text).negated) or _DENIAL.search(text) is not None
    for concept in CONCEPTS:
        if concept.written.search(text) is None:
            continue
        spoken = [passage for passage in held.passages if concept.spoken.search(passage.sentence)]
        # "I wish I didn't wake up" denies nothing: the words of the matter itself do not count.
        denied = [
            passage
            for passage in spoken
            if _is_denied(concept.spoken.sub(" ", passage.sentence), passage.answer)
        ]
        asserted = [passage for passage in spoken if passage not in denied
                    and passage.answer is not Answer.OPEN]  # fmt: skip
        if denied and not asserted and not claim_negates:
            return Verdict.DROPPED
        if asserted and not denied and claim_negates and _denies(text, concept.written):
            return Verdict.DROPPED
    return None


_DENIAL = re.compile(
    r"\b(?:no|not|denie[sd]|deny|denying|never|without|negative|absent|none|nothing|\w+n['’]t)\b",
    re.IGNORECASE,
)


def is_denial(text: str) -> bool:
    """Whether a word of the text denies."""
    return _DENIAL.search(text) is not None


def _is_denied(sentence: str, answer: Answer | None) -> bool:
    negated = _DENIAL.search(sentence) is not None
    return not negated if answer is Answer.NO else negated


def _denies(text: str, written: re.Pattern[str]) -> bool:
    """The denial stands before the concept in the same clause."""
    return any(
        _DENIAL.search(clause[: match.start()]) is not None
        for clause in re.split(r"[;.]|\bbut\b", text)
        if (match := written.search(clause)) is not None
    )


_AXES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(rf"\b(?:{up})\b", re.IGNORECASE), re.compile(rf"\b(?:{down})\b", re.IGNORECASE))
    for up, down in (
        (r"increas\w+|rais\w+|higher|doubl\w+|more|go(?:ing|ne)? up|went up|bump\w* up|up to",
         r"decreas\w+|lower\w*|reduc\w+|less|fewer|go(?:ing|ne)? down|went down|taper\w*|cut back"),
        (r"better|improv\w+|easier|progress", r"worse\w*|deteriorat\w+|harder|declin\w+"),
        (r"start(?:s|ed|ing)?|began|beg[iu]n\w*|continu\w+|keep\w*|kept|resum\w+|initiat\w+",
         r"stopp\w*|stops?|quit\w*|discontinu\w+|miss(?:es|ed|ing)?|skip\w*|came off|cold turkey"),
        (r"before|prior to", r"after|following|since"),
    )
)  # fmt: skip


def direction(text: str, held: Ground) -> Verdict | None:
    worst: Verdict | None = None
    for up, down in _AXES:
        claims = (up.search(text) is not None, down.search(text) is not None)
        said = (up.search(held.text) is not None, down.search(held.text) is not None)
        if claims in {(True, False), (False, True)} and said == (claims[1], claims[0]):
            return Verdict.DROPPED
        if claims == (False, False) and up.pattern == _AXES[2][0].pattern and said == (False, True):
            worst = Verdict.UNVERIFIED
    return worst


_SAYS = (
    r"(?:reports?|reported|states?|stated|says|said|describes?|described|endorses?|endorsed|"
    r"denie[sd]|expresses|expressed|shares|shared|mentions|mentioned|feels?|felt|has|had|is|was|"
    r"takes?|took|wants?|wanted|agrees?|agreed|identifies|identified|acknowledge[sd]?)"
)
_CLIENT_SAYS = re.compile(rf"\b(?:client|patient|pt)\b\W+(?:\w+ly\s+)?{_SAYS}\b", re.IGNORECASE)
_CLINICIAN_SAYS = re.compile(
    r"\b(?:clinician|therapist|provider|counselor|counsellor|writer)\b\W+(?:\w+ly\s+)?\w+",
    re.IGNORECASE,
)


_ASKS = re.compile(
    r"\b(?:ask|inquir|enquir|explor|assess|screen|review|check|discuss|question|follow)\w*",
    re.IGNORECASE,
)


def _only_asks(held: Ground) -> bool:
    """The clinician is cited with nothing but questions."""
    return all(
        passage.answer is not None
        for passage in held.passages
        if passage.role is SpeakerRole.CLINICIAN
    )


def speaker(text: str, held: Ground) -> Verdict | None:
    """Who is said to have said it must have said it."""
    for pattern, role, other in (
        (_CLIENT_SAYS, SpeakerRole.CLIENT, SpeakerRole.CLINICIAN),
        (_CLINICIAN_SAYS, SpeakerRole.CLINICIAN, SpeakerRole.CLIENT),
    ):
        if pattern.search(text) is None:
            continue
        if role in held.roles:
            if role is SpeakerRole.CLINICIAN and not _ASKS.search(text) and _only_asks(held):
                return Verdict.UNVERIFIED
            continue
        answered = any(p.answer in {Answer.YES, Answer.NO} for p in held.passages)
        if role is SpeakerRole.CLIENT and answered:
            continue
        return Verdict.DROPPED if held.roles == {other} else Verdict.UNVERIFIED
    return Verdict.UNVERIFIED if held.only_questions else None


_KIN = re.compile(
    r"\b(?:mother|mom|mum|father|dad|brother|sister|son|daughter|wife|husband|partner|boyfriend|"
    r"girlfriend|friend|aunt|uncle|cousin|grandmother|grandma|grandfather|grandpa|roommate|boss|"
    r"coworker|neighbor|ex|child|kid)(?:'s|s)?\b",
    re.IGNORECASE,
)
_SELF = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|we|you|your)\b", re.IGNORECASE)


def person(text: str, held: Ground) -> Verdict | None:
    """What was said of somebody else is not the client's."""
    of_others = all(
        _KIN.search(passage.sentence) and not _SELF.search(passage.sentence)
        for passage in held.passages
    )
    return Verdict.UNVERIFIED if of_others and not _mentions_others(text) else None


def _mentions_others(text: str) -> bool:
    return _KIN.search(text) is not None or re.search(r"\bfamily|parent", text) is not None


_TO_A_MACHINE = re.compile(
    r"\b(?:(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|above|"
    r"previous|everything)|system prompt|language model|\bA\.?I\.?\b.{0,20}\b(?:write|note|scribe|"
    r"put|add|say)|(?:write|put|add|record|document|say|state|enter|include)\b.{0,30}\b(?:in|into|"
    r"on|to) (?:the|this|my|your|his|her) (?:note|chart|record|summary|draft|file|report)|"
    r"(?:the|this|your) (?:note|chart|record|summary|draft) (?:should|must|has to|needs to|will)|"
    r"note to (?:the )?(?:scribe|assistant|ai|computer|system)|you are (?:now )?an? (?:ai|assistant"
    r"|scribe|model)|dear (?:ai|assistant|computer)|hey (?:ai|assistant|computer|scribe))",
    re.IGNORECASE,
)


def instruction(text: str, held: Ground) -> Verdict | None:
    """A sentence said to whoever writes the note proves nothing about the client.

    A clinician may well dictate one, so theirs is marked; anybody else's is dropped.
    """
    told = [passage for passage in held.passages if _TO_A_MACHINE.search(passage.sentence)]
    if not told:
        return None
    by_clinician = all(passage.role is SpeakerRole.CLINICIAN for passage in told)
    return Verdict.UNVERIFIED if by_clinician else Verdict.DROPPED


def meaning(text: str, held: Ground) -> Verdict | None:
    """By the share of content words that were said; embeddings may judge this better later."""
    overall = overlap(text, held.text)
    if overall < _KEPT_OVERLAP:
        return Verdict.DROPPED
    if overall < _VERIFIED_OVERLAP:
        return Verdict.UNVERIFIED
    clauses = [clause for clause in re.split(r"[,;:]|\band\b|\bbut\b", text) if clause.strip()]
    if any(overlap(clause, held.text) == 0 for clause in clauses):
        return Verdict.UNVERIFIED
    return None


def overlap(text: str, said: str) -> float:
    """Share of the text's content words whose stem was said; 1 where it has none."""
    wanted = [stem for token in tokens(text) if (stem := content_stem(token.text)) is not None]
    if not wanted:
        return 1.0
    held = {stem for token in tokens(said) if (stem := content_stem(token.text)) is not None}
    spoken_values = {quantity.value for quantity in quantities(said)}
    shared_concepts = concepts_written(text) & concepts_spoken(said)
    met = sum(
        stem in held or _near(stem, held) or _is_value(stem, spoken_values)
        or _is_concept(stem, shared_concepts)
        for stem in wanted
    )  # fmt: skip
    return met / len(wanted)


def _near(stem: str, held: Iterable[str]) -> bool:
    """Same first five letters: `irritab|le` and `irrita|ted`."""
    return len(stem) >= 5 and any(other[:5] == stem[:5] for other in held)


def _is_value(stem: str, values: set[float]) -> bool:
    return any(quantity.value in values for quantity in quantities(stem))


_CONCEPT_WORDS = re.compile(r"suicid|ideation|self|harm|homicid|substance|alcohol|use\b|abuse|hi$")


def _is_concept(stem: str, concepts: frozenset[str]) -> bool:
    return bool(concepts) and _CONCEPT_WORDS.match(stem) is not None
