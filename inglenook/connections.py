"""uvicorn's protocols, for clients who keep a connection but do not hold their end of it.

uvicorn waits for ever for a request that does not come, and for what it has written to be read:
`transport.close()` waits too. Each such client would cost a file descriptor and a full write
buffer until it pleases to go.
"""

import asyncio
from asyncio import TimerHandle
from asyncio.transports import BaseTransport, Transport
from collections.abc import Callable
from typing import Final, cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import CloseCode

REQUEST_S: Final = 15.0
"""From the connection, or the first byte of a further request, to the end of its head."""
UNREAD_S: Final = 60.0
"""An answer of which nothing was read for so long is given up."""
FAREWELL_S: Final = 5.0
"""Beyond a close, for what is still written to be read."""
PINGS: Final = 500
"""Taken between two of the server's own."""
_LATE: Final = (
    b"HTTP/1.1 408 Request Timeout\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: 27\r\nconnection: close\r\n\r\nNo whole request head came."
)


class _Timer:
    """One call that may be put off and called off."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act
        self._handle: TimerHandle | None = None

    def set(self, seconds: float) -> None:
        """Runs from the first `set` on; further ones change nothing until it is off."""
        if self._handle is None:
            self._handle = asyncio.get_running_loop().call_later(seconds, self._act)

    def off(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None


class HttpConnection(H11Protocol):
    """Answers 408 where a request's head does not come; hangs up where an answer is not read."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._late = _Timer(self._refuse_late)
        self._unread = _Timer(transport.abort)
        self._late.set(REQUEST_S)

    def connection_lost(self, exc: Exception | None) -> None:
        self._late.off()
        self._unread.off()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._late.set(REQUEST_S)
        else:
            self._late.off()

    def pause_writing(self) -> None:
        self._unread.set(UNREAD_S)
        super().pause_writing()

    def resume_writing(self) -> None:
        self._unread.off()
        super().resume_writing()

    def _refuse_late(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(_LATE)
            self.transport.close()
            self._unread.set(FAREWELL_S)


class SocketConnection(WebSocketsSansIOProtocol):
    """Leaves pings unanswered that pile up unread, refuses a flood of them, and does not wait
    longer than FAREWELL_S for a close to be read. What follows a fault is dropped."""

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self._pings = 0
        self._farewell = _Timer(cast(Transport, transport).abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._farewell.off()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        try:
            super().data_received(data)
        except InvalidState:  # more came behind what the connection was closed for
            self.transport.abort()

    def send_receive_event_to_app(self) -> None:
        """uvicorn writes a text that is none to the log, with its error; it is the client's."""
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self._refuse(CloseCode.INVALID_DATA, "text must be UTF-8")
                return
        super().send_receive_event_to_app()

    def handle_ping(self) -> None:
        self._pings += 1
        if not self.writable.is_set():
            self.conn.data_to_send()  # the pong is dropped
        if self._pings > PINGS and not self.transport.is_closing():
            self._refuse(CloseCode.POLICY_VIOLATION, "too many pings")
            return
        super().handle_ping()

    def send_keepalive_ping(self) -> None:
        self._pings = 0
        super().send_keepalive_ping()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self._farewell.set(FAREWELL_S)

    def shutdown(self) -> None:
        super().shutdown()
        self._farewell.set(FAREWELL_S)

    async def run_asgi(self) -> None:
        try:
            await super().run_asgi()
        finally:
            self._farewell.set(self.close_timeout + FAREWELL_S)

    def _refuse(self, code: CloseCode, reason: str) -> None:
        self.conn.fail(code, reason)
        self.queue.put_nowait({"type": "websocket.disconnect", "code": int(code)})
        self.close_sent = True
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.transport.close()
        self._farewell.set(FAREWELL_S)
