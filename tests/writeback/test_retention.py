"""The audio of a signed session goes, unless the consent says keep."""

from collections.abc import Callable

import pytest

from ingest.consent import Scope
from ingest.recording import AUDIO_LOG
from vault import SessionId
from writeback.desk import Desk
from writeback.retention import VOICES, Retention

Signed = Callable[[frozenset[Scope]], SessionId]


def actions(desk: Desk, session_id: SessionId) -> list[str]:
    return [entry.record.action for entry in desk.vault.audit_entries(session_id=session_id)]


def test_signing_destroys_audio_and_voices(desk: Desk, sign_recorded: Signed) -> None:
    session_id = sign_recorded(frozenset(Scope) - {Scope.RETAIN_AUDIO})
    assert AUDIO_LOG not in desk.vault.log_names(session_id)
    assert not desk.vault.blobs.has(session_id, VOICES)
    assert desk.vault.blobs.has(session_id, "transcript"), "the evidence stays"
    assert actions(desk, session_id)[-2:] == ["draft.sign", "audio.destroy"]
    assert Retention(desk.vault).sweep() == 0


def test_a_consent_that_covers_keeping_keeps(desk: Desk, sign_recorded: Signed) -> None:
    session_id = sign_recorded(frozenset(Scope))
    assert AUDIO_LOG in desk.vault.log_names(session_id)
    assert desk.vault.blobs.has(session_id, VOICES)
    assert Retention(desk.vault).sweep() == 0


def test_the_sweep_does_what_a_crash_left(
    desk: Desk, sign_recorded: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as crash:
        crash.setattr(Retention, "apply", lambda self, session_id: False)
        session_id = sign_recorded(frozenset({Scope.RECORD, Scope.TRANSCRIBE, Scope.DRAFT}))
    assert AUDIO_LOG in desk.vault.log_names(session_id)
    assert Retention(desk.vault).sweep() == 1
    assert AUDIO_LOG not in desk.vault.log_names(session_id)
    assert "audio.destroy" in actions(desk, session_id)
