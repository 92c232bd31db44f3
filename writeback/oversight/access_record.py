"""No request of anybody without an entry in the audit.

Most routes write their own, in the transaction that does the work. What they leave out is written
here, before the answer goes out: who was refused what (also where nothing is held under that id,
and where nobody knows who asks), and whatever a route forgot. Where the entry cannot be written,
what was asked for is withheld.
"""

import asyncio
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.problem import problem
from vault import SYSTEM, Vault, VaultError
from vault.ledger import Ledger, open_ledger
from vault.tables import sessions

log = logging.getLogger(__name__)

REFUSED: Final = frozenset({401, 403, 404, 410, 4401, 4403, 4404, 4410})
_TOO_MANY: Final = frozenset({429, 4429})
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,80}")
_MOST_UNKNOWN: Final = 60
"""Entries a minute of callers whom nobody knows: they must not fill the disk."""

QUIET: Final = {
    ("GET", "/drafts/{draft_id}/progress"): "asked again and again, for the number of a version",
    ("PATCH", "/uploads/{upload_id}"): "a piece of what `upload.begin` tells of",
    ("POST", "/uploads/{upload_id}"): "the same for clients that know no other methods",
}
"""What leaves no entry where it succeeds, and why; also under `/v1`."""


@dataclass(slots=True)
class Unknowns:
    """Lets so many through a minute and counts the others."""

    clock: Callable[[], float] = time.monotonic
    withheld: int = 0
    _minute: float = 0.0
    _told: int = field(default=0)

    def take(self) -> bool:
        minute = self.clock() // 60
        if minute != self._minute:
            self._minute, self._told = minute, 0
        if self._told >= _MOST_UNKNOWN:
            self.withheld += 1
            return False
        self._told += 1
        return True


class AccessRecord:
    """ASGI middleware; `vault` gives None while the house is not open."""

    def __init__(self, app: ASGIApp, vault: Callable[[], Vault | None], unknowns: Unknowns) -> None:
        self._app = app
        self._vault = vault
        self._unknowns = unknowns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        with open_ledger() as ledger:
            answer = _Answer(self, scope, send, ledger)
            await self._app(scope, receive, answer.send)

    async def record(self, scope: Scope, ledger: Ledger, status: int) -> bool:
        """Whether the answer may go out."""
        vault = self._vault()
        nobody = ledger.principal is None and status not in (401, 4401)
        if vault is None or nobody or status in _TOO_MANY or _template(scope) is None:
            return True
        try:
            await asyncio.to_thread(self._write, vault, ledger, scope, status)
        except VaultError as error:
            log.error("no audit entry could be written", extra={"error": type(error).__name__})
            return status >= 400
        return True

    def _missing(self, vault: Vault, ledger: Ledger, scope: Scope, status: int) -> str | None:
        if ledger.principal is None:
            told = status in (401, 4401) and self._unknowns.take()
            return "access.refused" if told else None
        if not ledger.entries or _elsewhere(vault, ledger, ledger.principal.tenant):
            return _unwritten(scope, status)
        return None

    def _write(self, vault: Vault, ledger: Ledger, scope: Scope, status: int) -> None:
        action = self._missing(vault, ledger, scope, status)
        if action is None:
            return
        reason = f"{status} {scope.get('method', 'WS')} {_template(scope)}"
        if ledger.principal is None:
            client = scope.get("client")
            reason += f" from {client[0]}" if client else ""
            withheld, self._unknowns.withheld = self._unknowns.withheld, 0
            reason += f"; {withheld} more were not written" if withheld else ""
        with vault.begin(ledger.principal or SYSTEM) as tx:
            tx.audit(action, object_id=_asked_for(scope), reason=reason)


class _Answer:
    """Holds back the beginning of an answer until the audit has it."""

    def __init__(self, record: AccessRecord, scope: Scope, send: Send, ledger: Ledger) -> None:
        self._record = record
        self._scope = scope
        self._send = send
        self._ledger = ledger
        self._withheld = False

    async def send(self, message: Message) -> None:
        status = _status(message)
        if status is not None:
            may = await self._record.record(self._scope, self._ledger, status)
            if not may:
                self._withheld = True
                await self._refuse()
        if not self._withheld:
            await self._send(message)

    async def _refuse(self) -> None:
        async def nothing() -> Message:
            return {"type": "http.disconnect"}

        answer = problem(503, "It could not be written to the audit, so it is not shown.")
        await answer(self._scope, nothing, self._send)


def _elsewhere(vault: Vault, ledger: Ledger, tenant: str) -> bool:
    """All that was written stands on another practice's record. It must stand on the caller's own
    as well: else its absence there would tell that the other has something under that id."""
    found = {entry.session_id for entry in ledger.entries}
    if None in found:
        return False
    of_others = select(sessions.c.session_id).where(
        sessions.c.session_id.in_(found), sessions.c.tenant != tenant
    )
    return len(vault.rows(of_others)) == len(found)


def _unwritten(scope: Scope, status: int) -> str | None:
    """What to call a known caller's request that left no entry of its own."""
    if status in REFUSED:
        return "access.refused"
    if scope["type"] == "websocket":
        return None
    if status >= 400:
        return "request.failed"
    method = scope["method"]
    if (method, (_template(scope) or "").removeprefix("/v1")) in QUIET:
        return None
    return "request.read" if method in _SAFE else "request.change"


def _status(message: Message) -> int | None:
    if message["type"] in ("http.response.start", "websocket.http.response.start"):
        return int(message["status"])
    if message["type"] == "websocket.close":
        return int(message.get("code") or 1000)
    return None


def _template(scope: Scope) -> str | None:
    """The path as the route has it; None where there is no such route."""
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else None


def _asked_for(scope: Scope) -> str:
    """The ids in the path, where they look like ids: a path may hold anything."""
    values = [str(value) for value in scope.get("path_params", {}).values()]
    return " ".join(value if _ID.fullmatch(value) else "(no id)" for value in values)[:256]
