"""Words and secrets stay where they belong: in no log, metric, audit row, error or file."""

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from access_practice import Case, Practice
from access_rows import ROWS, START, filled
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from inglenook.server import ROOMS, set_log_level

pytestmark = pytest.mark.e2e

WORD = "quetzalcoatlus"
"""Stands in everything that people write and say, and in nothing else. How a practice names a
client (`client_ref`) rests as it is given, beside the ids: a number, not a name."""
SAID = f"The client told of a {WORD}."


@pytest.fixture(scope="module")
def logged() -> Iterator[list[str]]:
    """What is logged with `INGLENOOK_LOG_LEVEL=DEBUG`: tracebacks and all that a record has."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logging.Formatter().format(record) + repr(record.__dict__))

    handler, root = Keep(logging.DEBUG), logging.getLogger()
    loggers = [root, *map(logging.getLogger, ROOMS)]
    levels = [logger.level for logger in loggers]
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    set_log_level("DEBUG")
    yield lines
    root.removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture(scope="module")
def used(practice: Practice, logged: list[str]) -> Case:
    """A session in which the word is in every field that takes words."""
    case = practice.opened(client_ref="c-1")
    body = {"session_id": case.session_id, "summary": SAID, "plan": f"- Watch the {WORD}"}
    draft = practice.post("bridge-1", "/v1/drafts", body)["draft_id"]
    path = f"/v1/drafts/{draft}"
    rest = practice.as_("dr-a")
    etag = rest.get(path).headers["etag"]
    edit = {"edits": [{"section": "plan", "text": f"Meet the {WORD} on Tuesday."}]}
    assert rest.patch(path, json=edit, headers={"If-Match": etag}).status_code == 200
    note = rest.get(path).json()["note"]
    statement = next(s["id"] for part in note["sections"].values() for s in part)
    told = {"statement": statement, "kind": "wrong", "comment": f"No {WORD} there."}
    assert rest.post(f"{path}/feedback", json=told).status_code < 500
    assert rest.post(f"{path}/reject", json={"reason": f"Too much {WORD}."}).status_code == 200
    withdrawn = practice.opened(client_ref="c-2")
    reason = {"reason": f"Afraid of the {WORD}."}
    practice.post("bridge-1", f"/v1/consents/{withdrawn.consent_id}/revoke", reason)
    return Case(case.consent_id, case.session_id, draft)


def test_what_is_refused_is_not_said_again(practice: Practice, used: Case) -> None:
    """Bodies of the wrong shape, wrong JSON and odd queries with the word in them; fields that
    nobody knows are named, their content is not."""
    shape = {"reason": [SAID], "edits": SAID, "role": SAID, "clinician_ref": {"a": SAID}}
    bodies = (json.dumps(shape), f'{{"reason": "{WORD}', f'["{WORD}"]')
    echoed: list[tuple[str, str, str]] = []
    asked = 0
    for (method, path), row in ROWS.items():
        if row.page or "events" in path or row.spends:
            continue
        for body in bodies:
            answer = practice.as_("dr-a").request(
                method,
                filled(path, used),
                params={"format": WORD, "start": WORD, "state": WORD},
                content=body,
                headers={"Content-Type": "application/json", "If-Match": WORD},
            )
            assert answer.status_code < 500, (method, path)
            asked += answer.status_code >= 400
            if answer.status_code >= 400 and WORD in answer.text + repr(answer.headers):
                echoed.append((method, path, answer.text))
    assert asked > len(ROWS)
    assert echoed == []


async def test_what_a_socket_refuses_is_not_said_again(practice: Practice) -> None:
    case = practice.opened()
    address = f"ws://127.0.0.1:{practice.port}/v1/sessions/{case.session_id}/audio"
    headers = {"Authorization": f"Bearer {practice.token('dr-a')}"}
    wrong = (WORD, json.dumps({"type": WORD}), json.dumps({**START, "format": {"encoding": WORD}}))
    for message in wrong:
        async with (
            asyncio.timeout(20),
            connect(address, subprotocols=["inglenook.v1"], additional_headers=headers) as held,  # type: ignore[list-item]
        ):
            said = ""
            try:
                await held.send(message)
                async for line in held:
                    said += str(line)
            except ConnectionClosed:
                pass
            assert held.close_code == 4400
            assert '"error"' in said
            assert WORD not in said + (held.close_reason or "")


def test_it_is_in_no_metric(practice: Practice, used: Case) -> None:
    text = practice.nobody.get("/metrics").text
    assert "inglenook_" in text
    assert WORD not in text
    assert used.session_id not in text


def test_it_is_in_no_audit_row(practice: Practice, used: Case) -> None:
    answer = practice.as_("auditor").get("/v1/audit", params={"session_id": used.session_id})
    assert {"draft.edit", "draft.reject"} <= {row["action"] for row in answer.json()["entries"]}
    assert WORD not in practice.as_("auditor").get("/v1/audit").text


def test_it_rests_in_no_file(practice: Practice, used: Case) -> None:
    files = [path for path in Path(practice.settings.data).rglob("*") if path.is_file()]
    assert any(used.session_id.encode() in path.read_bytes() for path in files)
    assert [path for path in files if WORD.encode() in path.read_bytes()] == []


def test_it_is_in_no_log_and_no_token_is(practice: Practice, used: Case, logged: list[str]) -> None:
    ours = "\n".join(logged)
    assert "'name': 'ingest" in ours or "'name': 'inglenook" in ours or "'name': 'writeback" in ours
    assert [line for line in logged if WORD in line] == []
    for name in ("dr-a", "bridge-1", "auditor"):
        signature = practice.token(name).rpartition(".")[2]
        assert signature not in ours
