"""Who may do what on the way in. Pure; every refusal is `Forbidden` or `NoSuchSession`.

| role | opens sessions | feeds audio | reads |
| --- | --- | --- | --- |
| clinician | its own | its own | its own |
| bridge | for any clinician of its tenant | those it opened | those it opened |
| supervisor | no | no | its tenant |
| admin | for any clinician of its tenant | no | no |
| auditor | no | no | no (the audit alone, elsewhere) |
| system | yes | yes | everything |

A voice-print is enrolled, looked at and deleted by its clinician or an admin, by nobody else.

Two answers, and neither tells what is there: a role that may never do a thing is `Forbidden`
whether or not the session exists; to a role that may, a session that is not theirs (another
clinician's, another bridge's, another tenant's) does not exist.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from ingest.consent import Consent
from ingest.errors import Forbidden, NoSuchConsent, NoSuchSession
from ingest.session import Session
from vault.principal import Principal, Role

Rule: TypeAlias = Callable[[Principal, Session | None], Session]
"""Gives the session back; None stands for one that is not there. Raises `Forbidden`,
`NoSuchSession`."""
ConsentRule: TypeAlias = Callable[
    [Principal, Consent | None, frozenset[str], frozenset[str]], Consent
]
"""Gives the consent back; None stands for one that is not there. The sets are the clinicians of the
sessions under it, and the subjects that opened those. Raises `Forbidden`, `NoSuchConsent`."""
Owns: TypeAlias = Callable[[Principal, Session], bool]
"""Which sessions of its tenant are a principal's."""

_RECORDS_CONSENT: Final = frozenset({Role.CLINICIAN, Role.BRIDGE, Role.ADMIN, Role.SYSTEM})
_REVOKES_CONSENT: Final = _RECORDS_CONSENT | {Role.SUPERVISOR}


def is_clinicians(principal: Principal, session: Session) -> bool:
    return session.clinician_ref == principal.subject


def was_opened_by(principal: Principal, session: Session) -> bool:
    return session.opened_by == principal.subject


def any_of_tenant(_principal: Principal, _session: Session) -> bool:
    return True


_READS: Final[Mapping[Role, Owns]] = {
    Role.CLINICIAN: is_clinicians,
    Role.BRIDGE: was_opened_by,
    Role.SUPERVISOR: any_of_tenant,
    Role.SYSTEM: any_of_tenant,
}
_FEEDS: Final[Mapping[Role, Owns]] = {
    Role.CLINICIAN: is_clinicians,
    Role.BRIDGE: was_opened_by,
    Role.SYSTEM: any_of_tenant,
}


def permitted(
    principal: Principal, session: Session | None, rights: Mapping[Role, Owns], what: str
) -> Session:
    """The session, where `rights` has the role and the session is its own."""
    owns = rights.get(principal.role)
    if owns is None:
        raise Forbidden(f"The role {principal.role.value} may not {what}.")
    if session is None:
        raise NoSuchSession
    at_home = principal.role is Role.SYSTEM or session.tenant == principal.tenant
    if not (at_home and owns(principal, session)):
        raise NoSuchSession
    return session


def may_read(principal: Principal, session: Session | None) -> Session:
    return permitted(principal, session, _READS, "read sessions")


def may_write_audio(principal: Principal, session: Session | None) -> Session:
    return permitted(principal, session, _FEEDS, "feed sessions")


def may_record_consent(principal: Principal) -> None:
    if principal.role not in _RECORDS_CONSENT:
        raise Forbidden(f"The role {principal.role.value} may not record a consent.")


def may_use_consent(principal: Principal, consent: Consent) -> None:
    """Any role that opens sessions may open them under a consent of its tenant."""
    _same_tenant(principal, consent)


def may_revoke(principal: Principal, consent: Consent) -> None:
    """Anyone of the tenant who deals with clients: a client's wish must not wait for one person."""
    may_revoke_any(principal)
    _same_tenant(principal, consent)


def may_revoke_any(principal: Principal) -> None:
    """Asked before the consent is looked for, so that a refusal does not tell whether it is."""
    if principal.role not in _REVOKES_CONSENT:
        raise Forbidden(f"The role {principal.role.value} may not revoke a consent.")


def may_read_consent(
    principal: Principal,
    consent: Consent | None,
    clinicians: frozenset[str],
    openers: frozenset[str],
) -> Consent:
    """Who recorded it, or has a session under it; and supervisors."""
    if principal.role not in _READS:
        raise Forbidden(f"The role {principal.role.value} may not read consents.")
    whose = {
        Role.CLINICIAN: clinicians,
        Role.BRIDGE: openers,
    }.get(principal.role)
    if consent is None:
        raise NoSuchConsent
    _same_tenant(principal, consent)
    if whose is not None and principal.subject not in whose | {consent.recorded_by}:
        raise NoSuchConsent
    return consent


def may_read_purges(
    principal: Principal,
    consent: Consent | None,
    clinicians: frozenset[str],
    openers: frozenset[str],
) -> Consent:
    """As `may_read_consent`; and auditors and administrators, for nothing of a client is in it."""
    if principal.role not in (Role.AUDITOR, Role.ADMIN):
        return may_read_consent(principal, consent, clinicians, openers)
    if consent is None:
        raise NoSuchConsent
    _same_tenant(principal, consent)
    return consent


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


def may_keep_voiceprint(principal: Principal, clinician_ref: str) -> None:
    """Whose tenant it is in need not be asked: voice-prints are looked up within the caller's."""
    own = principal.role is Role.CLINICIAN and principal.subject == clinician_ref
    if not own and principal.role is not Role.ADMIN:
        raise Forbidden("A voice-print belongs to its clinician; only an administrator helps.")


def _same_tenant(principal: Principal, consent: Consent) -> None:
    if principal.role is not Role.SYSTEM and consent.tenant != principal.tenant:
        raise NoSuchConsent
