"""Who acts."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a principal may do is decided where it is done; this only names the kind."""

    CLINICIAN = "clinician"
    SUPERVISOR = "supervisor"
    BRIDGE = "bridge"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"
    """The house itself, for instance the workflow that files a draft; never minted."""


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated person or service of one tenant."""

    role: Role
    subject: str
    tenant: str = "default"


SYSTEM = Principal(Role.SYSTEM, "inglenook")
