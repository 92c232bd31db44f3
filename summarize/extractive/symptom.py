"""What was answered to the items of an instrument, as symptoms in few words."""

from collections.abc import Callable, Iterator, Sequence

from summarize.extractive.finding import Finding, evidence_of_all
from summarize.extractive.fitting import Choice
from summarize.extractive.inquiry import ItemQuoted
from summarize.extractive.shortening import shortest
from summarize.scores.frequency import frequency
from summarize.talk.excerpt import is_small_talk, quoted, trimmed
from summarize.talk.passage import Passage
from summarize.talk.topic import Weight
from summarize.templates import Part

SYMPTOMS = "symptoms"
"""Topic of all of them: they stand together in one statement."""
_LENGTHS = (24, 12, 7)
_ITEM = 0.8
"""What an answer to an item tells beyond its words."""
_COUNTS = 1.0
"""What saying how often adds to what words tell."""


def symptom(
    item: ItemQuoted, said: Sequence[Passage], tells: Callable[[Passage], float], order: int
) -> Iterator[Choice]:
    """`Symptoms: low energy “The other ten I was dragging.”`; nothing for an item scored 0."""
    telling = [one for one in said if not is_small_talk(one.text)]
    if not item.score or not telling:
        return
    weight = Weight.HIGH if item.topic == "sleep" else Weight.USUAL
    weight = Weight.DETAIL if item.score == 1 else weight

    def value(one: Passage) -> float:
        return tells(one) + _COUNTS * (frequency(one.text) is not None)

    def finding(longest: int) -> Finding:
        kept = [trimmed(one) for one in shortest(telling, longest, value)]
        text = f"Symptoms: {item.label} {quoted(kept)}"
        proof = evidence_of_all(kept)
        told = _ITEM + max(map(tells, kept))
        return Finding(Part.REPORT, SYMPTOMS, text, weight, proof, order, told)

    yield tuple(dict.fromkeys(finding(longest) for longest in _LENGTHS))
