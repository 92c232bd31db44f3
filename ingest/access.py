"""Who may do what on the way in. Pure; every refusal is `Forbidden` or `NoSuchSession`.

| role | opens sessions | feeds audio | reads |
| --- | --- | --- | --- |
| clinician | its own | its own | its own |
| bridge | for any clinician of its tenant | those it opened | those it opened |
| supervisor | no | no | its tenant |
| admin | for any clinician of its tenant | its tenant | its tenant |
| auditor | no | no | no (the audit alone, elsewhere) |
| system | yes | yes | everything |

A voice-print is enrolled, looked at and deleted by its clinician or an admin, by nobody else.

What belongs to another tenant does not exist.
"""

from typing import Final

from ingest.consent import Consent
from ingest.errors import Forbidden, NoSuchConsent, NoSuchSession
from ingest.session import Session
from vault.principal import Principal, Role

_RECORDS_CONSENT: Final = frozenset({Role.CLINICIAN, Role.BRIDGE, Role.ADMIN, Role.SYSTEM})
_REVOKES_CONSENT: Final = _RECORDS_CONSENT | {Role.SUPERVISOR}


def may_record_consent(principal: Principal) -> None:
    if principal.role not in _RECORDS_CONSENT:
        raise Forbidden(f"The role {principal.role.value} may not record a consent.")


def may_use_consent(principal: Principal, consent: Consent) -> None:
    """Any role that opens sessions may open them under a consent of its tenant."""
    _same_tenant(principal, consent)


def may_revoke(principal: Principal, consent: Consent) -> None:
    """Anyone of the tenant who deals with clients: a client's wish must not wait for one person."""
    _same_tenant(principal, consent)
    if principal.role not in _REVOKES_CONSENT:
        raise Forbidden(f"The role {principal.role.value} may not revoke a consent.")


def may_open(principal: Principal, clinician_ref: str | None) -> str | None:
    """Whose session it will be. A clinician who names nobody opens its own."""
    match principal.role:
        case Role.CLINICIAN:
            if clinician_ref not in (None, principal.subject):
                raise Forbidden("A clinician may open only sessions of their own.")
            return principal.subject
        case Role.BRIDGE | Role.ADMIN | Role.SYSTEM:
            return clinician_ref
        case _:
            raise Forbidden(f"The role {principal.role.value} may not open sessions.")


def may_read(principal: Principal, session: Session) -> None:
    _known(principal, session)
    allowed = {
        Role.CLINICIAN: session.clinician_ref == principal.subject,
        Role.BRIDGE: session.opened_by == principal.subject,
        Role.SUPERVISOR: True,
        Role.ADMIN: True,
        Role.SYSTEM: True,
    }
    if not allowed.get(principal.role, False):
        raise Forbidden("This session may not be read with this token.")


def may_write_audio(principal: Principal, session: Session) -> None:
    _known(principal, session)
    allowed = {
        Role.CLINICIAN: session.clinician_ref == principal.subject,
        Role.BRIDGE: session.opened_by == principal.subject,
        Role.ADMIN: True,
        Role.SYSTEM: True,
    }
    if not allowed.get(principal.role, False):
        raise Forbidden("This session may not be fed with this token.")


def may_keep_voiceprint(principal: Principal, clinician_ref: str) -> None:
    """Whose tenant it is in need not be asked: voice-prints are looked up within the caller's."""
    own = principal.role is Role.CLINICIAN and principal.subject == clinician_ref
    if not own and principal.role is not Role.ADMIN:
        raise Forbidden("A voice-print belongs to its clinician; only an administrator helps.")


def _same_tenant(principal: Principal, consent: Consent) -> None:
    if principal.role is not Role.SYSTEM and consent.tenant != principal.tenant:
        raise NoSuchConsent


def _known(principal: Principal, session: Session) -> None:
    if principal.role is not Role.SYSTEM and session.tenant != principal.tenant:
        raise NoSuchSession
