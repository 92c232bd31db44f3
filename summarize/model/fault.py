"""Why a section is not the language model's."""

from enum import StrEnum


class Fault(StrEnum):
    """The value stands in the draft's record."""

    WITHHELD = "withheld"
    """Names could not be concealed, so nothing was sent."""
    ABSENT = "absent"
    """Nothing answers at the address."""
    BUSY = "busy"
    """The server sent us away for longer than a draft waits."""
    SLOW = "slow"
    """No answer within its time."""
    REFUSED = "refused"
    """Not taken: an unknown model, a wrong key, a schema that the server cannot follow."""
    BROKEN = "broken"
    """The server failed, or its answer cannot be read."""
    EMPTY = "empty"
    """The model found nothing for the section, the extractive drafter did."""
    UNPROVEN = "unproven"
    """Nothing that the model wrote could be verified."""


class ModelFault(Exception):
    """An answer did not come. Holds no text of request or answer."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault
