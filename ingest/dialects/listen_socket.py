"""`GET /v1/listen`: Deepgram's live protocol into a session.

Who may not come in, or asks for what is not done, gets an HTTP status before the WebSocket opens,
as Deepgram's clients expect; after that the close codes are those of the native socket.
"""

import asyncio
import logging
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter
from starlette.websockets import WebSocket

from ingest.connection import Connection
from ingest.dialects.listen import ListenConversation
from ingest.dialects.listen_query import ListenQuery
from ingest.door import Door
from ingest.errors import Malformed
from ingest.problem import problem, status_of
from ingest.protocol import CloseCode
from ingest.routes import require_language
from ingest.session import Session, Source
from ingest.socket import close, part
from vault import ConsentId, NotAuthenticated, Principal, SessionId

_log = logging.getLogger(__name__)

_SCHEMES: Final = ("token", "bearer")


def listen_router(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.websocket("/listen")
    async def listen(websocket: WebSocket) -> None:
        try:
            principal = await asyncio.to_thread(_authenticate, door, websocket)
            query = ListenQuery.read(websocket.query_params.multi_items())
            session = await asyncio.to_thread(_session, door, principal, query)
        except Exception as error:
            await _refuse(websocket, error)
        else:
            await _serve(door, websocket, principal, query, session)

    return router


async def _serve(
    door: Door, websocket: WebSocket, principal: Principal, query: ListenQuery, session: Session
) -> None:
    dialect = ListenConversation(query, session.session_id, door.limits)
    opened = False
    try:
        async with door.streams.claim(session.session_id, principal) as claim:
            await websocket.accept(
                subprotocol=_scheme_offered(websocket),
                headers=[(b"dg-request-id", session.session_id.encode())],
            )
            opened = True
            await Connection(door, websocket, principal, session, claim, dialect).run()
    except Exception as error:
        if opened:
            await part(websocket, session.session_id, error, dialect.told)
        else:
            await _refuse(websocket, error)
    else:
        await close(websocket, CloseCode.DONE, "")


def _authenticate(door: Door, websocket: WebSocket) -> Principal:
    """`Authorization: Token …` or `Bearer …`, or the same two words as subprotocols."""
    scheme, _, token = websocket.headers.get("authorization", "").partition(" ")
    if scheme.lower() not in _SCHEMES:
        offered = websocket.scope.get("subprotocols", [])
        token = offered[1] if _scheme_offered(websocket) and len(offered) > 1 else ""
    if not token.strip():
        raise NotAuthenticated("A token is needed: Authorization: Token ….")
    return door.issuer.verify(token.strip())


def _scheme_offered(websocket: WebSocket) -> str | None:
    offered = websocket.scope.get("subprotocols", [])
    return offered[0] if offered and offered[0] in _SCHEMES else None


def _session(door: Door, principal: Principal, query: ListenQuery) -> Session:
    require_language(door, query.language)
    if query.session_id is not None:
        return door.sessions.feedable(principal, SessionId(query.session_id))
    if query.consent_id is None:
        raise Malformed("session_id is missing.")
    return door.sessions.open(
        principal,
        consent_id=ConsentId(query.consent_id),
        clinician_ref=query.clinician_ref,
        source=Source.BRIDGE,
        language=query.language,
    )


async def _refuse(websocket: WebSocket, error: Exception) -> None:
    status = status_of(error)
    if status is None:
        _log.error("stream failed", extra={"error": type(error).__name__})
        status, reason = HTTPStatus.INTERNAL_SERVER_ERROR, "The server failed."
    else:
        reason = str(error) or status.phrase
    told = {"dg-error": reason.encode("ascii", "replace").decode()}
    await websocket.send_denial_response(problem(status, reason, told))
