"""A subject that notes are written about, and how much a note needs it."""

import re
from dataclasses import dataclass
from enum import IntEnum


class Weight(IntEnum):
    """How much a note loses without it; the higher, the later it is cut for length."""

    ALWAYS = 100
    HIGH = 80
    USUAL = 60
    DETAIL = 40
    COLOUR = 20


@dataclass(frozen=True, slots=True)
class Topic:
    """One subject of a note."""

    name: str
    label: str
    weight: Weight
    said: re.Pattern[str]
    asked: re.Pattern[str]
    """Words of a question about it; the answer then is about it whatever its words."""


def topic(name: str, label: str, weight: Weight, said: str, asked: str = "") -> Topic:
    spoken = re.compile(said)
    return Topic(name, label, weight, spoken, re.compile(f"{said}|{asked}") if asked else spoken)
