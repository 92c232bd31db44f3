"""The instruments that are scored from talk, by name."""

from summarize.scores.audit_c import AUDIT_C
from summarize.scores.gad7 import GAD7
from summarize.scores.instrument import Instrument, Item, Option
from summarize.scores.phq9 import PHQ9
from summarize.scores.suicide_screen import C_SSRS, SUICIDE_SCREEN

INSTRUMENTS: tuple[Instrument, ...] = (PHQ9, GAD7, AUDIT_C, SUICIDE_SCREEN)
"""Asked in talk."""
_KNOWN = (*INSTRUMENTS, C_SSRS)


def instrument_named(name: str) -> Instrument | None:
    """The instrument of that name, None where it is not scored here."""
    return next((known for known in _KNOWN if known.name == name), None)


def item_of(name: str, number: int) -> Item | None:
    """The item of an instrument's name, None where it is not known here."""
    instrument = instrument_named(name)
    items = () if instrument is None else instrument.items
    return next((item for item in items if item.number == number), None)


def options_of(name: str, number: int) -> tuple[Option, ...]:
    """The answers of an item, lowest first; empty where it is not known here."""
    item = item_of(name, number)
    return () if item is None else item.options
