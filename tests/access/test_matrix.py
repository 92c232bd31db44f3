"""Every route, every role, every ownership: what is answered."""

import asyncio
import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict

import httpx
import pytest
from access_practice import NOTHING, PEOPLE, Case, Practice
from access_rows import (
    CLOSED,
    CONSENT,
    EDIT,
    NONSENSE,
    PUBLIC,
    READ,
    ROWS,
    SOCKETS,
    START,
    WORDS,
    Row,
    Socket,
    filled,
)
from joserfc import jwt
from joserfc.jwk import OctKey
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from inglenook.signin import sign_in_link
from vault import Issuer
from vault.master_key import load_secret

pytestmark = pytest.mark.e2e

NATIVE = SOCKETS["/v1/sessions/{session_id}/audio"]

# Asking


@pytest.fixture(scope="module")
def made(practice: Practice) -> Callable[[str], Case]:
    """One session of each kind that no request changes."""
    held: dict[str, Case] = {}

    def of(kind: str) -> Case:
        if kind not in held:
            held[kind] = getattr(practice, kind)()
        return held[kind]

    return of


def ask(
    rest: httpx.Client, method: str, path: str, row: Row, case: Case, token: str | None = None
) -> tuple[int, Mapping[str, str], str]:
    """Of an endless answer its beginning."""
    content = None if row.body is None else filled(json.dumps(row.body), case)
    headers = {name: filled(value, case) for name, value in row.headers.items()}
    if content is not None:
        headers["Content-Type"] = "application/json"
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    url = filled(path, case) + filled(row.query, case)
    with rest.stream(method, url, content=content, headers=headers) as answer:
        endless = "event-stream" in answer.headers.get("content-type", "")
        text = "" if endless else b"".join(answer.iter_bytes()).decode(errors="replace")
        return answer.status_code, answer.headers, text


@pytest.mark.parametrize(("method", "path"), ROWS)
def test_who_may(practice: Practice, made: Callable[[str], Case], method: str, path: str) -> None:
    row = ROWS[method, path]
    expected: dict[str, int] = {}
    found: dict[str, int] = {}
    refusals: dict[str, set[str]] = {}
    for name in PEOPLE:
        for there in (False, True) if row.about else (True,):
            answer = row.rule.answer(name, row.ok, there=there)
            cell = f"{name}: {'held' if there else 'not there'}"
            expected[cell] = row.exceptions.get(name, answer)
            mine = there and answer == row.ok
            case = getattr(practice, row.made)() if mine and row.spends else made(row.made)
            status, headers, text = ask(
                practice.as_(name), method, path, row, case if there else NOTHING
            )
            found[cell] = status
            if status >= 400 and not row.page and method != "HEAD":
                assert headers["content-type"] == "application/problem+json", text
            if not mine and row.about:
                refusals.setdefault(f"{name} {status}", set()).add(text)
    assert found == expected
    told_apart = {cell: texts for cell, texts in refusals.items() if len(texts) > 1}
    assert not told_apart, "a refusal must not tell whether it is there"


def outsiders(practice: Practice) -> dict[str, str | None]:
    """Tokens that open nothing, and none."""
    folder = practice.settings.data
    key = OctKey.import_key(load_secret(folder / "issuer.key", may_create=False))
    other = OctKey.generate_key(256)
    good = {
        "iss": "inglenook",
        "aud": "inglenook",
        "sub": "dr-a",
        "role": "clinician",
        "tenant": "north",
        "exp": 2**40,
    }

    def signed(by: OctKey = key, **changes: object) -> str:
        return jwt.encode({"alg": "HS256"}, good | changes, by)

    def part(content: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    assert Issuer(folder).verify(signed()).subject == "dr-a", "what follows fails for its change"
    return {
        "nobody": None,
        "expired": signed(exp=1),
        "not yet": signed(nbf=2**39),
        "of another issuer": signed(iss="https://id.example"),
        "for another audience": signed(aud="elsewhere"),
        "signed with another key": signed(other),
        "unsigned": f"{part({'alg': 'none'})}.{part(good)}.",
        "of the house itself": signed(role="system"),
        "garbage": "garbage",
    }


@pytest.mark.parametrize(("method", "path"), ROWS)
def test_outsiders_are_sent_away(
    practice: Practice, made: Callable[[str], Case], method: str, path: str
) -> None:
    row = ROWS[method, path]
    for name, token in outsiders(practice).items():
        for case in (made(row.made), NOTHING):
            status, headers, _ = ask(practice.nobody, method, path, row, case, token)
            assert status == 401, name
            if not row.page:
                assert headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), PUBLIC)
