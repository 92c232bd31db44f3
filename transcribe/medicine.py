"""Names of medicines, brand and generic, and how they are written.

The list and its sources: `medicines.txt`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Medicine:
    """One name of a medicine."""

    name: str
    """As written: brands with a capital."""
    generic: str
    everyday: bool
    """The name is an everyday word as well."""


@lru_cache(maxsize=1)
def medicines() -> Mapping[str, Medicine]:
    """Every listed name in lower case with what it names."""
    return {entry.name.casefold(): entry for entry in _entries()}


def medicine_named(word: str) -> Medicine | None:
    """The listed medicine of this name, whatever its case."""
    return medicines().get(word.casefold())


def _entries() -> Iterator[Medicine]:
    for line in files("transcribe").joinpath("medicines.txt").read_text("utf-8").splitlines():
        generic, colon, others = line.partition(":")
        if colon and not line.startswith("#"):
            for name in (generic, *others.split()):
                yield Medicine(name.rstrip("?"), generic, name.endswith("?"))
