"""What a command line that is wrong is answered with."""

from pathlib import Path

import pytest

from inglenook.cli import main


@pytest.mark.parametrize(
    ("call", "cause"),
    [
        (["nope"], "No such command 'nope'"),
        (["token"], "Missing option '--role'"),
        (["token", "--role", "king", "--subject", "x"], "'king' is not one of"),
        (
            ["token", "--role", "admin", "--subject", "x", "--ttl", "0"],
            "greater than or equal to 1",
        ),
        (["transcribe", "there-is-none.wav"], "There is no file there-is-none.wav"),
        (["serve", "--port", "99999"], "less than or equal to 65535"),
        (["serve", "--role", "worker"], "Run `inglenook serve`"),
    ],
)
def test_wrong_use_is_one_line(
    call: list[str], cause: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(call)
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert told.out == ""
    assert told.err.startswith("inglenook: ")
    assert cause in told.err
    assert told.err.count("\n") == 1


@pytest.mark.models
@pytest.mark.parametrize("call", [["serve"], ["transcribe", "x.wav"]])
def test_a_language_that_the_recognizer_does_not_hear_is_refused_at_once(
    call: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.wav").touch()
    monkeypatch.setenv("INGLENOOK_LANGUAGE", "de")
    with pytest.raises(SystemExit) as ended:
        main(call)
    assert ended.value.code == 1
    told = capsys.readouterr()
    assert "INGLENOOK_ASR_MODEL=base" in told.err
    assert told.err.count("\n") == 1


def test_no_vault_is_made_to_be_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["audit", "verify", "--data", str(tmp_path / "mistyped")])
    assert ended.value.code == 2
    assert "holds no vault" in capsys.readouterr().err
    assert not (tmp_path / "mistyped").exists()


@pytest.mark.parametrize(("call", "status"), [([], 2), (["--help"], 0), (["token", "-h"], 0)])
def test_help(call: list[str], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(call)
    told = capsys.readouterr()
    assert (ended.value.code or 0) == status
    assert "Usage: inglenook" in told.out
    assert told.err == ""