def test_what_is_open_to_all_holds_nothing_of_anybody(
    practice: Practice, made: Callable[[str], Case], method: str, path: str
) -> None:
    case = made("recorded")
    with practice.rest() as rest:
        answer = rest.request(method, path.replace("{name}", "none.js"))
    assert answer.status_code == PUBLIC[method, path]
    ids = [held for held in asdict(case).values() if len(held) > 8]
    assert case.session_id in ids
    for held in (*ids, "one two three", "bridge-1"):
        assert held not in answer.text


# What a list shows


def test_lists_show_what_is_theirs_alone(practice: Practice, made: Callable[[str], Case]) -> None:
    case = made("recorded")
    for path in ("/v1/drafts", "/v1/drafts?state=pending", "/review"):
        for name in PEOPLE:
            text = practice.as_(name).get(path).text
            assert (case.draft_id in text) == (name in READ.theirs), (path, name)
            assert ("one two three" in text) <= (name in READ.theirs), (path, name)


def test_the_audit_is_the_practices_own(practice: Practice, made: Callable[[str], Case]) -> None:
    case = made("recorded")
    practice.as_("far sup").get(f"/v1/sessions/{case.session_id}")
    practice.post("far bridge-1", "/v1/consents", CONSENT)
    for name, own in (("auditor", True), ("admin", True), ("far auditor", False)):
        answer = practice.as_(name).get("/v1/audit", params={"session_id": case.session_id})
        entries = answer.json()["entries"]
        assert bool(entries) == own
        assert ("session.refused" in {entry["action"] for entry in entries}) == own
        assert "one two three" not in answer.text
    whole = practice.as_("far auditor").get("/v1/audit", params={"limit": 1000}).json()["entries"]
    # what their own people asked for in vain is told as they asked for it
    told = {"audit.read", "access.refused"}
    done = [entry for entry in whole if entry["action"] not in told]
    ours = {case.session_id, case.draft_id}
    assert done and not [e for e in done if e["object_id"] in ours]
    assert {entry["tenant"] for entry in whole} == {"south"}


# Ids of others where one's own would do


def test_others_ids_in_bodies_and_headers(practice: Practice, made: Callable[[str], Case]) -> None:
    theirs, mine = made("recorded"), practice.told()
    far = practice.as_("far bridge-1")
    consent_id = practice.post("far bridge-1", "/v1/consents", CONSENT)["consent_id"]
    body = {"consent_id": consent_id, "source": "bridge"}
    own = practice.post("far bridge-1", "/v1/sessions", body)["session_id"]

    def status(answer: httpx.Response) -> int:
        assert theirs.draft_id not in answer.text
        return answer.status_code

    # a session under a consent of another practice, or for a clinician other than oneself
    taken = {"consent_id": theirs.consent_id, "source": "bridge", "clinician_ref": "dr-a"}
    assert status(far.post("/v1/sessions", json=taken)) == 404
    for_a = {"consent_id": mine.consent_id, "source": "bridge", "clinician_ref": "dr-a"}
    assert status(practice.as_("dr-b").post("/v1/sessions", json=for_a)) == 403
    files = {"file": ("a.wav", b"x")}
    for name, code in (("far bridge-1", 404), ("far admin", 404), ("auditor", 403)):
        named = {"Inglenook-Consent": theirs.consent_id}
        path = "/v1/audio/transcriptions"
        assert status(practice.as_(name).post(path, files=files, headers=named)) == code
    # another's session in the body, one's own in nothing that counts
    told = {"session_id": theirs.session_id, **WORDS}
    assert status(far.post("/v1/drafts", json=told)) == 404
    assert status(far.post(f"/v1/drafts?session_id={own}", json=told)) == 404
    for field_name in ("client_id", "clinician_id"):
        wrong = {"session_id": mine.session_id, **WORDS, field_name: "someone-else"}
        assert status(practice.as_("bridge-1").post("/v1/drafts", json=wrong)) in (403, 409)
    # a version of one draft is no key to another
    version = practice.as_("dr-a").get(f"/v1/drafts/{mine.draft_id}").headers["etag"]
    for headers in ({"If-Match": version}, {"If-Match": f"W/{version}"}):
        path = f"/v1/drafts/{mine.draft_id}"
        assert status(far.patch(path, json=EDIT, headers=headers)) == 403
        assert practice.as_("far sup").patch(path, json=EDIT, headers=headers).status_code == 404
        assert practice.as_("dr-b").patch(path, json=EDIT, headers=headers).status_code == 404
    # a tenant, a role or a subject is believed from the token alone
    claims = {"tenant": "north", "role": "supervisor", "subject": "dr-a"}
    path = f"/v1/sessions/{theirs.session_id}"
    assert status(practice.as_("far sup").get(path, params=claims)) == 404
    headers = {"X-Tenant": "north", "X-Forwarded-User": "dr-a", "X-Inglenook": "1"}
    assert status(practice.as_("far sup").get(path, headers=headers)) == 404


