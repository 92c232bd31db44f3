"""The client at the other end of an accepted socket."""

import json
from typing import Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from ingest.message import JsonMessage

_ABNORMAL: Final = 1006


class ClientGone(Exception):
    """The connection is closed, orderly or not."""

    def __init__(self, code: int) -> None:
        super().__init__("the client is gone")
        self.code = code


async def receive(websocket: WebSocket) -> str | bytes:
    """The next message. Raises `ClientGone`."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise ClientGone(message.get("code", _ABNORMAL))
    text = message.get("text")
    if text is not None:
        return str(text)
    return bytes(message.get("bytes") or b"")


async def send(websocket: WebSocket, message: JsonMessage) -> None:
    """Waits while the client does not read. Raises `ClientGone`."""
    try:
        await websocket.send_text(json.dumps(message, separators=(",", ":")))
    except (WebSocketDisconnect, OSError):
        raise ClientGone(_ABNORMAL) from None
