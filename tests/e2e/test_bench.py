"""`inglenook bench` as a user calls it: two real streams, and three who knock in vain."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

RECORDING = Path(__file__).parents[1] / "recordings" / "short" / "session_2ch.opus"


def bench(*words: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "inglenook", "bench", "--audio", str(RECORDING), *words],
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )


@pytest.mark.e2e
def test_streams_are_measured_and_one_more_is_refused(tmp_path: Path) -> None:
    told, complaints = bench(
        "--streams", "2", "--split-channels", "--beyond", "--json", folder=tmp_path
    ).communicate(timeout=280)
    figures = json.loads(told)
    assert (figures["streams"], figures["failed"]) == (2, 0), complaints
    assert figures["refusal"]["codes"] == [4429] * 3
    assert all(seconds > 0 for seconds in figures["refusal"]["retry_after_s"])
    assert figures["wer"] < 0.2
    assert figures["words"] > 100
    assert figures["audio_s"] == pytest.approx(62, abs=1)
    assert 0 < figures["cpu_s_per_audio_s"] < 5
    assert figures["final_turn_latency_p95_s"] >= figures["final_turn_latency_p50_s"] > 0
    assert figures["words_changed"] <= 0.2 * figures["words"]
    assert not list(tmp_path.glob("inglenook-bench-*"))


@pytest.mark.e2e
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_bench_that_is_ended_takes_its_server_along(tmp_path: Path, sent: signal.Signals) -> None:
    running = bench(folder=tmp_path)
    deadline_s = time.monotonic() + 60
    while not (logs := list(tmp_path.glob("*/server.log"))) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert logs, "its server was not started"
    folder = logs[0].parent
    running.send_signal(sent)
    running.communicate(timeout=60)
    assert running.returncode == 130
    assert not folder.exists()
    for process in Path("/proc").iterdir():
        if process.name.isdecimal():
            environment = (process / "environ").read_bytes() if _mine(process) else b""
            assert f"INGLENOOK_DATA={folder}".encode() not in environment


def _mine(process: Path) -> bool:
    try:
        return (
            process.stat().st_uid == os.getuid()
            and b"inglenook" in (process / "cmdline").read_bytes()
        )
    except OSError:
        return False
