"""A pipeline that is chosen: loaded quietly, run, refused with the mend. The hub and pyannote.audio
are doubles; huggingface_hub is not."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from gpu import PipelineUnusable, WorkerFailed
from gpu.speaker_pipeline import SpeakerPipeline, SpeakerSpan, find_description

LOCAL = "pipeline:\n  name: pyannote.audio.pipelines.SpeakerDiarization\n"
REMOTE = "pipeline:\n  name: pyannote.audio.pipelines.pyannoteai.sdk.SDK\n"
TOKEN = "hf_quietquietquiet"
GATED = "pyannote/speaker-diarization-community-1"


@dataclass
class Span:
    start: float
    end: float


@dataclass
class Told:
    """As much of pyannote's output as is read."""

    spans: list[tuple[float, float, str]]

    @property
    def speaker_diarization(self) -> "Told":
        return self

    def itertracks(self, yield_label: bool) -> Iterator[tuple[Span, int, str]]:
        assert yield_label
        yield from ((Span(start, end), 0, who) for start, end, who in self.spans)


@dataclass
class PyannoteDouble:
    """What was asked of `pyannote.audio`."""

    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    heard: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    reports: list[str | None] = field(default_factory=list)
    fault: Exception | None = None

    def from_pretrained(self, name: object, **given: Any) -> "PyannoteDouble":
        self.asked.append((str(name), given))
        return self

    def __call__(self, recording: Any, **given: Any) -> Told:
        if self.fault is not None:
            raise self.fault
        self.heard.append((recording, given))
        return Told([(2.0, 3.5, "B"), (0.25, 2.0, "A")])


@pytest.fixture
def pyannote(monkeypatch: pytest.MonkeyPatch) -> PyannoteDouble:
    double = PyannoteDouble()

    def imported(name: str) -> PyannoteDouble:
        if name != "Pipeline":
            raise AttributeError(name)
        double.reports.append(os.environ.get("PYANNOTE_METRICS_ENABLED"))
        return double

    module = ModuleType("pyannote.audio")
    module.__getattr__ = imported  # type: ignore[method-assign]
    monkeypatch.setitem(sys.modules, "pyannote.audio", module)
    monkeypatch.setenv("PYANNOTE_METRICS_ENABLED", "1")
    return double


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "mine"
    place.mkdir()
    (place / "config.yaml").write_text(LOCAL)
    return place


def test_a_folder_is_loaded_once_and_reports_nothing(
    folder: Path, tmp_path: Path, pyannote: PyannoteDouble
) -> None:
    pipeline = SpeakerPipeline(str(folder), tmp_path / "cache", device="cpu")
    sound = np.ones(64_000, dtype=np.float32)
    spans = [SpeakerSpan(250, 2000, "A"), SpeakerSpan(2000, 3500, "B")]
    assert pipeline(sound) == spans
    assert pipeline(sound, 2) == spans
    assert pipeline(sound[:0]) == []
    assert pipeline.title == "mine"
    assert pyannote.asked == [(str(folder), {"cache_dir": str(tmp_path / "cache" / "hub")})]
    assert [given for _, given in pyannote.heard] == [{}, {"num_speakers": 2}]
    recording = pyannote.heard[0][0]
    assert (tuple(recording["waveform"].shape), recording["sample_rate"]) == ((1, 64_000), 16_000)
    assert pyannote.reports == ["0"]


def test_what_a_pipeline_says_when_it_fails_is_not_told_on(
    folder: Path, tmp_path: Path, pyannote: PyannoteDouble
) -> None:
    pyannote.fault = ValueError("my secret words")
    with pytest.raises(WorkerFailed, match=r"mine raised ValueError\.$"):
        SpeakerPipeline(str(folder), tmp_path, device="cpu")(np.ones(16_000, dtype=np.float32))


@pytest.mark.parametrize(
    ("description", "told"),
    [(None, "holds no config.yaml"), (REMOTE, "on this machine"), ("[", "on this machine")],
)
def test_what_does_not_run_here_is_refused_before_it_is_loaded(
    folder: Path, tmp_path: Path, pyannote: PyannoteDouble, description: str | None, told: str
) -> None:
    (folder / "config.yaml").unlink()
    if description is not None:
        (folder / "config.yaml").write_text(description)
    with pytest.raises(PipelineUnusable, match=told):
        SpeakerPipeline(str(folder), tmp_path).load()
    assert pyannote.asked == []


class Hub(BaseHTTPRequestHandler):
    """Gives the description of a gated pipeline to one token alone."""

    def do_HEAD(self) -> None:
        token = self.headers.get("Authorization", "")
        if "absent" in self.path:
            self.answer(404, {"X-Error-Code": "RepoNotFound"})
        elif token == f"Bearer {TOKEN}":
            self.answer(200, {"ETag": '"1"', "X-Repo-Commit": "a" * 40})
        elif token == "Bearer hf_stranger":
            self.answer(403, {"X-Error-Code": "GatedRepo"})
        elif token:
            self.answer(401, {"X-Error-Message": "Invalid credentials in Authorization header"})
        else:
            self.answer(401, {"X-Error-Code": "GatedRepo"})

    do_GET = do_HEAD

    def answer(self, status: int, headers: dict[str, str]) -> None:
        body = LOCAL.encode() if status == 200 else b""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def hub() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


ASKING = """
import json, logging, os, sys
from pathlib import Path
logging.basicConfig(level=logging.DEBUG)
from gpu import PipelineUnusable
from gpu.speaker_pipeline import find_description
told = []
for token, name in json.load(sys.stdin):
    os.environ.pop("HF_TOKEN", None)
    if token:
        os.environ["HF_TOKEN"] = token
    try:
        told.append(find_description(name, Path(sys.argv[1])).read_text())
    except PipelineUnusable as error:
        told.append(str(error))
print(json.dumps(told))
"""


def asked_of(hub: str, calls: list[tuple[str, str]], cache: Path) -> tuple[list[str], str]:
    """What each call brings, and all that was printed and logged. The hub's address is read when
    huggingface_hub is imported, so it is asked from another process."""
    environment = {**os.environ, "HF_ENDPOINT": hub, "HF_HOME": str(cache / "home")}
    environment.pop("HF_HUB_OFFLINE", None)
    done = subprocess.run(
        [sys.executable, "-c", ASKING, str(cache)],
        input=json.dumps(calls),
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    told: list[str] = json.loads(done.stdout)
    return told, done.stdout + done.stderr


def test_the_hub_gives_it_for_the_token_and_each_refusal_says_its_mend(
    hub: str, tmp_path: Path
) -> None:
    calls = [
        ("", GATED),
        ("hf_stranger", GATED),
        ("hf_expired", GATED),
        (TOKEN, "pyannote/absent"),
        (TOKEN, GATED),
    ]
    (without, stranger, expired, absent, given), printed = asked_of(hub, calls, tmp_path)
    assert "accept its terms at" in without and "set HF_TOKEN" in without
    assert f"not accepted the terms of {GATED}" in stranger
    assert "refuses the token" in expired
    assert "no pipeline pyannote/absent" in absent
    assert given == LOCAL
    assert not any(token in printed for token in (TOKEN, "hf_stranger", "hf_expired"))


def test_a_hub_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    (told,), _ = asked_of("http://127.0.0.1:9", [(TOKEN, GATED)], tmp_path)
    assert "cannot be reached" in told and "name a folder" in told


def test_a_name_that_no_hub_has_is_told(tmp_path: Path) -> None:
    with pytest.raises(PipelineUnusable, match="INGLENOOK_DIARIZATION"):
        find_description("no such/name at all", tmp_path)
