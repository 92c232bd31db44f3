"""No request takes more memory than it may; recordings have limits of their own and go to disk."""

from typing import Final

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.problem import problem

_TO_DISK: Final = ("multipart/form-data", "application/offset+octet-stream")


class BodyLimit:
    """Answers 413 before a body beyond `most` bytes is read, or once that many have come."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._why = f"A request is limited to {most} bytes."

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if headers.get("content-type", "").lower().startswith(_TO_DISK):
            await self._app(scope, receive, send)
            return
        declared = headers.get("content-length", "0")
        if declared.isdecimal() and int(declared[:20]) > self._most:
            await problem(413, self._why)(scope, receive, send)
            return
        come = 0

        async def counted() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > self._most:
                raise HTTPException(413, self._why)
            return message

        await self._app(scope, counted, send)
