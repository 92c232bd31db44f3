"""Voice-prints at rest: whose they are, who may, and that what is deleted is gone."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ingest import Forbidden, Session
from ingest.consents import NewConsent
from ingest.door import Door
from ingest.errors import NoSuchVoiceprint
from ingest.voiceprints import VOICEPRINT_BLOB, EnrolledVoice, SpeakerConsent, Voiceprints
from vault import KeyDestroyed, NotHeld, Principal, Role, Vault, VaultOptions
from vault.tables import session_keys

CONSENT = SpeakerConsent("written", datetime(2026, 1, 1, tzinfo=UTC))
OTHERS = [
    Principal(Role.CLINICIAN, "dr-b"),
    Principal(Role.SUPERVISOR, "dr-a"),
    Principal(Role.BRIDGE, "dr-a"),
    Principal(Role.AUDITOR, "dr-a"),
]


@pytest.fixture
def voiceprints(vault: Vault) -> Voiceprints:
    return Voiceprints(vault)


def enrolled(voiceprints: Voiceprints, actor: Principal, voice: bytes = b"voice") -> EnrolledVoice:
    return voiceprints.enrol(actor, "dr-a", voice, model="m 1", speech_ms=20_000, consent=CONSENT)


def actions(vault: Vault) -> list[tuple[str, str, str]]:
    records = (entry.record for entry in vault.audit_entries())
    return [
        (record.subject, record.action, record.object_id)
        for record in records
        if record.action.startswith("voiceprint.")
    ]


def test_a_clinician_enrols_looks_and_deletes(
    voiceprints: Voiceprints, vault: Vault, clinician: Principal
) -> None:
    kept = enrolled(voiceprints, clinician)
    shown = voiceprints.read(clinician, "dr-a")
    assert shown == kept
    assert (shown.consent, shown.enrolled_by, shown.model) == (CONSENT, "dr-a", "m 1")
    voiceprints.delete(clinician, "dr-a")
    with pytest.raises(NoSuchVoiceprint):
        voiceprints.read(clinician, "dr-a")
    with pytest.raises(NoSuchVoiceprint):
        voiceprints.delete(clinician, "dr-a")
    assert actions(vault) == [
        ("dr-a", "voiceprint.enrol", "dr-a"),
        ("dr-a", "voiceprint.read", "dr-a"),
        ("dr-a", "voiceprint.delete", "dr-a"),
    ]
    assert vault.verify_audit() > 0


def test_what_is_deleted_cannot_be_read_any_more(
    voiceprints: Voiceprints, vault: Vault, clinician: Principal
) -> None:
    kept = enrolled(voiceprints, clinician, b"the voice of dr-a")
    stored = list((vault.folder / "blobs").rglob(VOICEPRINT_BLOB))
    assert len(stored) == 1
    assert b"the voice" not in stored[0].read_bytes()
    (row,) = vault.rows(select(session_keys.c.wrapped_key))
    voiceprints.delete(clinician, "dr-a")
    with pytest.raises(KeyDestroyed):
        vault.blobs.get(kept.voiceprint_id, VOICEPRINT_BLOB)
    assert not any((vault.folder / "blobs").iterdir())
    databases = vault.folder.glob("inglenook.db*")
    assert not any(row.wrapped_key in path.read_bytes() for path in databases)


def test_a_deletion_cut_short_is_completed_at_the_next_start(
    voiceprints: Voiceprints, vault: Vault, clinician: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(voiceprints, clinician)
    with monkeypatch.context() as crashed:
        crashed.setattr(vault, "_remove", lambda _session_id: None)
        voiceprints.delete(clinician, "dr-a")
    assert any((vault.folder / "blobs").iterdir())
    Vault.open(VaultOptions(vault.folder)).close()
    assert not any((vault.folder / "blobs").iterdir())


def test_enrolling_anew_destroys_the_earlier_voice(
    voiceprints: Voiceprints, vault: Vault, clinician: Principal, session: Session
) -> None:
    first = enrolled(voiceprints, clinician, b"hoarse")
    second = enrolled(voiceprints, clinician, b"well again")
    with pytest.raises(KeyDestroyed):
        vault.blobs.get(first.voiceprint_id, VOICEPRINT_BLOB)
    assert voiceprints.voice(second, session) == b"well again"
    assert voiceprints.read(clinician, "dr-a") == second


def test_an_administrator_helps(voiceprints: Voiceprints) -> None:
    admin = Principal(Role.ADMIN, "it")
    assert enrolled(voiceprints, admin).enrolled_by == "it"
    voiceprints.delete(admin, "dr-a")


@pytest.mark.parametrize("stranger", OTHERS, ids=lambda one: f"{one.role}-{one.subject}")
def test_nobody_else_may(
    voiceprints: Voiceprints, vault: Vault, clinician: Principal, stranger: Principal
) -> None:
    enrolled(voiceprints, clinician)
    for attempt in (
        lambda: enrolled(voiceprints, stranger),
        lambda: voiceprints.refuse_stranger(stranger, "dr-a"),
        lambda: voiceprints.read(stranger, "dr-a"),
        lambda: voiceprints.delete(stranger, "dr-a"),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert actions(vault) == [("dr-a", "voiceprint.enrol", "dr-a")]


def test_practices_share_no_voice(
    voiceprints: Voiceprints, clinician: Principal, session: Session
) -> None:
    namesake = Principal(Role.CLINICIAN, "dr-a", "elsewhere")
    theirs = enrolled(voiceprints, namesake, b"of elsewhere")
    with pytest.raises(NoSuchVoiceprint):
        voiceprints.read(clinician, "dr-a")
    with pytest.raises(NoSuchVoiceprint):
        voiceprints.delete(Principal(Role.ADMIN, "it"), "dr-a")
    assert voiceprints.of_session(session) is None
    ours = enrolled(voiceprints, clinician, b"of here")
    assert voiceprints.of_session(session) == ours
    voiceprints.delete(clinician, "dr-a")
    assert voiceprints.read(namesake, "dr-a") == theirs


def test_a_clients_voice_is_never_enrolled(
    voiceprints: Voiceprints, door: Door, clinician: Principal, agreed: Callable[..., NewConsent]
) -> None:
    door.consents.record(clinician, agreed())
    admin = Principal(Role.ADMIN, "it")
    with pytest.raises(Forbidden, match="client"):
        voiceprints.enrol(
            admin, "client-1", b"voice", model="m 1", speech_ms=20_000, consent=CONSENT
        )
    with pytest.raises(Forbidden, match="client"):
        voiceprints.refuse_stranger(admin, "client-1")
    with pytest.raises(NoSuchVoiceprint):
        voiceprints.read(admin, "client-1")


def test_use_is_audited_with_the_session_in_its_tenant(
    voiceprints: Voiceprints, vault: Vault, clinician: Principal, session: Session
) -> None:
    kept = enrolled(voiceprints, clinician)
    assert voiceprints.voice(kept, session) == b"voice"
    used = vault.audit_entries(session_id=session.session_id, tenant=session.tenant)[-1].record
    assert (used.action, used.object_id) == ("voiceprint.use", "dr-a")
    voiceprints.delete(clinician, "dr-a")
    with pytest.raises((KeyDestroyed, NotHeld)):
        voiceprints.voice(kept, session)
