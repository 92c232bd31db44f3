"""Who may do what."""

from datetime import UTC, datetime

import pytest

from ingest import (
    Consent,
    Forbidden,
    NoSuchConsent,
    NoSuchSession,
    Session,
    SessionState,
    Source,
    access,
)
from vault import SYSTEM, ConsentId, Principal, Role, SessionId

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SESSION = Session(
    session_id=SessionId("ses-1"),
    consent_id=ConsentId("con-1"),
    tenant="north",
    clinician_ref="dr-a",
    opened_by="bridge-1",
    source=Source.BRIDGE,
    modality=None,
    language=None,
    template="soap",
    state=SessionState.OPEN,
    sample_rate=None,
    channels=None,
    channel_roles=(),
    opened_at=NOW,
    started_at=None,
    ended_at=None,
)
CONSENT = Consent(
    consent_id=ConsentId("con-1"),
    tenant="north",
    client_ref="c",
    parties=(),
    scopes=frozenset(),
    jurisdiction=None,
    part2=False,
    expires_at=None,
    recorded_at=NOW,
    revoked_at=None,
)


def of(role: Role, subject: str = "somebody", tenant: str = "north") -> Principal:
    return Principal(role, subject, tenant)


@pytest.mark.parametrize(
    ("who", "reads", "feeds"),
    [
        (of(Role.CLINICIAN, "dr-a"), True, True),
        (of(Role.CLINICIAN, "dr-b"), False, False),
        (of(Role.CLINICIAN, "bridge-1"), False, False),
        (of(Role.BRIDGE, "bridge-1"), True, True),
        (of(Role.BRIDGE, "bridge-2"), False, False),
        (of(Role.BRIDGE, "dr-a"), False, False),
        (of(Role.SUPERVISOR), True, False),
        (of(Role.AUDITOR), False, False),
        (of(Role.AUDITOR, "dr-a"), False, False),
        (of(Role.ADMIN), True, True),
        (SYSTEM, True, True),
    ],
)
def test_reading_and_feeding(who: Principal, reads: bool, feeds: bool) -> None:
    for may, allowed in ((access.may_read, reads), (access.may_write_audio, feeds)):
        if allowed:
            may(who, SESSION)
        else:
            with pytest.raises(Forbidden):
                may(who, SESSION)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_another_tenants_things_do_not_exist(role: Role) -> None:
    stranger = of(role, "dr-a", "south")
    for may in (access.may_read, access.may_write_audio):
        with pytest.raises(NoSuchSession):
            may(stranger, SESSION)
    for may_consent in (access.may_revoke, access.may_use_consent):
        with pytest.raises(NoSuchConsent):
            may_consent(stranger, CONSENT)


def test_opening() -> None:
    assert access.may_open(of(Role.CLINICIAN, "dr-a"), None) == "dr-a"
    assert access.may_open(of(Role.CLINICIAN, "dr-a"), "dr-a") == "dr-a"
    assert access.may_open(of(Role.BRIDGE), "dr-a") == "dr-a"
    assert access.may_open(of(Role.BRIDGE), None) is None
    assert access.may_open(of(Role.ADMIN), "dr-a") == "dr-a"
    for who, whose in (
        (of(Role.CLINICIAN, "dr-a"), "dr-b"),
        (of(Role.SUPERVISOR), None),
        (of(Role.AUDITOR), "dr-a"),
    ):
        with pytest.raises(Forbidden):
            access.may_open(who, whose)


def test_consents() -> None:
    for role in (Role.CLINICIAN, Role.BRIDGE, Role.ADMIN):
        access.may_record_consent(of(role))
        access.may_revoke(of(role), CONSENT)
    access.may_revoke(of(Role.SUPERVISOR), CONSENT)
    for role in (Role.SUPERVISOR, Role.AUDITOR):
        with pytest.raises(Forbidden):
            access.may_record_consent(of(role))
    with pytest.raises(Forbidden):
        access.may_revoke(of(Role.AUDITOR), CONSENT)
