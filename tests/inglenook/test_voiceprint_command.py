"""`inglenook voiceprint` and what the doctor says of it; the models are scripted."""

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gpu.scripted import ScriptedWorker
from inglenook import parts
from inglenook.checkup import Finding, Kind, check_up
from inglenook.cli import main
from inglenook.settings import load_settings
from vault import Vault, VaultOptions

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Twenty seconds of a tone, which the scripted worker hears as one voice."""
    tone = (8000 * np.sin(2 * np.pi * 300 * np.arange(20 * 16_000) / 16_000)).astype("<i2")
    path = tmp_path / "me.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(tone.tobytes())
    return path


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    monkeypatch.setattr(parts, "make_worker", lambda settings: ScriptedWorker())
    monkeypatch.chdir(tmp_path)

    def called(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["voiceprint", *words, "--clinician", "dr-lee", "--data", str(tmp_path / "data")])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return called


def looked_at(folder: Path) -> Finding:
    settings = load_settings(data=folder)
    return next(found for found in check_up(settings) if found.subject == "voice-prints")


def test_enrolled_shown_and_deleted(call: Call, recording: Path, tmp_path: Path) -> None:
    code, said, _ = call("enrol", str(recording), "--consent", "written")
    assert (code, said) == (0, "The voice of dr-lee is enrolled, 20 s of speech.\n")
    assert call("show")[1].startswith("Enrolled ")
    assert call("delete")[0] == 0
    code, said, error = call("show")
    assert (code, said) == (1, "")
    assert error == "inglenook: No voice-print is enrolled for this clinician.\n"
    vault = Vault.open(VaultOptions(tmp_path / "data"))
    acts = [(entry.record.subject, entry.record.action) for entry in vault.audit_entries()]
    vault.close()
    assert [act for who, act in acts if who == "command-line"] == [
        "voiceprint.enrol",
        "voiceprint.read",
        "voiceprint.delete",
    ]


def test_practices_are_apart(call: Call, recording: Path) -> None:
    call("enrol", str(recording), "--consent", "verbal", "--tenant", "north")
    assert call("show", "--tenant", "south")[0] == 1
    assert call("show", "--tenant", "north")[0] == 0


def test_consent_must_be_said(call: Call, recording: Path) -> None:
    assert call("enrol", str(recording))[0] == 2
    code, _, error = call("enrol", str(recording), "--consent", "assumed")
    assert (code, "verbal, written, electronic" in error) == (2, True)


def test_the_doctor_counts_what_cannot_be_used(call: Call, recording: Path, tmp_path: Path) -> None:
    call("enrol", str(recording), "--consent", "written")
    found = looked_at(tmp_path / "data")
    assert (found.kind, found.detail) == (Kind.FINE, "1 enrolled; 1 by another model, ignored")
    assert "inglenook voiceprint enrol" in found.mend
    call("delete")
    assert looked_at(tmp_path / "data").kind is Kind.ABSENT
