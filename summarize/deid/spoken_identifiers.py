"""Identifiers as people say them: names without capitals, numbers in words, dates, addresses.

Pure work over text, made for speech as a recognizer writes it down. Of the eighteen identifiers of
the HIPAA safe harbour rule (45 CFR 164.514(b)(2)):

| identifier | found by |
| --- | --- |
| A names, of relatives and employers too | `names`, `spelling`, `organisation`, `answer` |
| B places smaller than a state (here states and countries too) | `names`, `whereabouts` |
| C elements of dates (here years too), ages over 89 (here every age) | `calendar_date`, `age` |
| D, E telephone, fax; G social security; H record; I health plan | `identity_number` |
| J account; K licence; L vehicle, plate; M device; R any other number | `identity_number` |
| F mail; N web; O network addresses | `net_address` |
| P biometric identifiers, Q photographs | are no text |
"""

from collections.abc import Callable, Iterator, Mapping

from summarize.deid.age import ages
from summarize.deid.answer import answers
from summarize.deid.calendar_date import calendar_dates
from summarize.deid.identifier import Identifier
from summarize.deid.identity_number import identity_numbers
from summarize.deid.names import names
from summarize.deid.net_address import net_addresses
from summarize.deid.organisation import organisations
from summarize.deid.spelling import spelled_names
from summarize.deid.whereabouts import whereabouts

FINDERS: Mapping[str, Callable[[str], Iterator[Identifier]]] = {
    "SpokenNames": names,
    "SpelledNames": spelled_names,
    "SpokenNumbers": identity_numbers,
    "SpokenDates": calendar_dates,
    "SpokenAges": ages,
    "SpokenWhereabouts": whereabouts,
    "SpokenOrganisations": organisations,
    "SpokenNetAddresses": net_addresses,
    "SpokenAnswers": answers,
}
"""Each becomes a recognizer of its own; a line of the text they read is a turn."""


def spoken_identifiers(text: str) -> list[Identifier]:
    """Every identifier that shows by its form; spans may overlap."""
    return [found for finder in FINDERS.values() for found in finder(text)]
