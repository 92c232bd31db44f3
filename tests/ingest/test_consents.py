"""Consents: recorded, in force or not, revoked with all that came of them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from ingest import Forbidden, NoConsent, NoSuchConsent, Scope, Session, SessionState
from ingest.consents import Consents, NewConsent
from ingest.door import Door
from vault import ConsentId, KeyDestroyed, Principal, Role, Vault


@pytest.fixture
def consents(vault: Vault) -> Consents:
    return Consents(vault)


def test_what_is_recorded_is_read_back(
    consents: Consents, clinician: Principal, agreed: Callable[..., NewConsent]
) -> None:
    expires = datetime(2030, 5, 1, tzinfo=UTC)
    recorded = consents.record(clinician, agreed(Scope.RECORD, expires_at=expires))
    assert consents.get(recorded.consent_id) == recorded
    assert recorded.parties[0].role == "client"
    assert recorded.scopes == {Scope.RECORD}


def test_what_is_not_covered(
    consents: Consents, clinician: Principal, agreed: Callable[..., NewConsent]
) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    expired = consents.record(clinician, agreed(expires_at=past))
    narrow = consents.record(clinician, agreed(Scope.TRANSCRIBE))
    for consent, why in ((expired, "expired"), (narrow, "does not cover record")):
        with pytest.raises(NoConsent, match=why):
            consents.require(consent.consent_id, Scope.RECORD)
    consents.require(narrow.consent_id, Scope.TRANSCRIBE)


def test_revoking_destroys_its_sessions_and_no_others(
    door: Door, session: Session, clinician: Principal, agreed: Callable[..., NewConsent]
) -> None:
    spared = door.sessions.open(
        clinician,
        consent_id=door.consents.record(clinician, agreed()).consent_id,
        clinician_ref=None,
        source=session.source,
        context=b"{}",
    )
    door.vault.blobs.put(session.session_id, "transcript", b"words")
    assert door.consents.revoke(clinician, session.consent_id, "asked") == [session.session_id]
    with pytest.raises(KeyDestroyed):
        door.vault.blobs.get(session.session_id, "transcript")
    assert door.sessions.get(session.session_id).state is SessionState.REVOKED
    assert door.vault.blobs.get(spared.session_id, "context") == b"{}"
    with pytest.raises(NoConsent, match="revoked"):
        door.consents.require(session.consent_id, Scope.RECORD)
    assert door.consents.revoke(clinician, session.consent_id, "again") == [session.session_id]
    door.vault.verify_audit()


def test_who_may(
    consents: Consents, clinician: Principal, agreed: Callable[..., NewConsent]
) -> None:
    consent = consents.record(clinician, agreed())
    with pytest.raises(Forbidden):
        consents.record(Principal(Role.AUDITOR, "a"), agreed())
    with pytest.raises(NoSuchConsent):
        consents.revoke(Principal(Role.ADMIN, "a", "south"), consent.consent_id, "")
    with pytest.raises(NoSuchConsent):
        consents.get(ConsentId("con-none"))
    consents.require(consent.consent_id, Scope.RECORD)
