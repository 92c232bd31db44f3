"""Who may look after what. Pure; a refusal is `Forbidden`."""

from typing import Final

from ingest.errors import Forbidden
from vault import Principal, Role

_OVERSEES: Final = frozenset({Role.AUDITOR, Role.ADMIN})


def may_oversee(actor: Principal) -> None:
    """Reads the audit of their tenant."""
    if actor.role not in _OVERSEES:
        raise Forbidden("Only an auditor or an administrator reads the audit.")
