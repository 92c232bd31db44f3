"""What the log shows, and what it keeps to itself."""

import json
import logging

from inglenook.server import JsonLines


def line(message: str, **fields: object) -> dict[str, object]:
    record = logging.LogRecord("asyncio", logging.ERROR, "", 0, message, (), None)
    vars(record).update(fields)
    shown: dict[str, object] = json.loads(JsonLines().format(record))
    return shown


def test_a_line_has_its_message_and_fields() -> None:
    shown = line("session seated", session_id="ses-1")
    assert (shown["message"], shown["session_id"]) == ("session seated", "ses-1")


def test_errors_that_libraries_write_out_are_left_out() -> None:
    """As asyncio does for a task that nobody awaits."""
    shown = line("Task exception was never retrieved\nfuture: ValueError('she cannot sleep')")
    assert shown["message"] == "Task exception was never retrieved"
    assert "sleep" not in json.dumps(shown)
