"""What a sentence affirms and what it negates, by its words.

A simple reading after NegEx (Chapman et al., 2001): a cue opens a scope that runs for a few words
or to the end of the clause. Spoken answers count too: "Any thoughts of dying? - No." negates what
was asked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from summarize.talk.stem import content_stem

_PIECE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.?!;,:]")

_NEAR_CUES = frozenset(
    {"not", "never", "cannot", "neither", "nor", "hardly", "barely", "nothing", "unable"}
)
"""Negate the next words up to a comma."""
_LIST_CUES = frozenset(
    {
        "no",
        "denies",
        "denied",
        "deny",
        "denying",
        "without",
        "negative",
        "declines",
        "declined",
        "absent",
        "none",
    }
)
"""Negate a whole list: "denies ideation, plan or intent"."""
_UNDECIDED_CUES = frozenset(
    """
    trouble difficulty difficulties struggle struggles struggled struggling hard problems lack lacks
    stop stops stopped stopping quit avoid avoids avoided avoiding avoidance miss missed misses
    missing skip skipped skips skipping unsure uncertain whether loss less fewer reduced reducing
    cut despite instead disturbance disturbed disrupted insomnia longer
    """.split()  # noqa: SIM905
)
"""The next words are neither affirmed nor negated: "trouble sleeping" is some sleep."""
_UNDECIDED_BEFORE = frozenset(
    "disturbance disturbances difficulties difficulty problems loss disruption insomnia".split()  # noqa: SIM905
)
"""So are the two words before these: "sleep disturbance"."""
_ASIDE = frozenset({"in", "with", "on", "about"})
"""After a denial, what follows these is only what it is about: "denies change in appetite"."""
_NEW_SUBJECTS = frozenset("the my your his her their our i we you he she they it client".split())  # noqa: SIM905
"""After "and" these begin something new, which a "not" before it does not reach."""
_NEAR_REACH = 6
_LIST_REACH = 14
_CLAUSE_ENDS = frozenset(
    {".", "?", "!", ";", ":", "but", "because", "although", "though", "except"}
)
_LIST_ENDS = frozenset({"reports", "reported", "states", "stated", "endorses", "endorsed", "says"})

_YES = re.compile(
    r"^\W*(?:(?:um+|uh+|well|oh|i mean|like|so)\W+)*"
    r"(?:yes|yeah|yep|yup|definitely|absolutely|sure|correct|right|exactly|"
    r"i do|i am|i have|i did)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^\W*(?:(?:um+|uh+|well|oh|i mean|like|so|god|gosh)\W+)*"
    r"(?:no|nope|nah|never|not (?:really|at all|that|any|since|in|lately|anymore)|none|nothing|"
    r"i (?:don't|haven't|didn't|wouldn't|am not|do not|have not)|i'm not)\b",
    re.IGNORECASE,
)
_BUT_NO = re.compile(r"^\W*(?:no|nah)\W+(?:i (?:do|am|have|did)|yes|yeah)\b", re.IGNORECASE)

_TIMELESS = frozenset("day night week month year time morning near almost minute hour".split())  # noqa: SIM905
"""What is said when, is said and denied of many things at once."""


class Answer(StrEnum):
    """How a reply takes the question before it."""

    YES = "yes"
    NO = "no"
    OPEN = "open"


@dataclass(slots=True)
class Polarity:
    """Content stems by what is said of them."""

    affirmed: set[str] = field(default_factory=set)
    negated: set[str] = field(default_factory=set)

    def add(self, other: "Polarity") -> None:
        self.affirmed |= other.affirmed
        self.negated |= other.negated

    def turned(self) -> "Polarity":
        """The same words after a "no"."""
        return Polarity(affirmed=set(self.negated), negated=set(self.affirmed))

    def conflicts(self, claim: "Polarity") -> set[str]:
        """Stems the claim affirms where this only negates them, or the other way round."""
        wrongly_affirmed = (claim.affirmed - claim.negated) & (self.negated - self.affirmed)
        wrongly_negated = (claim.negated - claim.affirmed) & (self.affirmed - self.negated)
        if len(claim.negated & self.negated) > len(wrongly_negated):
            wrongly_negated = set()  # the same denial, told with more of what it is about
        return (wrongly_affirmed | wrongly_negated) - _TIMELESS


def answer_of(reply: str) -> Answer:
    """Whether a reply opens with a yes or a no."""
    if _BUT_NO.match(reply):
        return Answer.OPEN
    if _NO.match(reply):
        return Answer.NO
    if _YES.match(reply):
        return Answer.YES
    return Answer.OPEN


def is_question(text: str) -> bool:
    """Ends in a question mark, or opens like a question where speech came without marks."""
    stripped = text.strip().rstrip("\"'”’")
    if stripped.endswith("?"):
        return True
    return bool(
        re.match(
            r"^\W*(?:(?:so|and|okay|ok|now|well|um+|uh+)\W+)*"
            r"(?:do|does|did|have|has|had|are|is|was|were|can|could|would|will|any|how|what|when|"
            r"where|who|why|which)\b(?!.*\.$)",
            stripped,
            re.IGNORECASE,
        )
    )


def polarity_of(text: str) -> Polarity:
    """Content stems of the text by polarity."""
    result = Polarity()
    remaining, undecided, in_list = 0, 0, False
    pieces = [piece.group().casefold().replace("’", "'") for piece in _PIECE.finditer(text)]
    for at, piece in enumerate(pieces):
        following = pieces[at + 1] if at + 1 < len(pieces) else "."
        new_subject = piece == "and" and not in_list and following in _NEW_SUBJECTS
        if new_subject or piece in _CLAUSE_ENDS or (in_list and piece in _LIST_ENDS):
            remaining, undecided = 0, 0
        elif piece == ",":
            remaining = remaining if in_list else 0
        elif piece == "no" and following in {"more", "less"}:
            continue
        elif piece == "no" and following == "longer":
            remaining, undecided = 0, _NEAR_REACH
        elif piece in _ASIDE and in_list and remaining:
            undecided = _NEAR_REACH
        elif piece in _LIST_CUES:
            # "No, I sleep well": an answer, not a negation of what follows.
            answered = following in {",", ".", "!", "?", ";"}
            remaining, in_list = (0, False) if answered else (_LIST_REACH, True)
        elif piece in _NEAR_CUES or piece.endswith("n't"):
            remaining, in_list = _NEAR_REACH, False
        else:
            _place(result, piece, negated=remaining > 0, undecided=undecided > 0)
            remaining, undecided = max(0, remaining - 1), max(0, undecided - 1)
            if piece in _UNDECIDED_CUES:
                undecided = _NEAR_REACH
            if piece in _UNDECIDED_BEFORE:
                for word in pieces[max(0, at - 2) : at]:
                    _place(result, word, negated=False, undecided=True)
    return result


def _place(result: Polarity, word: str, *, negated: bool, undecided: bool) -> None:
    stem = content_stem(word)
    if stem is None:
        return
    if negated or undecided:
        result.negated.add(stem)
    if undecided or not negated:
        result.affirmed.add(stem)


def joined(parts: Iterable[Polarity]) -> Polarity:
    """All parts together."""
    whole = Polarity()
    for part in parts:
        whole.add(part)
    return whole
