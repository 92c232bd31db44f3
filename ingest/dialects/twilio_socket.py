"""`GET /v1/bridges/twilio/{session_id}`: Twilio Media Streams into a session.

Twilio sets no header and drops the query of an address: what lets it in is a bearer token or a
ticket among the stream's custom parameters. Others may use the header or `?ticket=`.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Final

import numpy as np
from fastapi import APIRouter
from numpy.typing import NDArray
from starlette.websockets import WebSocket

from ingest.caller import audio_purpose, bearer_token
from ingest.client import receive
from ingest.connection import Connection
from ingest.dialects.twilio import TwilioConversation
from ingest.dialects.twilio_message import StartBody, TwilioOther, TwilioStart, read_twilio
from ingest.door import Door
from ingest.errors import Idle, Malformed, TooLarge
from ingest.protocol import CloseCode
from ingest.socket import close, part
from vault import NotAuthenticated, NotHeld, Principal, SessionId

STREAM_BLOB: Final = "twilio-stream"
"""Where in the session the last stream of the call began; its name only as a hash."""


def twilio_router(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.websocket("/bridges/twilio/{session_id}")
    async def bridge(websocket: WebSocket, session_id: SessionId) -> None:
        await websocket.accept()
        try:
            await _serve(door, websocket, session_id)
        except Exception as error:
            await part(websocket, session_id, error)
        else:
            await close(websocket, CloseCode.DONE, "")

    return router


async def _serve(door: Door, websocket: WebSocket, session_id: SessionId) -> None:
    start = await _start(door, websocket)
    principal = await asyncio.to_thread(_authenticate, door, websocket, start, session_id)
    session = await asyncio.to_thread(door.sessions.feedable, principal, session_id)
    dialect = TwilioConversation(start, KeptPlaces(door, session_id), door.limits)
    async with door.streams.claim(session_id, principal) as claim:
        await Connection(door, websocket, principal, session, claim, dialect).run()


async def _start(door: Door, websocket: WebSocket) -> StartBody:
    try:
        async with asyncio.timeout(door.limits.start_timeout_s):
            while True:
                text = await receive(websocket)
                if isinstance(text, bytes):
                    raise Malformed("Twilio's messages are text.")
                if len(text) > door.limits.max_frame_bytes:
                    raise TooLarge(f"A message is limited to {door.limits.max_frame_bytes} bytes.")
                message = read_twilio(text)
                if isinstance(message, TwilioStart):
                    return message.start
                if not isinstance(message, TwilioOther):
                    raise Malformed(f"Before start came {message.event}.")
    except TimeoutError:
        raise Idle("No start came.") from None


def _authenticate(
    door: Door, websocket: WebSocket, start: StartBody, session_id: SessionId
) -> Principal:
    token = bearer_token(websocket) or start.custom.token
    if token is not None:
        return door.issuer.verify(token)
    ticket = websocket.query_params.get("ticket") or start.custom.ticket
    if ticket is None:
        raise NotAuthenticated(
            "A bearer token or a ticket is needed: name it token or ticket among the "
            "stream's custom parameters."
        )
    return door.tickets.redeem(ticket, audio_purpose(session_id))


@dataclass(frozen=True, slots=True)
class KeptPlaces:
    """`StreamPlaces` of one session, in the vault. Every method blocks."""

    door: Door
    session_id: SessionId

    def began(self, stream: str) -> int | None:
        try:
            held = json.loads(self.door.vault.blobs.get(self.session_id, STREAM_BLOB))
        except NotHeld:
            return None
        return int(held["at"]) if held["stream"] == stream else None

    def remember(self, stream: str, at: int) -> None:
        kept = json.dumps({"stream": stream, "at": at}).encode()
        self.door.vault.blobs.put(self.session_id, STREAM_BLOB, kept)

    def samples(self, start: int, count: int) -> NDArray[np.int16]:
        session = self.door.sessions.get(self.session_id)
        recording = self.door.recordings.of(session)
        chunks = [chunk.samples for chunk in recording.stretch(start)]
        return np.concatenate([np.zeros((0, recording.channels), np.int16), *chunks])[:count]