# Sockets


async def knock(
    practice: Practice, asked: Socket, address: str, token: str | None, *said: object
) -> tuple[int, str]:
    """The close code, or the status that came instead; 0 for `ready`. And the last message."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    last = ""
    try:
        async with (
            asyncio.timeout(60),
            connect(
                f"ws://127.0.0.1:{practice.port}{address}",
                subprotocols=[asked.subprotocol] if asked.subprotocol else None,  # type: ignore[list-item]
                additional_headers=headers,
                proxy=None,
            ) as connection,
        ):
            try:
                for message in said:
                    await connection.send(json.dumps(message))
                while True:
                    last = str(await connection.recv())
                    if NONSENSE not in said and json.loads(last)["type"] == "ready":
                        return 0, last
            except ConnectionClosed:
                assert connection.close_code is not None
                return connection.close_code, last
    except InvalidStatus as refused:
        return refused.response.status_code, (refused.response.body or b"").decode()


@pytest.mark.parametrize("path", SOCKETS)
async def test_who_may_stream(practice: Practice, path: str) -> None:
    held, asked = practice.opened(), SOCKETS[path]
    found: dict[str, int] = {}
    expected: dict[str, int] = {}
    refusals: dict[str, set[str]] = {}
    for name in PEOPLE:
        for case in (NOTHING, held):
            there = case is held
            answer = asked.rule.answer(name, 4400, there=there)
            mine = practice.opened() if answer == 4400 else case
            cell = f"{name}: {'held' if there else 'not there'}"
            expected[cell] = answer if asked.by_status else CLOSED.get(answer, answer)
            address = filled(path + asked.query, mine)
            found[cell], told = await knock(
                practice, asked, address, practice.token(name), *asked.opening, NONSENSE
            )
            if answer != 4400:
                refusals.setdefault(f"{name} {answer}", set()).add(told)
    assert found == expected
    assert {who: texts for who, texts in refusals.items() if len(texts) > 1} == {}


@pytest.mark.parametrize("path", SOCKETS)
async def test_outsiders_do_not_stream(practice: Practice, path: str) -> None:
    held, asked = practice.opened(), SOCKETS[path]
    for name, token in outsiders(practice).items():
        for case in (held, NOTHING):
            address = filled(path + asked.query, case)
            code, _ = await knock(practice, asked, address, token, *asked.opening, NONSENSE)
            assert code == (401 if asked.by_status else 4401), name


# Tickets


async def test_a_ticket_opens_its_own_session_and_nothing_else(practice: Practice) -> None:
    mine, other = practice.opened(), practice.opened()

    def ticket() -> str:
        path = f"/v1/sessions/{mine.session_id}/ticket"
        return f"?ticket={practice.post('dr-a', path, {})['ticket']}"

    async def come(case: Case, query: str) -> int:
        address = f"/v1/sessions/{case.session_id}/audio{query}"
        return (await knock(practice, NATIVE, address, None, START))[0]

    query = ticket()
    assert await come(other, query) == 4401
    assert await come(NOTHING, query) == 4401
    bearer = query.removeprefix("?ticket=")
    with practice.rest() as rest:
        assert rest.get(f"/v1/sessions/{mine.session_id}{query}").status_code == 401
        assert rest.get(f"/sign-in{query}").status_code == 401
    with practice.rest(bearer) as rest:
        assert rest.get(f"/v1/sessions/{mine.session_id}").status_code == 401
    assert await come(mine, query) == 0
    assert await come(mine, query) == 4401


async def test_of_many_with_one_ticket_one_comes_in(practice: Practice) -> None:
    case = practice.opened()
    path = f"/v1/sessions/{case.session_id}"
    query = f"?ticket={practice.post('dr-a', path + '/ticket', {})['ticket']}"
    address = f"{path}/audio{query}"
    tries = [knock(practice, NATIVE, address, None, START) for _ in range(8)]
    codes = [code for code, _ in await asyncio.gather(*tries)]
    assert sorted(codes) == [0] + [4401] * 7


def test_a_sign_in_link_works_once_and_gives_no_more_than_its_owner_has(
    practice: Practice, made: Callable[[str], Case]
) -> None:
    case = made("recorded")
    for name, status in (("dr-a", 200), ("dr-b", 404), ("admin", 403), ("far sup", 404)):
        link = sign_in_link(practice.settings, PEOPLE[name], practice.url, "/review")
        with practice.rest() as browser:
            assert browser.get(link).status_code == 303
            assert browser.get(f"/review/{case.draft_id}").status_code == status
            # a cookie alone changes nothing: another site's page could have sent it
            refused = browser.post(f"/v1/drafts/{case.draft_id}/sign", json={"attestation": True})
            assert refused.status_code == 403
        with practice.rest() as browser:
            assert browser.get(link).status_code == 401
