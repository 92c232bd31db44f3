"""What goes when its time is over, and what stays."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from ingest.consent import Party, Scope
from ingest.consents import Consents, NewConsent
from ingest.purge import purges_of
from ingest.purge_check import faults
from ingest.recording import AUDIO_LOG, Recordings
from ingest.session import Session, SessionState, Source
from vault import SYSTEM, KeyDestroyed, Principal, Role, SessionId, Vault
from vault.tables import consents, drafts, sessions
from writeback.desk import Desk
from writeback.retention import VOICES, Retention, RetentionPolicy, Rule

Signed = Callable[[frozenset[Scope]], SessionId]
DOCTOR = Principal(Role.CLINICIAN, "dr-lee")
BUT_KEEP = frozenset(Scope) - {Scope.RETAIN_AUDIO}


def open_session(vault: Vault, scopes: frozenset[Scope] = BUT_KEEP) -> Session:
    agreed = NewConsent("c", (Party("client", "verbal", datetime.now(UTC)),), scopes)
    from ingest.sessions import Sessions

    return Sessions(vault).open(
        DOCTOR,
        consent_id=Consents(vault).record(DOCTOR, agreed).consent_id,
        clinician_ref=None,
        source=Source.TABLET,
        context=b"{}",
    )


def aged(vault: Vault, session: Session, state: SessionState, *, days: float) -> SessionId:
    """As if it had come so far so long ago."""
    then = datetime.now(UTC) - timedelta(days=days)
    with vault.begin(SYSTEM) as tx:
        mine = update(sessions).filter_by(session_id=session.session_id)
        ended = None if state is SessionState.OPEN else then
        tx.execute(mine.values(state=state.value, opened_at=then, ended_at=ended))
    for name in ("transcript", "voices"):
        vault.blobs.put(session.session_id, name, b"{}")
    log = vault.log(session.session_id, AUDIO_LOG)
    log.append(0, b"\0\0")
    log.close()
    return session.session_id


def rules(retention: Retention) -> list[Rule]:
    return [due.rule for due in retention.due()]


def actions(desk: Desk, session_id: SessionId) -> list[str]:
    return [entry.record.action for entry in desk.vault.audit_entries(session_id=session_id)]


def test_signing_destroys_audio_and_voices(desk: Desk, sign_recorded: Signed) -> None:
    session_id = sign_recorded(BUT_KEEP)
    assert AUDIO_LOG not in desk.vault.log_names(session_id)
    assert not desk.vault.blobs.has(session_id, VOICES)
    with pytest.raises(KeyDestroyed):
        desk.vault.log(session_id, AUDIO_LOG).last()
    assert desk.vault.blobs.get(session_id, "transcript"), "the evidence stays"
    assert actions(desk, session_id)[-2:] == ["draft.sign", "session.purge"]
    (record,) = purges_of(desk.vault)
    assert (record.document["cause"], record.document["rule"]) == ("retention", "signed")
    assert record.document["by"] == {"role": "system", "subject": SYSTEM.subject}
    assert faults(desk.vault, [record]) == []
    assert Retention(desk.vault).sweep() == 0


def test_rejecting_does_too(desk: Desk, vault: Vault) -> None:
    session = open_session(vault)
    session_id = aged(vault, session, SessionState.DRAFTED, days=0)
    from .conftest import SUPERVISOR, file_draft

    draft = file_draft(desk, session)
    assert AUDIO_LOG in vault.log_names(session_id)
    desk.drafts.reject(SUPERVISOR, draft.draft_id, "another session's")
    assert vault.log_names(session_id) == []
    assert not vault.blobs.has(session_id, VOICES)
    assert vault.blobs.get(session_id, "transcript")


def test_a_consent_that_covers_keeping_keeps(desk: Desk, sign_recorded: Signed) -> None:
    session_id = sign_recorded(frozenset(Scope))
    assert AUDIO_LOG in desk.vault.log_names(session_id)
    assert desk.vault.blobs.has(session_id, VOICES)
    assert Retention(desk.vault).sweep() == 0
    with desk.vault.begin(SYSTEM) as tx:
        tx.execute(update(consents).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert rules(Retention(desk.vault)) == [Rule.SIGNED], "not beyond its term"


def test_the_sweep_does_what_a_crash_left(
    desk: Desk, sign_recorded: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as crash:
        crash.setattr(Retention, "apply", lambda self, session_id: False)
        session_id = sign_recorded(BUT_KEEP)
    assert AUDIO_LOG in desk.vault.log_names(session_id)
    assert Retention(desk.vault).sweep() == 1
    assert AUDIO_LOG not in desk.vault.log_names(session_id)
    assert Retention(desk.vault).sweep() == 0


@pytest.mark.parametrize(
    ("state", "rule", "whole"),
    [
        (SessionState.OPEN, Rule.UNSTARTED, True),
        (SessionState.FAILED, Rule.FAILED, True),
        (SessionState.RECORDED, Rule.UNDRAFTED, False),
    ],
)
def test_sessions_without_a_draft(
    vault: Vault, state: SessionState, rule: Rule, whole: bool
) -> None:
    session = open_session(vault)
    session_id = aged(vault, session, state, days=9)
    fresh = aged(vault, open_session(vault), state, days=6)
    policy = RetentionPolicy(**{rule.value: 7})
    retention = Retention(vault, policy)
    (due,) = retention.due()
    assert (due.session_id, due.rule, due.lineages is None) == (session_id, rule, whole)
    assert vault.log_names(session_id) == [AUDIO_LOG], "listing touches nothing"
    assert retention.sweep() == 1
    assert vault.log_names(session_id) == []
    assert vault.blobs.has(session_id, "transcript") is not whole
    assert vault.log_names(fresh) == [AUDIO_LOG]
    assert retention.sweep() == 0
    assert faults(vault, purges_of(vault)) == []


@pytest.mark.parametrize("state", [SessionState.STREAMING, SessionState.FINISHING])
def test_who_is_inside_is_left_alone(vault: Vault, state: SessionState) -> None:
    aged(vault, open_session(vault), state, days=900)
    with vault.begin(SYSTEM) as tx:
        tx.execute(update(consents).values(expires_at=datetime.now(UTC) - timedelta(days=800)))
    assert Retention(vault).due() == []


def test_a_failed_session_whose_audio_may_be_kept_is(vault: Vault) -> None:
    aged(vault, open_session(vault, frozenset(Scope)), SessionState.FAILED, days=900)
    assert Retention(vault).due() == []


def test_nobody_decided_upon_it(desk: Desk, vault: Vault) -> None:
    session = open_session(vault)
    aged(vault, session, SessionState.DRAFTED, days=0)
    from .conftest import file_draft

    file_draft(desk, session)
    with vault.begin(SYSTEM) as tx:
        then = datetime.now(UTC) - timedelta(days=100)
        tx.execute(update(drafts).values(created_at=then))
    assert rules(Retention(vault)) == [], "kept, where nothing is set"
    retention = Retention(vault, RetentionPolicy(unsigned=90))
    assert rules(retention) == [Rule.UNSIGNED]
    assert retention.sweep() == 1
    assert vault.files(session.session_id) == []
    held = desk.sessions.get(session.session_id)
    assert held.state is SessionState.PURGED


def test_an_expired_consent_takes_what_was_not_signed(
    desk: Desk, vault: Vault, sign_recorded: Signed
) -> None:
    signed = sign_recorded(BUT_KEEP)
    pending = open_session(vault)
    aged(vault, pending, SessionState.DRAFTED, days=0)
    from .conftest import file_draft

    file_draft(desk, pending)
    with vault.begin(SYSTEM) as tx:
        tx.execute(update(consents).values(expires_at=datetime.now(UTC) - timedelta(days=31)))
    (due,) = Retention(vault).due()
    assert (due.session_id, due.rule) == (pending.session_id, Rule.EXPIRED)
    Retention(vault).sweep()
    assert vault.files(pending.session_id) == []
    assert vault.blobs.get(signed, "draft.v2")


def test_a_sweep_that_was_killed_is_taken_up(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        aged(vault, open_session(vault), SessionState.FAILED, days=40)
    from ingest import purge

    calls, carry_out = [], purge.carry_out

    def dying(*given: object) -> object:
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return carry_out(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr("writeback.retention.carry_out", dying)
        Retention(vault).sweep()
    assert len(Retention(vault).due()) == 2
    assert len(purges_of(vault)) == 2
    assert Retention(vault).sweep() == 2
    assert len(purges_of(vault)) == 4
    assert faults(vault, purges_of(vault)) == []


def test_who_signs_while_the_sweep_runs_keeps_the_note(
    desk: Desk, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session(vault)
    aged(vault, session, SessionState.DRAFTED, days=0)
    from .conftest import SUPERVISOR, file_draft

    draft = file_draft(desk, session)
    retention = Retention(vault, RetentionPolicy(unsigned=0))
    seen = retention.due()
    desk.drafts.sign(SUPERVISOR, draft.draft_id, attested=True)
    monkeypatch.setattr(retention, "due", lambda: seen)
    assert retention.sweep() == 0
    assert vault.blobs.get(session.session_id, "draft.v2")


def test_audio_of_a_session_of_an_earlier_version(vault: Vault) -> None:
    session_id = aged(vault, open_session(vault), SessionState.RECORDED, days=40)
    from vault.tables import session_keys

    files = {path: path.read_bytes() for path in vault.files(session_id)}
    with vault.begin(SYSTEM) as tx:
        tx.execute(session_keys.delete().where(session_keys.c.session_id != session_id))
    assert files and Retention(vault).sweep() == 1
    assert vault.log_names(session_id) == []
    assert Retention(vault).sweep() == 0


def test_recordings_are_not_read_any_more(desk: Desk, sign_recorded: Signed) -> None:
    session = desk.sessions.get(sign_recorded(BUT_KEEP))
    assert not Recordings(desk.vault).kept(session)
