"""What an instrument is: its items, their codes and answers, and how free answers are read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from summarize.risk import RiskLevel
from summarize.scores.frequency import Rating


@dataclass(frozen=True, slots=True)
class Option:
    """An answer as the instrument offers it."""

    loinc: str
    wording: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question. Item order is not LOINC order."""

    number: int
    loinc: str | None
    """None where the item is not asked in a published wording."""
    wording: str
    short: str
    """What the item is about, for a line of a note."""
    asked: re.Pattern[str]
    """Words of a clinician's question about it, however phrased; expects plain text."""
    told: re.Pattern[str]
    """Words of a client who speaks of it unasked."""
    options: tuple[Option, ...]
    """The place is the score."""
    read: Callable[[str], Rating | None]
    """The score a free answer stands for, None where it does not say."""
    risk: RiskLevel | None = None
    """What any answer above 0 flags."""
    lifetime: bool = False
    """Asks about any time, so that a yes need not be of now."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire whose items are scored from 0."""

    name: str
    panel_loinc: str | None
    """None where no published panel is asked in its own words."""
    total_loinc: str | None
    """None where no total is defined."""
    items: tuple[Item, ...]
    named: re.Pattern[str]
    """How people in a session speak of the questionnaire as a whole."""
    bands: tuple[tuple[int, str], ...] = ()
    """Lowest total of a band and its name, descending."""
    triage: Callable[[Sequence[int | None]], str | None] | None = None
    """What the answers in order call for, where it is not the total that tells."""
    reliable_change: int | None = None
    """Points between two totals that are more than the measure's own unsteadiness (NHS Talking
    Therapies manual: PHQ-9 6, GAD-7 4)."""

    @property
    def highest(self) -> int:
        return sum(len(item.options) - 1 for item in self.items)

    @property
    def risk_items(self) -> tuple[int, ...]:
        """Items that flag risk whenever they are above 0."""
        return tuple(item.number for item in self.items if item.risk is not None)

    def severity(self, total: int) -> str | None:
        """Name of the band a total falls in."""
        return next((name for lowest, name in self.bands if total >= lowest), None)
