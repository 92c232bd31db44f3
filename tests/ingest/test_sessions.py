"""Sessions: opened under a consent, started with one format, moved along."""

from collections.abc import Callable

import pytest

from ingest import (
    AudioFormat,
    ConsentRevoked,
    Encoding,
    Forbidden,
    Malformed,
    NoConsent,
    NoSuchConsent,
    NoSuchSession,
    Scope,
    Session,
    SessionOver,
    SessionState,
    Source,
)
from ingest.consents import NewConsent
from ingest.door import Door
from vault import ConsentId, NotHeld, Principal, Role, SessionId

FORMAT = AudioFormat(Encoding.MULAW, 8000, 2)


def test_opened_with_key_and_context(
    door: Door, clinician: Principal, agreed: Callable[..., NewConsent]
) -> None:
    consent = door.consents.record(clinician, agreed())
    session = door.sessions.open(
        clinician,
        consent_id=consent.consent_id,
        clinician_ref=None,
        source=Source.BRIDGE,
        modality="video",
        template="dap",
        context=b'{"goals":[]}',
    )
    assert door.sessions.get(session.session_id) == session
    assert (session.clinician_ref, session.opened_by) == ("dr-a", "dr-a")
    assert door.vault.blobs.get(session.session_id, "context") == b'{"goals":[]}'


def test_no_session_without_consent(
    door: Door, clinician: Principal, agreed: Callable[..., NewConsent]
) -> None:
    narrow = door.consents.record(clinician, agreed(Scope.DRAFT)).consent_id
    elsewhere = door.consents.record(Principal(Role.ADMIN, "a", "south"), agreed()).consent_id
    for consent_id, error in (
        (narrow, NoConsent),
        (elsewhere, NoSuchConsent),
        (ConsentId("con-none"), NoSuchConsent),
    ):
        with pytest.raises(error):
            door.sessions.open(
                clinician, consent_id=consent_id, clinician_ref=None, source=Source.TABLET
            )
    assert door.sessions.list_by_state(*SessionState) == []


def test_started_once_and_taken_up_again(
    door: Door, session: Session, clinician: Principal
) -> None:
    roles = ("clinician", "client")
    started = door.sessions.start(clinician, session.session_id, FORMAT, roles)
    assert (started.state, started.sample_rate, started.channels, started.channel_roles) == (
        SessionState.STREAMING,
        8000,
        2,
        roles,
    )
    assert door.sessions.start(clinician, session.session_id, FORMAT) == started
    as_pcm = AudioFormat(Encoding.PCM_S16LE, 8000, 2)
    assert door.sessions.start(clinician, session.session_id, as_pcm, roles) == started
    for other in (AudioFormat(Encoding.MULAW, 16_000, 2), AudioFormat(Encoding.MULAW, 8000, 1)):
        with pytest.raises(Malformed, match="8000 Hz with 2"):
            door.sessions.start(clinician, session.session_id, other)
    with pytest.raises(Malformed, match="channel_roles"):
        door.sessions.start(clinician, session.session_id, FORMAT, ("client", "clinician"))


def test_moved_along(door: Door, session: Session, clinician: Principal) -> None:
    door.sessions.start(clinician, session.session_id, FORMAT)
    moved = door.sessions.move(session.session_id, SessionState.FINISHING)
    assert moved.ended_at is not None
    again = door.sessions.move(session.session_id, SessionState.FINISHING)
    assert again == moved
    with pytest.raises(SessionOver):
        door.sessions.start(clinician, session.session_id, FORMAT)
    assert [found.session_id for found in door.sessions.list_by_state(SessionState.FINISHING)] == [
        session.session_id
    ]
    assert door.sessions.count(SessionState.FINISHING) == 1
    assert door.sessions.count(SessionState.OPEN) == 0
    drafted = door.sessions.move(session.session_id, SessionState.DRAFTED)
    assert door.sessions.move(session.session_id, SessionState.FINISHING) == drafted
    door.consents.revoke(clinician, session.consent_id, "")
    with pytest.raises(ConsentRevoked):
        door.sessions.move(session.session_id, SessionState.RECORDED)
    with pytest.raises(NoSuchSession):
        door.sessions.move(SessionId("ses-none"), SessionState.DRAFTED)


def test_reading_is_audited_and_refusals_leave_no_trace_of_reading(
    door: Door, session: Session, clinician: Principal
) -> None:
    door.sessions.read(clinician, session.session_id, "session.read")
    with pytest.raises(NoSuchSession):
        door.sessions.read(Principal(Role.CLINICIAN, "dr-b"), session.session_id, "session.read")
    with pytest.raises(Forbidden):
        door.sessions.read(Principal(Role.ADMIN, "it"), session.session_id, "session.read")
    records = [entry.record for entry in door.vault.audit_entries(session_id=session.session_id)]
    done = [(record.action, record.subject) for record in records]
    assert done == [
        ("session.open", "dr-a"),
        ("session.read", "dr-a"),
        ("session.refused", "dr-b"),
        ("session.refused", "it"),
    ]


def test_a_session_that_cannot_be_opened_leaves_nothing(
    door: Door, session: Session, clinician: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise NotHeld("the disk failed")

    monkeypatch.setattr(type(door.vault.blobs), "put", fail)
    with pytest.raises(NotHeld):
        door.sessions.open(
            clinician,
            consent_id=session.consent_id,
            clinician_ref=None,
            source=Source.TABLET,
            context=b"{}",
        )
    assert door.sessions.list_by_state(*SessionState) == [session]
