"""Who may put a hand on a draft; who may read it is the session's own rule (`ingest.access`).

Which refusal tells what is said there too.
"""

from collections.abc import Mapping
from typing import Final

from ingest.access import Owns, any_of_tenant, is_clinicians, permitted, was_opened_by
from ingest.session import Session
from vault import Principal, Role

_SIGNS: Final[Mapping[Role, Owns]] = {
    Role.CLINICIAN: is_clinicians,
    Role.SUPERVISOR: any_of_tenant,
}
_COSIGNS: Final[Mapping[Role, Owns]] = {Role.SUPERVISOR: any_of_tenant}
_FILES: Final[Mapping[Role, Owns]] = {
    **_SIGNS,
    Role.BRIDGE: was_opened_by,
    Role.SYSTEM: any_of_tenant,
}


def may_sign(actor: Principal, session: Session | None) -> Session:
    """The clinician whose session it is, or a supervisor of the tenant.

    Editing, rejecting and adding to a note follow the same rule.
    """
    return permitted(actor, session, _SIGNS, "put a hand on drafts")


def may_cosign(actor: Principal, session: Session | None) -> Session:
    """A supervisor of the tenant."""
    return permitted(actor, session, _COSIGNS, "co-sign notes")


def may_file(actor: Principal, session: Session | None) -> Session:
    """Whoever may sign, the house itself, or a bridge that brings a session's own data."""
    return permitted(actor, session, _FILES, "file drafts")
