"""How clinicians and clients talk: what is counted in their words, and how much it tells.

The weights were fitted by `tests/bench/fit_roles.py` as a conditional logit (which of two people
is the clinician?) on half of the two-person dialogues of ACI-Bench, MTS-Dialog and PriMock57 (all
CC BY 4.0), whole and cut to their first minutes, as written and with words misheard, turns
misplaced and punctuation left out. What they achieve on the other half, and on therapy dialogues
that nothing was fitted on, is measured by `tests/bench/roles.py`. English: of other languages
little is counted, so little is told.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

FEW_WORDS = 25
"""Words at which a rate counts half."""
FEW_TURNS = 2
"""Turns at which a share of turns counts half."""


@dataclass(frozen=True, slots=True)
class Manner:
    """One habit of speech."""

    name: str
    pattern: re.Pattern[str]
    weight: float
    """Log-odds for the clinician at a rate of one."""
    of_turns: bool = False
    """Counted once a turn, its rate being a share of turns; else every time, by words."""


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.I)


def _opening(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{'|'.join(alternatives)})\b", re.I)


_QUESTION = re.compile(
    r"\?|(?:^|[.!,;] )(?:how (?:often|many|much|long|are|is|was|has|have|did|do|does|would|about)"
    r"|what (?:are|is|was|do|did|would|brings|about|happens|kind|makes)|when did|where do|"
    r"do you|did you|have you|are you|were you|can you|could you|would you|is there|tell me)\b",
    re.I,
)
_PLAN = _words(
    "i'll|i will|i'm (?:going to|gonna)|i am going to|let me|let's",
    "we'll|we will|we can|we're going to|we should",
    "i(?:'d| would) like (?:you )?to|i want you to|i recommend|i suggest|i'd recommend",
    "you should|you might|you could|you can",
)
_DISCLOSURE = _words(
    "i (?:feel|felt|don't|didn't|can't|couldn't|was|just|guess|had|have been|keep|wish|get|got"
    "|used to|tried|haven't|hate|want|need|think about)",
    "i've been",
    "my (?:husband|wife|partner|mom|mother|dad|father|kids?|son|daughter|boss|job|work|friends?"
    "|brother|sister|boyfriend|girlfriend|life|head|doctor)",
)

MANNERS = (
    Manner("asks", _QUESTION, 10.1),
    Manner(
        "addresses",
        re.compile(
            r"(?<!thank )\b(?:you|your|yours|yourself|you're|you've|you'd|you'll)\b(?! know\b)",
            re.I,
        ),
        39.0,
    ),
    Manner("speaks of itself", _words("i|me|my|mine|myself|i'm|i've|i'd|i'll"), -6.7),
    Manner("discloses", _DISCLOSURE, -45.6),
    Manner("plans", _PLAN, 65.4),
    Manner("says we", _words("we|our|us|we're|we've|let's"), 91.3),
    Manner("calls doctor", re.compile(r"\b(?:doctor|doc)\b[.?!]?$", re.I), -71.2),
    Manner("sounds out", _words("any|anything|ever"), 34.3),
    Manner("turns that ask", _QUESTION, 2.5, of_turns=True),
    Manner(
        "turns that answer",
        _opening(
            "yes|yeah|yep|yup|no|nope|nah|um|uh|well|not really|it's|just|because|but",
            "i guess|i think|i don't|i do|i'm|i've|i was",
        ),
        -2.7,
        of_turns=True,
    ),
    Manner(
        "turns that lead",
        _opening(
            "ok|okay|alright|all right|so|great|good|and|now|sure|any|right|what|how",
            "do you|have you|are you|can you",
        ),
        2.8,
        of_turns=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Talk:
    """What one person said, counted; nothing of the words is left in it."""

    words: int = 0
    turns: int = 0
    counts: tuple[int, ...] = (0,) * len(MANNERS)
    """How often each of `MANNERS` was found."""

    def with_turn(self, text: str) -> "Talk":
        found = (
            min(len(manner.pattern.findall(text)), 1 if manner.of_turns else len(text))
            for manner in MANNERS
        )
        counts = tuple(count + more for count, more in zip(self.counts, found, strict=True))
        return Talk(self.words + len(text.split()), self.turns + 1, counts)

    def rates(self) -> tuple[float, ...]:
        """By words or by turns, drawn towards zero where little was said."""
        return tuple(
            count / (self.turns + FEW_TURNS if manner.of_turns else self.words + FEW_WORDS)
            for manner, count in zip(MANNERS, self.counts, strict=True)
        )

    def clinical(self) -> float:
        """Log-odds, up to what all people of a session have in common: of two people with `a` and
        `b` the first is the clinician with the odds exp(a - b)."""
        pairs = zip(MANNERS, self.rates(), strict=True)
        return sum(manner.weight * rate for manner, rate in pairs)


def talk_of(turns: Iterable[str]) -> Talk:
    """Count the texts of one person's turns."""
    talk = Talk()
    for text in turns:
        talk = talk.with_turn(text)
    return talk
