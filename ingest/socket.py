"""`GET /v1/sessions/{session_id}/audio`: the WebSocket shell around the protocol."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from gpu import OverCapacity
from ingest.caller import audio_purpose, bearer_token
from ingest.client import ClientGone, send
from ingest.connection import Connection
from ingest.door import Door
from ingest.errors import (
    ConsentRevoked,
    Forbidden,
    Idle,
    Malformed,
    NoSuchSession,
    Restarting,
    SessionOver,
    StreamsElsewhere,
    TooLarge,
)
from ingest.message import ErrorMessage, JsonMessage, RetryMessage, ServerMessage
from ingest.protocol import SUBPROTOCOL, CloseCode, Conversation
from vault import (
    IssuerUnreachable,
    KeyDestroyed,
    NotAuthenticated,
    Principal,
    SessionId,
    TooManyRequests,
    VaultBusy,
)

_log = logging.getLogger(__name__)

_FAREWELL_S: Final = 2.0
"""How long a client may take to read why it is let go."""
_REASON_BYTES: Final = 123

_CODES: Final[tuple[tuple[type[Exception], CloseCode], ...]] = (
    (NotAuthenticated, CloseCode.NOT_AUTHENTICATED),
    (Forbidden, CloseCode.FORBIDDEN),
    (NoSuchSession, CloseCode.NO_SUCH_SESSION),
    (Idle, CloseCode.IDLE),
    (StreamsElsewhere, CloseCode.ELSEWHERE),
    (ConsentRevoked, CloseCode.REVOKED),
    (KeyDestroyed, CloseCode.REVOKED),
    (TooLarge, CloseCode.TOO_LARGE),
    (OverCapacity, CloseCode.OVER_CAPACITY),
    (Restarting, CloseCode.RESTARTING),
    (VaultBusy, CloseCode.RESTARTING),
    (IssuerUnreachable, CloseCode.RESTARTING),
    (TooManyRequests, CloseCode.OVER_CAPACITY),
    (Malformed, CloseCode.MALFORMED),
    (SessionOver, CloseCode.MALFORMED),
)


def close_code(error: BaseException) -> CloseCode:
    """The code an error is answered with; anything unknown is the server's own fault."""
    for kind, code in _CODES:
        if isinstance(error, kind):
            return code
    return CloseCode.FAULT


def audio_socket_router(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.websocket("/sessions/{session_id}/audio")
    async def audio(websocket: WebSocket, session_id: SessionId) -> None:
        await _serve(door, websocket, session_id)

    return router


async def _serve(door: Door, websocket: WebSocket, session_id: SessionId) -> None:
    offered = websocket.scope.get("subprotocols", [])
    await websocket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
    try:
        if offered and SUBPROTOCOL not in offered:
            raise Malformed(f"The subprotocol is {SUBPROTOCOL}.")
        principal = await asyncio.to_thread(_authenticate, door, websocket, session_id)
        session = await asyncio.to_thread(door.sessions.feedable, principal, session_id)
        async with door.streams.claim(session_id, principal) as claim:
            dialect = Conversation(door.limits)
            await Connection(door, websocket, principal, session, claim, dialect).run()
    except Exception as error:
        await part(websocket, session_id, error)
    else:
        await close(websocket, CloseCode.DONE, "")


def _authenticate(door: Door, websocket: WebSocket, session_id: SessionId) -> Principal:
    token = bearer_token(websocket)
    if token is not None:
        return door.issuer.verify(token)
    ticket = websocket.query_params.get("ticket")
    if ticket is None:
        raise NotAuthenticated("A bearer token or a ticket is needed.")
    return door.tickets.redeem(ticket, audio_purpose(session_id))


def _telling(error: BaseException) -> BaseException:
    """Of errors that came at once, the one that tells the client most."""
    if not isinstance(error, BaseExceptionGroup):
        return error
    leaves = [_telling(leaf) for leaf in error.exceptions]
    known = [leaf for leaf in leaves if close_code(leaf) is not CloseCode.FAULT]
    return (known or leaves)[0]


Wording: TypeAlias = Callable[[JsonMessage], Sequence[JsonMessage]]
"""A message of the server in the words of the protocol that the client speaks."""


def plainly(message: JsonMessage) -> Sequence[JsonMessage]:
    return (message,)


async def part(
    websocket: WebSocket,
    session_id: SessionId,
    failure: BaseException,
    told: Wording = plainly,
) -> None:
    """Say why and close. Never raises: the connection may be gone already."""
    error = _telling(failure)
    if isinstance(error, ClientGone):
        _log.info("client gone", extra={"session_id": session_id, "code": error.code})
        return
    code = close_code(error)
    fields = {"session_id": session_id, "code": code.value, "error": type(error).__name__}
    if code is CloseCode.FAULT:
        _log.error("stream failed", extra=fields)
    else:
        _log.info("stream closed", extra=fields)
    reason = str(error) or "The request is not allowed."
    if code is CloseCode.FAULT:
        reason = "The server failed. What was acknowledged is safe; connect again."
    message: ServerMessage = ErrorMessage(code.value, reason)
    if isinstance(error, OverCapacity | TooManyRequests):
        message = RetryMessage(code.value, reason, error.retry_after_s)
    await close(websocket, code, reason, told(message.json()))


async def close(
    websocket: WebSocket, code: CloseCode, reason: str, last: Sequence[JsonMessage] = ()
) -> None:
    """After `last` messages. Never raises."""
    if websocket.application_state is not WebSocketState.CONNECTED:
        return
    try:
        async with asyncio.timeout(_FAREWELL_S):
            for message in last:
                await send(websocket, message)
            short = reason.encode()[:_REASON_BYTES].decode("utf-8", "ignore")
            await websocket.close(code.value, short)
    except (TimeoutError, ClientGone, WebSocketDisconnect, OSError, RuntimeError):
        _log.info("client did not read the close", extra={"code": code.value})
