import json
from pathlib import Path

import pytest

from inglenook.demo_session.script import read_script


def written(folder: Path, *lines: dict) -> Path:
    path = folder / "script.json"
    path.write_text(json.dumps({"title": "t", "seed": 1, "lines": lines, "gold": {}}))
    return path


def test_lines_keep_their_order_and_earliness(tmp_path: Path) -> None:
    script = read_script(
        written(
            tmp_path,
            {"speaker": "clinician", "text": " Hello. "},
            {"speaker": "client", "text": "Hi.", "early_ms": 200},
        )
    )
    assert [(line.text, line.early_ms) for line in script.lines] == [("Hello.", 0), ("Hi.", 200)]


@pytest.mark.parametrize(
    "second",
    [
        {"speaker": "stranger", "text": "Hi."},
        {"speaker": "client", "text": "  "},
        {"speaker": "clinician", "text": "And.", "early_ms": 100},
    ],
    ids=["unknown role", "nothing said", "cuts in on oneself"],
)
def test_a_line_that_cannot_be_said_is_refused(tmp_path: Path, second: dict) -> None:
    path = written(tmp_path, {"speaker": "clinician", "text": "Hello."}, second)
    with pytest.raises(ValueError, match="line 1"):
        read_script(path)


def test_the_first_line_cannot_begin_early(tmp_path: Path) -> None:
    path = written(tmp_path, {"speaker": "client", "text": "Hello.", "early_ms": 100})
    with pytest.raises(ValueError, match="line 0"):
        read_script(path)
