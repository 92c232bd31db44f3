"""`inglenook rollout` over a vault that no server has open."""

from pathlib import Path

import pytest

from inglenook.cli import main
from vault import Vault, VaultOptions


def call(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["rollout", *words, "--data", str(data)])
    told = capsys.readouterr()
    return int(ended.value.code or 0), told.out, told.err


def test_it_is_set_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    assert call(capsys, data, "show")[0] == 2, "no vault is made"
    Vault.open(VaultOptions(data)).close()
    assert call(capsys, data, "show")[1] == "scores, everyone\n"
    assert call(capsys, data, "set", "--stage", "drafts", "--enrolment", "volunteers")[0] == 0
    assert call(capsys, data, "clinician", "dr-lee", "--choice", "in")[1] == "dr-lee: drafts\n"
    assert call(capsys, data, "clinician", "dr-far", "--choice", "out")[1] == "dr-far: off\n"
    assert call(capsys, data, "show")[1].splitlines() == [
        "drafts, volunteers",
        "dr-far\tout\t-\toff",
        "dr-lee\tin\t-\tdrafts",
    ]
    code, _, error = call(capsys, data, "set", "--stage", "most")
    assert code == 2 and "--stage" in error
    vault = Vault.open(VaultOptions(data))
    done = [(e.record.subject, e.record.action) for e in vault.audit_entries()]
    assert done.count(("command-line", "rollout.clinician")) == 2
    vault.close()
