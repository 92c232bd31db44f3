"""Every route: what is asked of it, by whoever may and whoever may not, stands in the audit."""

import base64
import itertools
import json
from collections.abc import Callable
from dataclasses import asdict

import httpx
import pytest
from access_practice import NOTHING, PEOPLE, Case, Practice
from access_rows import PUBLIC, ROWS, SOCKETS, START, Row
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from vault import AuditEntry, AuditQuery, Vault
from writeback.oversight.access_record import QUIET

pytestmark = pytest.mark.e2e


PLAIN = {("GET", "/record"), ("GET", "/record/setup")}
"""Show nothing of a client; other routes say in an entry of their own what was done."""


MINUTES = itertools.count(60, 60)
"""A minute passes at each knock of a stranger."""


@pytest.fixture(scope="module")
def vault(practice: Practice) -> Vault:
    held: Vault = practice.app.state.house.vault
    return held


@pytest.fixture(scope="module")
def made(practice: Practice) -> Callable[[str], Case]:
    held: dict[str, Case] = {}

    def of(kind: str) -> Case:
        if kind not in held:
            held[kind] = getattr(practice, kind)()
        return held[kind]

    return of


def filled(text: str, case: Case) -> str:
    encoded = base64.b64encode(case.session_id.encode()).decode()
    for name, value in {**asdict(case), "session_id64": encoded}.items():
        text = text.replace("{" + name + "}", value)
    return text


def ask(rest: httpx.Client, method: str, path: str, row: Row, case: Case) -> int:
    content = None if row.body is None else filled(json.dumps(row.body), case)
    headers = {name: filled(value, case) for name, value in row.headers.items()}
    if content is not None:
        headers["Content-Type"] = "application/json"
    url = filled(path, case) + filled(row.query, case)
    with rest.stream(method, url, content=content, headers=headers) as answer:
        return answer.status_code


def left_by(vault: Vault, subject: str, before: int) -> list[AuditEntry]:
    return [entry for entry in vault.audit_entries(after=before) if entry.record.subject == subject]


def who(row: Row, *, may: bool) -> str:
    names = ("dr-a", "sup", "bridge-1", "auditor", "admin", "dr-b", "far dr-a")
    return next(
        name for name in names if (row.rule.answer(name, row.ok, there=True) == row.ok) == may
    )


def is_quiet(method: str, path: str) -> bool:
    return (method, path.removeprefix("/v1")) in QUIET


@pytest.mark.parametrize(("method", "path"), ROWS)
def test_what_is_done_is_written(
    practice: Practice, made: Callable[[str], Case], vault: Vault, method: str, path: str
) -> None:
    row = ROWS[method, path]
    name = who(row, may=True)
    case = getattr(practice, row.made)() if row.spends else made(row.made)
    before = vault.audit_head().count
    status = ask(practice.as_(name), method, path, row, case)
    assert status == row.exceptions.get(name, row.ok)
    left = left_by(vault, PEOPLE[name].subject, before)
    quiet = is_quiet(method, path) and status < 400
    assert left or quiet
    if left and status < 400:
        actions = {entry.record.action for entry in left}
        plain = any(action.startswith("request.") for action in actions)
        assert plain == ((method, path) in PLAIN), actions


def refused(row: Row, *, there: bool) -> dict[int, str]:
    """Somebody for each way in which it is refused."""
    answers = {row.rule.answer(name, row.ok, there=there): name for name in PEOPLE}
    return {status: name for status, name in answers.items() if status in (403, 404)}


@pytest.mark.parametrize(("method", "path"), ROWS)
def test_what_is_refused_is_written(
    practice: Practice, made: Callable[[str], Case], vault: Vault, method: str, path: str
) -> None:
    row = ROWS[method, path]
    for there in (True, False) if row.about else (True,):
        case = made(row.made) if there else NOTHING
        for expected, name in refused(row, there=there).items():
            before = vault.audit_head().count
            status = ask(practice.as_(name), method, path, row, case)
            assert status == expected, name
            left = left_by(vault, PEOPLE[name].subject, before)
            assert {e.record.action.rpartition(".")[2] for e in left} == {"refused"}, name
            actor = PEOPLE[name]
            own = vault.find_audit(AuditQuery(tenant=actor.tenant), after=before)
            assert [e.record.subject for e in own] == [actor.subject], "also on their own record"


@pytest.mark.parametrize(("method", "path"), [*ROWS, ("GET", "/sign-in")])
def test_callers_whom_nobody_knows_are_written(
    practice: Practice, made: Callable[[str], Case], vault: Vault, method: str, path: str
) -> None:
    practice.app.state.unknowns.clock = MINUTES.__next__
    row = ROWS.get((method, path), Row(ROWS["GET", "/v1/audit"].rule, 200))
    case = made(row.made)
    before = vault.audit_head().count
    assert ask(practice.nobody, method, path, row, case) == 401
    (entry,) = vault.audit_entries(after=before)
    assert (entry.record.subject, entry.record.action) == ("inglenook", "access.refused")
    assert entry.record.reason == f"401 {method} {path} from 127.0.0.1"


@pytest.mark.parametrize(("method", "path"), set(PUBLIC) - {("GET", "/sign-in")})
def test_what_is_open_to_all_leaves_nothing(
    practice: Practice, vault: Vault, method: str, path: str
) -> None:
    before = vault.audit_head().count
    practice.nobody.request(method, path.replace("{name}", "none.js"))
    assert vault.audit_head().count == before


@pytest.mark.parametrize("name", ["", "auditor", "dr-b"])
def test_who_may_not_stream_is_written(
    practice: Practice, made: Callable[[str], Case], vault: Vault, name: str
) -> None:
    practice.app.state.unknowns.clock = MINUTES.__next__
    (path,) = [path for path in SOCKETS if path.endswith("/audio")]
    for case in (made("opened"), NOTHING):
        before = vault.audit_head().count
        headers = {"Authorization": f"Bearer {practice.token(name)}"} if name else {}
        address = f"ws://127.0.0.1:{practice.port}{filled(path, case)}"
        with (
            connect(address, additional_headers=headers, proxy=None) as connection,
            pytest.raises(ConnectionClosed),
        ):
            connection.send(json.dumps(START))
            while True:
                connection.recv()
        subject = PEOPLE[name].subject if name else "inglenook"
        (entry,) = left_by(vault, subject, before)
        assert entry.record.action.endswith(".refused")
