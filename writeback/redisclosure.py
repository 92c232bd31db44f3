"""What goes with every copy of a record under 42 CFR Part 2 (substance use disorder)."""

from typing import Final

NOTICE: Final = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""The short statement of 42 CFR 2.32(a)(2), word for word."""


def notice_of(*, part2: bool) -> str | None:
    """The notice where the consent is one under Part 2."""
    return NOTICE if part2 else None


def with_notice(document: dict[str, object], *, part2: bool) -> dict[str, object]:
    """A JSON document that carries it as `redisclosure_notice`."""
    return {**document, "redisclosure_notice": NOTICE} if part2 else document
