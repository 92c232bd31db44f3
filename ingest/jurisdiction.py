"""Where everybody in the room must have agreed to a recording, and where one of them is enough.

What is not known to be lenient is taken to be strict: a place that is not named, or not by its
code, asks for everybody, and so does every country of which nothing is said here.
"""

from enum import StrEnum
from typing import Final


class PartyRule(StrEnum):
    """Whose agreement a recording needs."""

    ALL_PARTY = "all-party"
    ONE_PARTY = "one-party"


_ALL_PARTY: Final = "CA CT DE FL IL MD MA MI MT NV NH OR PA WA"
"""States of the USA whose wiretapping or eavesdropping law asks for all parties in some setting
(on the telephone, or in the same room); where courts differ (Michigan), the stricter reading."""

_STATES: Final = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY"
)
_ONE_PARTY: Final = frozenset(
    f"US-{state}" for state in set(_STATES.split()).difference(_ALL_PARTY.split())
)


def party_rule(jurisdiction: str | None) -> PartyRule:
    """`jurisdiction` is an ISO 3166-2 code such as `US-NY`, in any case."""
    code = (jurisdiction or "").strip().upper().replace("_", "-")
    return PartyRule.ONE_PARTY if code in _ONE_PARTY else PartyRule.ALL_PARTY
