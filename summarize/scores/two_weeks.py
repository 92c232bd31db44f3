"""An item of the last two weeks: the answers that PHQ-9 and GAD-7 share."""

import re

from summarize.risk import RiskLevel
from summarize.scores.frequency import frequency
from summarize.scores.instrument import Item, Option

OPTIONS = (
    Option("LA6568-5", "Not at all"),
    Option("LA6569-3", "Several days"),
    Option("LA6570-1", "More than half the days"),
    Option("LA6571-9", "Nearly every day"),
)
"""LOINC answer list LL358-3."""


def two_weeks_item(
    number: int,
    loinc: str,
    *,
    short: str,
    wording: str,
    asked: str,
    told: str,
    risk: RiskLevel | None = None,
) -> Item:
    return Item(
        number=number,
        loinc=loinc,
        wording=wording,
        short=short,
        asked=re.compile(asked),
        told=re.compile(told),
        options=OPTIONS,
        read=frequency,
        risk=risk,
    )
