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
        (of(Role.CLINICIAN, "dr-a"), None, None),
        (of(Role.CLINICIAN, "dr-b"), NoSuchSession, NoSuchSession),
        (of(Role.CLINICIAN, "bridge-1"), NoSuchSession, NoSuchSession),
        (of(Role.BRIDGE, "bridge-1"), None, None),
        (of(Role.BRIDGE, "bridge-2"), NoSuchSession, NoSuchSession),
        (of(Role.BRIDGE, "dr-a"), NoSuchSession, NoSuchSession),
        (of(Role.SUPERVISOR), None, Forbidden),
        (of(Role.AUDITOR), Forbidden, Forbidden),
        (of(Role.AUDITOR, "dr-a"), Forbidden, Forbidden),
        (of(Role.ADMIN), Forbidden, Forbidden),
        (SYSTEM, None, None),
    ],
)
def test_reading_and_feeding(
    who: Principal, reads: type[Exception] | None, feeds: type[Exception] | None
) -> None:
    for may, refusal in ((access.may_read, reads), (access.may_write_audio, feeds)):
        if refusal is None:
            assert may(who, SESSION) is SESSION
        else:
            with pytest.raises(refusal):
                may(who, SESSION)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_another_tenants_things_do_not_exist(role: Role) -> None:
    stranger = of(role, "dr-a", "south")
    for may in (access.may_read, access.may_write_audio):
        answers = []
        for session in (SESSION, None):
            with pytest.raises((NoSuchSession, Forbidden)) as refused:
                may(stranger, session)
            answers.append((type(refused.value), str(refused.value)))
        assert answers[0] == answers[1]
    with pytest.raises(NoSuchConsent):
        access.may_use_consent(stranger, CONSENT)
    with pytest.raises(Forbidden if role is Role.AUDITOR else NoSuchConsent):
        access.may_revoke(stranger, CONSENT)


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
