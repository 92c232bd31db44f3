"""Schemathesis over the REST door, as `/openapi.json` describes it, with a clinician's token.

No answer may be a 5xx or fail to come, and none may hold anything of another's session.
"""

import asyncio
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inglenook.client import StreamClient
from tests.faults.house import CLINICIAN, Server, post, record_consent
from tests.faults.report import Outcome
from tests.faults.talk import talk
from vault import Principal, Role

OTHER = Principal(Role.CLINICIAN, "dr-other")
ELSEWHERE = Principal(Role.CLINICIAN, "dr-elsewhere", "other-practice")
MARK = "client-of-another-clinician"
_ENDLESS = "/events$"
"""Server-sent events of one's own session end with the session."""
_SHARED = "/revoke$"
"""Anybody of a practice who deals with clients may write down that one withdrew the consent."""


@dataclass(frozen=True, slots=True)
class Held:
    """A session that went its whole way."""

    session_id: str
    draft_id: str
    consent_id: str


async def held_session(server: Server, who: Principal, client_ref: str) -> Held:
    async with server.rest(who) as rest:
        consent_id = await record_consent(rest, client_ref=client_ref)
        body = {"consent_id": consent_id, "source": "bridge"}
        session_id = str((await post(rest, "/v1/sessions", body))["session_id"])
        url = server.audio_url(session_id)
        await StreamClient(url, server.token(who), talk(4, 2.0), lambda event: None, False).run()
        async with asyncio.timeout(60):
            while (answer := await rest.get(f"/v1/sessions/{session_id}/draft")).status_code != 200:
                await asyncio.sleep(0.1)
        return Held(session_id, str(answer.json()["draft_id"]), consent_id)


async def attacked(server: Server, folder: Path, examples: int, seed: int = 1) -> Outcome:
    """With names out of the air, with names of one's own, and with those of others."""
    own = await held_session(server, CLINICIAN, "client-1")
    others = [await held_session(server, who, MARK) for who in (OTHER, ELSEWHERE)]
    secrets = [MARK] + [
        name for held in others for name in (held.session_id, held.draft_id, held.consent_id)
    ]
    runs: list[tuple[str, Mapping[str, str], Sequence[str]]] = [
        ("any names", {}, ()),
        ("own names", _names(own), ("--include-path-regex", "{", "--exclude-path-regex", _ENDLESS)),
    ]
    runs += [
        (f"names of another {kind}", _names(held), ("--include-path-regex", "{", *more))
        for kind, held, more in (
            ("clinician", others[0], ("--exclude-path-regex", _SHARED)),
            ("practice", others[1], ()),
        )
    ]
    faults: list[str] = []
    figures: dict[str, object] = {"seed": seed, "examples an operation": examples}
    for number, (name, parameters, more) in enumerate(runs):
        record = folder / f"{number}.har"
        share = examples if number < 2 else max(2, examples // 4)
        said = await _schemathesis(server, record, parameters, share, seed, more)
        asked = _asked(record)
        statuses = Counter(entry["response"]["status"] for entry in asked)
        figures[f"{name}: requests"] = len(asked)
        figures[f"{name}: answers"] = dict(sorted(statuses.items()))
        if not asked:
            faults.append(f"{name}: nothing was asked: {said[-300:]}")
        for entry in asked:
            what = f"{entry['request']['method']} {_path(entry)}"
            if entry["response"]["status"] >= 500:
                faults.append(f"{name}: {what} answered {entry['response']['status']}")
            if not entry["response"]["status"]:
                faults.append(f"{name}: {what} was not answered")
            offers = entry["request"]["method"] == "OPTIONS"
            if number > 1 and entry["response"]["status"] < 300 and not offers:
                faults.append(f"{name}: {what} answered {entry['response']['status']}")
            faults += [
                f"{name}: {what} told of another's session"
                for secret in secrets
                if secret in _told(entry, parameters)
            ]
    async with server.rest() as rest:
        faults += [] if (await rest.get("/healthz")).status_code == 200 else ["the server is gone"]
    for who, held in zip((OTHER, ELSEWHERE), others, strict=True):
        async with server.rest(who) as rest:
            answer = await rest.get(f"/v1/sessions/{held.session_id}/draft")
            if answer.status_code != 200:
                faults.append(f"another's draft is gone: {answer.status_code} {answer.text[:200]}")
            elif answer.json()["version"] != 1:
                faults.append("another's draft was changed")
    return Outcome("Schemathesis over the REST door", sorted(set(faults)), figures)


def _names(held: Held) -> dict[str, str]:
    return {
        "path.session_id": held.session_id,
        "path.draft_id": held.draft_id,
        "path.consent_id": held.consent_id,
    }


async def _schemathesis(
    server: Server,
    record: Path,
    parameters: Mapping[str, str],
    examples: int,
    seed: int,
    more: Sequence[str],
) -> str:
    """What it printed. The token goes by its environment, where nobody else reads it."""
    settings = record.with_suffix(".toml")
    lines = ['headers = { Authorization = "Bearer ${FAULTS_TOKEN}" }', "[parameters]"]
    lines += [f'"{name}" = "{value}"' for name, value in parameters.items()]
    settings.write_text("\n".join(lines) + "\n")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "schemathesis.cli", "--config-file", str(settings), "run"),
        f"{server.url}/openapi.json",
        *("--checks", "not_a_server_error", "--phases", "examples,coverage,fuzzing"),
        *("--max-examples", str(examples), "--seed", str(seed), "--no-shrink"),
        *("--generation-database", "none", "--suppress-health-check", "all"),
        *("--continue-on-failure", "--request-timeout", "15", "--warnings", "off"),
        *("--report-har-path", str(record), "--output-sanitize", "false", *more),
        cwd=record.parent,
        env={**os.environ, "FAULTS_TOKEN": server.token(), "NO_COLOR": "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return said.decode(errors="replace")


def _asked(record: Path) -> list[dict[str, Any]]:
    with suppress(FileNotFoundError):
        entries: list[dict[str, Any]] = json.loads(record.read_text())["log"]["entries"]
        return entries
    return []


def _path(entry: Mapping[str, Any]) -> str:
    """Without the names in it, so that a fault is told once."""
    path = re.sub(r"^https?://[^/]+", "", entry["request"]["url"]).partition("?")[0]
    return re.sub(r"(?<=/v1/)(\w+)/[^/]+", r"\1/…", path)[:80]


def _told(entry: Mapping[str, Any], parameters: Mapping[str, str]) -> str:
    """The answer, less the names that were asked with and may be told back."""
    answer = entry["response"]
    told = str(answer["content"].get("text") or "") + json.dumps(answer.get("headers", []))
    for name in parameters.values():
        told = told.replace(name, "")
    return told
