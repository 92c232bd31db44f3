"""What was said of danger without a word that a rule knows, found by its meaning.

Each such flag says that it is possible and asks for the passage to be read: the clinician decides.
"""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from gpu import GpuError
from summarize.evidence import Evidence
from summarize.risk import RiskFlag, RiskLevel
from summarize.risk.window import Window, windows_of
from summarize.talk.dialogue import Dialogue, Exchange
from summarize.talk.passage import evidence_of

LIKELY = 0.6
"""Of danger, from which on a passage is flagged."""
LIKELY_DENIED = 0.95
"""The same where a rule knows the words and takes them for a denial, an idiom or a no."""
ALONE = 0.4
"""Of danger, that an answer must have by itself: "even on the weekend?" is not made dangerous by
what it answers. Answers to a question about danger are the rules'."""
PAST = 0.3
"""Of being one of now, below which a danger lies in the past."""
_LABELS = {
    RiskLevel.PASSIVE_IDEATION: "Possible wish to be dead: read this passage",
    RiskLevel.ACTIVE_IDEATION: "Possible suicidal thoughts or self-harm: read this passage",
    RiskLevel.PLAN_OR_INTENT: "Possible suicide plan or preparation: read this passage",
    RiskLevel.HARM_TO_OTHERS: "Possible danger to others: read this passage",
    RiskLevel.ABUSE_DISCLOSURE: "Possible abuse or violence: read this passage",
}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means; both numbers are probabilities."""

    danger: float
    current: float
    """That the danger is one of now, if it is one."""
    kind: RiskLevel


class Reader(Protocol):
    """Reads texts for danger."""

    def read(self, texts: Sequence[str], before: Sequence[str]) -> list[Reading]:
        """`before` is what was said just before each text; empty for nothing."""
        ...


@cache
def danger_reader() -> Reader | None:
    """The process's one reader, loaded when it is first asked for.

    None where the language model is not installed as it should be, which `inglenook doctor` tells
    of: the rules then look alone.
    """
    from summarize.risk.reader import load_reader  # noqa: PLC0415 - torch takes a second to import

    try:
        return load_reader()
    except GpuError as error:
        _log.error("danger is looked for by rules alone", extra={"error": type(error).__name__})
        return None


def read_ahead(dialogue: Dialogue, reader: Reader) -> None:
    """Reads what was said so far, so that the reader knows it when the session is over."""
    _read([window for _, window in _windows(dialogue)], reader)


def flags_meant(
    dialogue: Dialogue,
    told: Collection[Evidence],
    is_denial: Callable[[Exchange, Window], bool],
    reader: Reader,
) -> Iterator[tuple[RiskFlag, bool]]:
    """Each with whether it lies in the past. `told` is what is flagged already."""
    windows = list(_windows(dialogue))
    readings = _read([window for _, window in windows], reader)
    for (exchange, window), reading in zip(windows, readings, strict=True):
        if reading.danger < LIKELY:
            continue
        proof = tuple(evidence_of(passage) for passage in window.said)
        if any(piece in told for piece in proof):
            continue
        if reading.danger < LIKELY_DENIED and is_denial(exchange, window):
            continue
        if window.before and _harmless_alone(window, reader):
            continue
        past = reading.current < PAST
        label = _LABELS[reading.kind]
        yield RiskFlag(reading.kind, f"{label} (in the past)" if past else label, proof), past


def _harmless_alone(window: Window, reader: Reader) -> bool:
    [alone] = reader.read([window.text], [""])
    return alone.danger < ALONE


def _windows(dialogue: Dialogue) -> Iterator[tuple[Exchange, Window]]:
    for exchange in dialogue.exchanges:
        for window in windows_of(exchange, monologue=dialogue.monologue):
            yield exchange, window


def _read(windows: Sequence[Window], reader: Reader) -> list[Reading]:
    return reader.read([window.text for window in windows], [window.before for window in windows])
