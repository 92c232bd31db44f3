"""A bare yes or no as a note says it: with what was asked."""

import re
from collections.abc import Sequence
from dataclasses import replace

from summarize.extractive.finding import Finding, evidence_of_all
from summarize.extractive.fitting import Choice
from summarize.extractive.safety_topics import SAFETY
from summarize.extractive.shortening import shortest
from summarize.extractive.topics import MEDICAL, SYMPTOMS, topic_said
from summarize.risk.finding import danger_in, is_taken_back
from summarize.talk.denial import denied, denied_subject, says_no, says_yes
from summarize.talk.excerpt import quoted, trimmed
from summarize.talk.passage import Passage
from summarize.talk.third_person import is_of_another, third_person
from summarize.talk.topic import Topic, Weight
from summarize.talk.wording import plain, word_count
from summarize.templates import Part

_LONGEST_DENIAL = 12
_BARE_NO = re.compile(r"(?:(?:no|nope|nah|never|none|not at all|i haven't|i don't)[,.! ]*)+")
_PERMISSION = re.compile(
    r"\b(?:can|could|may|should|shall) (?:i|we)\b|\bis it (?:okay|ok|all right|alright)|"
    r"\bis that (?:okay|ok|all right|alright)|\bwould you (?:like|be|mind)|\bdo you mind|"
    r"\bready\b|\bmake(?:s)? sense|\blet's\b|\bi(?:'d| would) like|\bi'll\b|\bdoes that\b|"
    r"\bi want you"
)
_INVERTED = re.compile(
    r"^(?:(?:and|so|but|okay|now|well|then),? )*(?:do|did|does|are|is|was|were|have|has|had|can|"
    r"could|will|would|any|how|what|when|where|who)\b"
)
_ABOUT_CLIENT = re.compile(r"\b(?:you|your|you're|you've)\b")
_SAFE = re.compile(r"\bfeel(?:ing)? (?:\w+ )?safe\b")
_IN_ITS_WORDS = frozenset({"means", "family_risk", "protective"})
"""What exactly is not there is said by the question alone."""
_BUT = re.compile(r"\b(?:but|except|only|although|used to|my (?:brother|dad|husband|wife|son))\b")
_SAYS_NOT = re.compile(r"\b(?:no|not|never|none|nope|nothing|don't|didn't|wouldn't|haven't)\b")


def bare_reply(
    question: Sequence[Passage], answer: Sequence[Passage], asked: Topic | None, at: int
) -> Choice:
    """A yes or no that says nothing without what it answers; empty where it says more."""
    if not question:
        return ()
    reply = " ".join(said.text for said in answer)
    last = question[-1]
    if says_no(reply) and asked is not None and last.is_question:
        return _no(last, answer, asked, at)
    if not says_yes(reply) or word_count(reply) > 3 or _PERMISSION.search(last.plain):
        return ()
    told = _affirmed(last, answer[:1], asked or topic_said(last.plain), at)
    return () if told is None else (told,)


def _early(said: Passage) -> float:
    return -said.start


def _no(asking: Passage, answer: Sequence[Passage], asked: Topic, at: int) -> Choice:
    reply = " ".join(said.text for said in answer)
    if asked in SAFETY and (is_taken_back(reply) or any(map(danger_in, answer))):
        return ()
    risky = asked in SAFETY and asked.name not in ("protective", "means")
    # a misheard `no guns` still answers the question about guns
    unheard = asked.name == "means" and not asked.said.search(plain(reply))
    risky = risky or (unheard and not _BUT.search(plain(reply)))
    clinical = asked in (*SAFETY, *MEDICAL, *SYMPTOMS)
    if risky or (clinical and word_count(reply) <= _LONGEST_DENIAL // 2):
        return _denial(asking, answer, asked, at)
    return ()


def _affirmed(
    asking: Passage, answer: Sequence[Passage], topic: Topic | None, at: int
) -> Finding | None:
    counts = any(character.isdigit() for character in asking.digits)
    if topic is None or (topic.weight < Weight.HIGH and not counts):
        return None
    if _INVERTED.match(asking.plain):
        text = f"Answers yes, asked “{trimmed(asking).text}”"
    elif _ABOUT_CLIENT.search(asking.plain):
        told = third_person(asking.text)
        text = f"Confirms that {told[:1].lower()}{told[1:]}"
    else:
        return None
    proof = evidence_of_all([asking, *answer])
    return Finding(Part.REPORT, topic.name, text, topic.weight, proof, at)


def _denial(question: Passage, answer: Sequence[Passage], asked: Topic, at: int) -> Choice:
    termed = asked in SAFETY and asked.name not in _IN_ITS_WORDS
    label = f"Denies {denied_subject(asked, question.text)}" if termed else denied(question.text)
    if _SAFE.search(question.plain):
        label = f"Does not feel safe, asked “{trimmed(question).text}”"
    if label is None:
        return ()
    saying_no = [one for one in answer if _SAYS_NOT.search(one.plain) and not is_of_another(one)]
    kept = shortest(saying_no or list(answer[:1]), _LONGEST_DENIAL, _early)
    proof = evidence_of_all([question, *kept])
    short = Finding(Part.REPORT, asked.name, label, asked.weight, proof, at)
    if all(_BARE_NO.fullmatch(one.plain) for one in kept):
        return (short,)
    return replace(short, text=f"{label} ({quoted(kept)})"), short
