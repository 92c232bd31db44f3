"""Which findings a note of a given length holds, and how long each of them is."""

from collections.abc import Iterable, Sequence

from summarize.extractive.finding import Finding
from summarize.talk.topic import Weight

Choice = tuple[Finding, ...]
"""One finding in versions, the longest first; most have one."""
_SURE, _HEADING = 0.1, 12
"""Even out: what tells little still tells something, and one word is not cheap."""


def fitted(choices: Sequence[Choice], room: int) -> list[Finding]:
    """The weightiest findings that fit so many words, in their order.

    All come in their shortest version, those first that give most for their words; then what weighs
    most is lengthened, then the rest.
    What must always stand stays whatever the room.
    """
    choices = _distinct(choices)
    shelf = _Shelf(choices, room)
    ranked = sorted(range(len(choices)), key=lambda at: _rank(choices[at][-1]))
    heavy = [at for at in ranked if choices[at][0].weight >= Weight.HIGH]
    shelf.add(heavy)
    shelf.lengthen(heavy, steps=1)
    shelf.add(at for at in ranked if at not in heavy)
    shelf.lengthen(ranked, steps=max((len(choice) for choice in choices), default=0))
    return shelf.held()


def _rank(finding: Finding) -> tuple[float, float]:
    """By weight, then by what a finding gives for the room it takes."""
    return -finding.weight, -(_SURE + finding.telling) / (_HEADING + finding.words)


class _Shelf:
    """Findings chosen so far, each in one of its versions."""

    def __init__(self, choices: Sequence[Choice], room: int) -> None:
        self._choices = choices
        self._left = room
        self._version: dict[int, int] = {}

    def add(self, wanted: Iterable[int]) -> None:
        for at in wanted:
            shortest = self._choices[at][-1]
            if shortest.weight is Weight.ALWAYS or shortest.words <= self._left:
                self._version[at] = len(self._choices[at]) - 1
                self._left -= shortest.words

    def lengthen(self, wanted: Iterable[int], steps: int) -> None:
        for at in wanted:
            for _ in range(steps):
                version = self._version.get(at, 0)
                if version == 0:
                    break
                more = self._choices[at][version - 1].words - self._choices[at][version].words
                if more > self._left:
                    break
                self._version[at] = version - 1
                self._left -= more

    def held(self) -> list[Finding]:
        return [self._choices[at][version] for at, version in sorted(self._version.items())]


def _distinct(choices: Sequence[Choice]) -> list[Choice]:
    """Each thing once: a later finding whose every quote is already shown is dropped."""
    kept: list[Choice] = []
    seen: dict[str, list[str]] = {}
    texts: set[str] = set()
    for choice in choices:
        finding = choice[0]
        shown = all(
            any(proof.quote in quote for quote in seen.get(proof.turn_id, ()))
            for proof in finding.evidence
        )
        repeats = any(text.startswith(finding.text.rstrip(".")) for text in texts)
        if repeats or (shown and finding.order >= 0):
            continue
        texts.add(finding.text)
        if finding.order >= 0:  # a total rests on the answers, which may be quoted elsewhere too
            for proof in finding.evidence:
                seen.setdefault(proof.turn_id, []).append(proof.quote)
        kept.append(choice)
    return kept
