"""The commands as a user calls them."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

RECORDINGS = Path(__file__).parents[1] / "recordings" / "short"


def inglenook(
    *words: str, data: Path | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **settings, **({"INGLENOOK_DATA": str(data)} if data else {})}
    return subprocess.run(
        [sys.executable, "-m", "inglenook", *words],
        capture_output=True,
        text=True,
        env=environment,
        timeout=280,
        check=False,
    )


@pytest.mark.e2e
@pytest.mark.parametrize(
    "command",
    ["demo", "serve", "stream", "transcribe", "draft", "eval", "bench", "doctor", "token"],
)
def test_help(command: str) -> None:
    done = inglenook(command, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_help_is_instant() -> None:
    """In CPU time against an empty interpreter: no heavy library may be behind it."""
    script = "import sys, inglenook.cli; print([m for m in ('torch', 'numpy', 'sqlalchemy', "
    script += "'fastapi', 'dbos', 'av', 'pyannote') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.e2e
def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    key = tmp_path / "master.key"
    key.write_text("no key\n")
    key.chmod(0o600)
    done = inglenook("serve", "--port", "0", data=tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("holds no key; restore it from its backup")
    assert done.stderr.count("Traceback") <= 1, "one log line, no stack"
    assert "File " not in done.stderr


@pytest.mark.e2e
def test_wrong_use_and_failure_are_one_line(tmp_path: Path) -> None:
    missing = inglenook("transcribe", str(tmp_path / "none.wav"))
    assert missing.returncode == 2
    assert missing.stderr.count("\n") == 1
    text = tmp_path / "text.wav"
    text.write_text("this is no recording")
    undecodable = inglenook("transcribe", str(text))
    assert undecodable.returncode == 1
    assert "Traceback" not in undecodable.stderr
    assert undecodable.stderr.count("\n") == 1


@pytest.mark.e2e
def test_token_stands_alone_on_the_last_line(tmp_path: Path) -> None:
    done = inglenook("token", "--role", "clinician", "--subject", "dr-lee", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].count(".") == 2


@pytest.mark.e2e
def test_audit_verify_names_the_broken_entry(tmp_path: Path) -> None:
    import sqlite3

    for _ in range(2):
        inglenook("token", "--role", "admin", "--subject", "a", "--link", "http://x", data=tmp_path)
    held = inglenook("audit", "verify", data=tmp_path)
    assert held.returncode == 0, held.stderr
    database = sqlite3.connect(tmp_path / "inglenook.db")
    changed = database.execute("UPDATE audit SET subject = 'nobody' WHERE id = 1")
    assert changed.rowcount == 1
    database.commit()
    database.close()
    broken = inglenook("audit", "verify", data=tmp_path)
    assert broken.returncode == 1
    assert "1" in broken.stderr


@pytest.mark.models
def test_doctor_finds_everything(tmp_path: Path) -> None:
    done = inglenook("doctor", data=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "BROKEN" not in done.stdout


@pytest.mark.models
def test_transcribe_then_draft(tmp_path: Path) -> None:
    recording = next(RECORDINGS.glob("session_2ch.*"))
    held = tmp_path / "transcript.json"
    done = inglenook("transcribe", str(recording), "--split-channels", "-o", str(held))
    assert done.returncode == 0, done.stderr
    transcript = json.loads(held.read_text())
    assert {speaker["role"] for speaker in transcript["speakers"]} == {"clinician", "client"}
    for template in ("soap", "dap", "birp", "girp", "pirp"):
        drafted = inglenook("draft", str(held), "--template", template, "--format", "md")
        assert drafted.returncode == 0, drafted.stderr
        assert "AI-GENERATED DRAFT" in drafted.stdout


@pytest.mark.models
def test_transcribe_with_the_packaged_base_model(tmp_path: Path) -> None:
    recording = next(RECORDINGS.glob("session_2ch.*"))
    settings = {"INGLENOOK_ASR_MODEL": "base", "INGLENOOK_MODEL_CACHE": str(tmp_path)}
    done = inglenook("transcribe", str(recording), "--split-channels", **settings)
    assert done.returncode == 0, done.stderr
    transcript = json.loads(done.stdout)
    assert "base" in str(transcript["models"]).lower()
    assert "every night" in " ".join(turn["text"] for turn in transcript["turns"]).lower()


@pytest.mark.e2e
@pytest.mark.models
def test_demo_with_an_own_recording_and_keep(tmp_path: Path) -> None:
    import signal

    recording = next(RECORDINGS.glob("session_2ch.*"))
    done = inglenook("demo", "--audio", str(recording), "--keep")
    assert done.returncode == 0, done.stderr
    assert "AI-GENERATED DRAFT" in done.stdout
    link = next(line for line in done.stdout.splitlines() if "/sign-in?ticket=" in line)
    pid = int(done.stdout.split("kill ")[1].split()[0])
    try:
        import httpx

        with httpx.Client(follow_redirects=True) as browser:
            page = browser.get(link)
            assert page.status_code == 200
            assert "AI-GENERATED DRAFT" in page.text
            assert httpx.get(link).status_code in (401, 403), "the link works once"
    finally:
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 20
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.1)


@pytest.mark.e2e
@pytest.mark.models
def test_eval_measures_the_bundled_recording(tmp_path: Path) -> None:
    done = inglenook("eval", str(RECORDINGS.parent), "--json")
    assert done.returncode == 0, done.stderr
    (figures,) = json.loads(done.stdout)["recordings"]
    assert 0 <= figures["wer"] < 0.25
