"""Who acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

DEFAULT_TENANT: Final = "default"
"""Of an installation that serves one practice."""


class Role(StrEnum):
    """What a principal may do is decided where it is done; this only names the kind."""

    CLINICIAN = "clinician"
    SUPERVISOR = "supervisor"
    BRIDGE = "bridge"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SYSTEM = "system"
    """The house itself, for instance the workflow that files a draft; never minted."""


MINTABLE: Final[Mapping[str, Role]] = MappingProxyType(
    {role.value: role for role in Role if role is not Role.SYSTEM}
)
"""Roles that a token or ticket may carry."""


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated person or service of one tenant."""

    role: Role
    subject: str
    tenant: str = DEFAULT_TENANT


SYSTEM = Principal(Role.SYSTEM, "inglenook")
