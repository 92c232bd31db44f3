"""Taken back, whole or in part: what goes, what stays, and what proves it."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert, select, update

from ingest import Forbidden, Malformed, NoConsent, NoSuchConsent, Scope, Session, SessionState
from ingest.audio import AudioChunk, AudioFormat, Encoding
from ingest.consents import NewConsent
from ingest.door import Door
from ingest.purge import REPORTED, PurgeRecord
from vault import KeyDestroyed, Principal, Role, Vault, VaultOptions
from vault.tables import consents, drafts, outbox, sessions

SAID = b"the client said that the river was too loud to sleep"
REASON = "my sister Annabel asked me to"
FORMAT = AudioFormat(Encoding.PCM_S16LE, 16_000, 1)


@pytest.fixture
def data_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """Every data key that is made, as it is before it is wrapped."""
    made: list[bytes] = []
    generate = AESGCM.generate_key

    def keeping(bits: int) -> bytes:
        made.append(generate(bits))
        return made[-1]

    monkeypatch.setattr(AESGCM, "generate_key", keeping)
    yield made


@pytest.fixture
def full(data_keys: list[bytes], door: Door, session: Session, clinician: Principal) -> Session:
    """A session that was recorded, heard, drafted and signed, its note waiting to be sent."""
    started = door.sessions.start(clinician, session.session_id, FORMAT)
    recording = door.recordings.of(started)
    recording.append(AudioChunk(0, np.frombuffer(SAID * 32, "<i2").reshape(-1, 1), 16_000))
    recording.seal()
    finals = door.vault.log(session.session_id, "utterances")
    finals.append(0, SAID)
    finals.close()
    for name in ("context", "voices", "transcript", "draft.v1", "draft.v2", "draft.feedback"):
        door.vault.blobs.put(session.session_id, name, SAID)
    return session


def file_draft(door: Door, session: Session, state: str, *, sent: str | None = None) -> None:
    now = datetime.now(UTC)
    with door.vault.begin(Principal(Role.CLINICIAN, "dr-a")) as tx:
        tx.execute(
            insert(drafts).values(
                draft_id="d_1",
                session_id=session.session_id,
                tenant=session.tenant,
                state=state,
                version=2,
                created_at=now,
                updated_at=now,
                content_sha256="ab" * 32 if state == "signed" else None,
            )
        )
        if sent is not None:
            tx.execute(
                insert(outbox).values(
                    outbox_id="o_1",
                    draft_id="d_1",
                    connector="folder",
                    state=sent,
                    attempts=0,
                    next_attempt_at=now,
                    idempotency_key="k",
                )
            )
        tx.execute(
            update(sessions)
            .filter_by(session_id=session.session_id)
            .values(state=SessionState.DRAFTED.value)
        )


def report(record: PurgeRecord | None) -> dict[str, Any]:
    assert record is not None and record.holds
    return record.document


def everything(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.name, path.read_bytes()


def held(door: Door, session: Session) -> set[str]:
    """What of a session can be read."""
    vault, names = door.vault, set()
    for name in vault.blobs.names(session.session_id):
        assert vault.blobs.get(session.session_id, name) == SAID
        names.add(name)
    for name in vault.log_names(session.session_id):
        assert vault.log(session.session_id, name).last() is not None
        names.add(name)
    return names


def test_nothing_is_left_in_any_file(
    door: Door, full: Session, clinician: Principal, data_keys: list[bytes]
) -> None:
    file_draft(door, full, "pending", sent="waiting")
    folder = door.vault.folder
    sealed = [content for name, content in everything(folder / "blobs")]
    assert len(sealed) == 6
    door.consents.withdraw(clinician, full.consent_id, reason=REASON)
    after = list(everything(folder))
    assert {name for name, _ in after} <= {
        "inglenook.db", "inglenook.db-wal", "inglenook.db-shm", "master.key", "jwt.key",
        "issuer.key", "reason",
    }  # fmt: skip
    for needle in (SAID, SAID[:16], REASON.encode(), *sealed):
        assert [name for name, content in after if needle in content] == []
    done = report(door.consents.purges_under(full.consent_id)[0])
    marks = [bytes.fromhex(key["mark"]) for one in done["sessions"] for key in one["keys"]]
    assert len(marks) == 5
    for mark in (*marks, *data_keys):
        assert [name for name, content in after if mark in content] == []
    door.vault.close()
    again = Vault.open(VaultOptions(folder))
    with pytest.raises(KeyDestroyed):
        again.blobs.get(full.session_id, "transcript")
    assert again.blobs.names(full.session_id) == again.log_names(full.session_id) == []
    again.close()


def test_the_report_says_what_when_and_by_whose_word(
    door: Door, full: Session, clinician: Principal
) -> None:
    file_draft(door, full, "signed", sent="delivered")
    done = door.consents.withdraw(clinician, full.consent_id, reason=REASON, party="client")
    told = report(done.purge)
    assert (told["cause"], told["party"], told["rule"]) == ("withdrawn", "client", None)
    assert told["by"] == {"role": "clinician", "subject": "dr-a"}
    assert told["scopes"] == ["draft", "record", "retain_audio", "transcribe"]
    (one,) = told["sessions"]
    assert (one["session_id"], one["whole"]) == (full.session_id, True)
    assert one["logs"] == ["audio", "utterances"]
    assert "draft.v2" in one["blobs"] and "context" in one["blobs"]
    assert one["bytes"] > 7 * len(SAID)
    assert one["draft"] == {
        "draft_id": "d_1", "state": "signed", "version": 2, "outbox_dropped": 0,
    }  # fmt: skip
    assert told["in_the_record"] == [
        {"draft_id": "d_1", "connector": "folder", "content_sha256": "ab" * 32}
    ]
    assert done.purge is not None
    entries = [entry.record for entry in door.vault.audit_entries()]
    chained = [(r.object_id, r.reason) for r in entries if r.action == REPORTED]
    assert chained == [(done.purge.purge_id, done.purge.digest)]
    door.vault.verify_audit()
    assert not any(REASON in json.dumps(entry.to_json()) for entry in door.vault.audit_entries())
    assert REASON not in done.purge.report and "client-1" not in done.purge.report
    assert door.consents.reason_of(done.purge) == REASON
    (row,) = door.vault.rows(select(consents.c.revoked_reason))
    assert row.revoked_reason is None


def test_what_waits_to_be_sent_is_dropped(door: Door, full: Session, clinician: Principal) -> None:
    file_draft(door, full, "signed", sent="waiting")
    told = report(door.consents.withdraw(clinician, full.consent_id).purge)
    assert told["sessions"][0]["draft"]["outbox_dropped"] == 1
    (row,) = door.vault.rows(select(outbox))
    assert (row.state, row.next_attempt_at) == ("dead", None)


@pytest.mark.parametrize(
    ("scopes", "draft", "gone"),
    [
        ({Scope.DRAFT}, "pending", {"draft.v1", "draft.v2", "draft.feedback"}),
        ({Scope.DRAFT}, "rejected", {"draft.v1", "draft.v2", "draft.feedback"}),
        ({Scope.DRAFT}, "signed", set()),
        (
            {Scope.TRANSCRIBE},
            "signed",
            {"voices", "utterances", "transcript", "draft.v1", "draft.v2", "draft.feedback"},
        ),
        ({Scope.RETAIN_AUDIO}, "pending", set()),
        ({Scope.RETAIN_AUDIO}, "signed", {"audio", "voices"}),
        (
            {Scope.RETAIN_AUDIO, Scope.DRAFT},
            "rejected",
            {"audio", "voices", "draft.v1", "draft.v2", "draft.feedback"},
        ),
    ],
)
def test_one_purpose_is_taken_back_with_what_came_of_it(
    door: Door,
    full: Session,
    clinician: Principal,
    scopes: set[Scope],
    draft: str,
    gone: set[str],
) -> None:
    file_draft(door, full, draft)
    before = held(door, full)
    done = door.consents.withdraw(clinician, full.consent_id, scopes=scopes)
    assert done.ended == ()
    assert held(door, full) == before - gone
    told = report(done.purge)
    assert {n for one in told["sessions"] for n in (*one["blobs"], *one["logs"])} == gone
    assert bool(gone) == any(one["keys"] for one in told["sessions"])
    for scope in Scope:
        if scope in scopes:
            with pytest.raises(NoConsent, match="withdrawn"):
                door.consents.require(full.consent_id, scope)
        else:
            door.consents.require(full.consent_id, scope)
    state = door.vault.rows(select(drafts.c.state))[0].state
    assert state == ("revoked" if "draft.v1" in gone else draft)
    assert door.consents.withdraw(clinician, full.consent_id, scopes=scopes).purge is None
    assert len(door.consents.purges_under(full.consent_id)) == 1


@pytest.mark.parametrize("scopes", [{Scope.RECORD}, set(Scope)])
def test_the_recording_taken_back_is_everything_taken_back(
    door: Door, full: Session, clinician: Principal, scopes: set[Scope]
) -> None:
    done = door.consents.withdraw(clinician, full.consent_id, scopes=scopes)
    assert done.ended == (full.session_id,)
    assert done.consent.revoked_at is not None
    assert door.sessions.get(full.session_id).state is SessionState.REVOKED


def test_one_purpose_after_the_other_is_everything(
    door: Door, full: Session, clinician: Principal
) -> None:
    for scope in (Scope.DRAFT, Scope.TRANSCRIBE, Scope.RETAIN_AUDIO):
        assert door.consents.withdraw(clinician, full.consent_id, scopes=[scope]).ended == ()
    assert held(door, full) == {"audio", "context"}
    assert door.consents.withdraw(clinician, full.consent_id, scopes=[Scope.RECORD]).ended
    assert held(door, full) == set()


def test_a_session_of_an_earlier_version_loses_its_files(
    door: Door, session: Session, clinician: Principal
) -> None:
    """It has one key for all: a part is deleted, and the key stays for the rest."""
    with door.vault.begin(clinician) as tx:
        from vault.tables import session_keys

        tx.execute(session_keys.delete().where(session_keys.c.session_id != session.session_id))
        tx.execute(update(consents).values(withdrawn=None, recorded_by=None, wording_version=None))
    for name in ("transcript", "draft.v1"):
        door.vault.blobs.put(session.session_id, name, SAID)
    told = report(door.consents.withdraw(clinician, session.consent_id, scopes=[Scope.DRAFT]).purge)
    assert (told["sessions"][0]["keys"], told["sessions"][0]["blobs"]) == ([], ["draft.v1"])
    assert held(door, session) == {"transcript"}
    door.consents.revoke(clinician, session.consent_id, "")
    assert held(door, session) == set()


def test_a_rollback_leaves_all_as_it_was(
    door: Door, full: Session, clinician: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(door, full)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr("ingest.purge.digest_of", lambda report: 1 // 0)
        door.consents.withdraw(clinician, full.consent_id)
    assert held(door, full) == before
    door.consents.require(full.consent_id, Scope.RECORD)


def test_who_may(
    door: Door, full: Session, clinician: Principal, agreed: Callable[..., NewConsent]
) -> None:
    consent_id = full.consent_id
    with pytest.raises(Malformed, match="party"):
        door.consents.withdraw(clinician, consent_id, party="Annabel")
    with pytest.raises(Forbidden):
        door.consents.withdraw(Principal(Role.AUDITOR, "a"), consent_id)
    door.consents.withdraw(clinician, consent_id)
    for reader in (clinician, Principal(Role.SUPERVISOR, "s")):
        assert door.consents.read(reader, consent_id).revoked_at
        assert len(door.consents.purges(reader, consent_id)) == 1
    for reader in (Principal(Role.AUDITOR, "a"), Principal(Role.ADMIN, "a")):
        with pytest.raises(Forbidden):
            door.consents.read(reader, consent_id)
        assert len(door.consents.purges(reader, consent_id)) == 1
    for stranger in (
        Principal(Role.CLINICIAN, "dr-b"),
        Principal(Role.BRIDGE, "b"),
        Principal(Role.SUPERVISOR, "s", "south"),
    ):
        with pytest.raises(NoSuchConsent):
            door.consents.read(stranger, consent_id)
        with pytest.raises(NoSuchConsent):
            door.consents.purges(stranger, consent_id)


def test_the_vault_need_not_know_who_recorded_it(door: Door, full: Session) -> None:
    """Consents of earlier versions do not say; a session under it tells."""
    with door.vault.begin(Principal(Role.ADMIN, "a")) as tx:
        tx.execute(update(consents).values(recorded_by=None))
    assert door.consents.read(Principal(Role.CLINICIAN, "dr-a"), full.consent_id)
