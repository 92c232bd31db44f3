"""Who may put a hand on a draft; who may read it is the session's own rule (`ingest.access`)."""

from ingest.errors import Forbidden, NoSuchSession
from ingest.session import Session
from vault import Principal, Role


def may_sign(actor: Principal, session: Session) -> None:
    """The clinician whose session it is, or a supervisor of the tenant; else raises `Forbidden`.

    Editing, rejecting and adding to a note follow the same rule.
    """
    if actor.tenant != session.tenant:
        raise NoSuchSession
    own = actor.role is Role.CLINICIAN and session.clinician_ref == actor.subject
    if not (own or actor.role is Role.SUPERVISOR):
        raise Forbidden("Only the session's clinician or a supervisor may do this.")


def may_file(actor: Principal, session: Session) -> None:
    """The house itself, or a bridge that brings a session's own data; else raises `Forbidden`."""
    if actor.role is Role.SYSTEM:
        return
    bridge = actor.role is Role.BRIDGE and session.opened_by == actor.subject
    if bridge and actor.tenant == session.tenant:
        return
    may_sign(actor, session)
