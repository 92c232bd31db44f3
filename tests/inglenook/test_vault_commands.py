"""`inglenook consent` and `inglenook retention` over a vault that no server has open."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from ingest import Scope, Source
from ingest.consent import Party
from ingest.consents import Consents, NewConsent
from ingest.sessions import Sessions
from inglenook.cli import main
from vault import ConsentId, Principal, Role, SessionId, Vault, VaultOptions
from vault.tables import sessions

Call = Callable[..., tuple[int, str, str]]
DOCTOR = Principal(Role.CLINICIAN, "dr-lee")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.fixture
def call(data: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    def called(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*words, "--data", str(data)])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return called


def opened(vault: Vault) -> tuple[ConsentId, SessionId]:
    agreed = NewConsent("c", (Party("client", "verbal", datetime.now(UTC)),), frozenset(Scope))
    consent = Consents(vault).record(DOCTOR, agreed)
    session = Sessions(vault).open(
        DOCTOR,
        consent_id=consent.consent_id,
        clinician_ref=None,
        source=Source.TABLET,
        context=b"{}",
    )
    return consent.consent_id, session.session_id


def test_a_withdrawal_is_verified_and_what_is_left_is_named(call: Call, data: Path) -> None:
    vault = Vault.open(VaultOptions(data))
    consent_id, _ = opened(vault)
    purge = Consents(vault).withdraw(DOCTOR, consent_id).purge
    assert purge is not None
    vault.close()
    for words in (("consent", "verify"), ("consent", "verify", consent_id)):
        assert call(*words) == (
            0, "1 reports hold: 5 keys are gone, and nothing under them is left.\n", "",
        )  # fmt: skip
    mark = bytes.fromhex(purge.document["sessions"][0]["keys"][0]["mark"])
    (data / "forgotten.bak").write_bytes(b"page" + mark)
    code, said, error = call("consent", "verify")
    assert (code, said) == (1, "forgotten.bak still holds a destroyed key\n")
    assert "not as reported" in error
    assert call("consent", "verify", "con-none")[0] == 2


def test_what_is_due_is_listed_before_it_goes(call: Call, data: Path) -> None:
    vault = Vault.open(VaultOptions(data))
    _, session_id = opened(vault)
    opened(vault)
    with vault.begin(DOCTOR) as tx:
        then = datetime.now(UTC) - timedelta(days=31)
        tx.execute(update(sessions).filter_by(session_id=session_id).values(opened_at=then))
    vault.close()
    code, said, _ = call("retention", "list")
    first, last = said.splitlines()
    assert code == 0 and first.split("\t")[:3] == [session_id, "unstarted", "all"]
    assert last == "1 sessions have something to destroy."
    assert call("retention", "list")[1] == said
    assert call("retention", "sweep")[1] == "Of 1 sessions something was destroyed.\n"
    assert call("retention", "list")[1] == "0 sessions have something to destroy.\n"
    assert call("consent", "verify")[0] == 0


@pytest.mark.parametrize("words", [("consent", "verify"), ("retention", "list")])
def test_no_vault_is_made(call: Call, data: Path, words: tuple[str, ...]) -> None:
    code, _, error = call(*words)
    assert code == 2 and "holds no vault" in error
    assert not data.exists()
