"""WebSocket by hand: what no well-behaved library would send, or leave unread."""

import asyncio
import base64
import os
import socket
from contextlib import suppress
from dataclasses import dataclass

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
TINY_BUFFER = 2048


def frame(
    opcode: int,
    payload: bytes,
    *,
    fin: bool = True,
    masked: bool = True,
    reserved: int = 0,
    length: int | None = None,
) -> bytes:
    """One frame; `length` is what it claims to hold, where that is a lie."""
    claimed = len(payload) if length is None else length
    first = (0x80 if fin else 0) | (reserved & 7) << 4 | opcode & 0xF
    mask_bit = 0x80 if masked else 0
    if claimed < 126:
        head = bytes([first, mask_bit | claimed])
    elif claimed < 1 << 16:
        head = bytes([first, mask_bit | 126]) + claimed.to_bytes(2)
    else:
        head = bytes([first, mask_bit | 127]) + (claimed & (1 << 64) - 1).to_bytes(8)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    spread = (mask * (len(payload) // 4 + 1))[: len(payload)]
    body = (int.from_bytes(payload) ^ int.from_bytes(spread)).to_bytes(len(payload))
    return head + mask + body


@dataclass(slots=True)
class Wire:
    """A connection after its handshake; nothing is read unless asked for."""

    handle: socket.socket
    _held: bytes = b""

    @classmethod
    async def to(
        cls, port: int, path: str, token: str, *, receive_bytes: int | None = None
    ) -> "Wire":
        handle = await bare(port, receive_bytes=receive_bytes)
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Protocol: inglenook.v1\r\nAuthorization: Bearer {token}\r\n\r\n"
        )
        wire = cls(handle)
        await wire.send(request.encode())
        head = await wire._until(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.split(b"\r\n")[0].decode(errors="replace"))
        return wire

    async def send(self, data: bytes) -> None:
        """Waits while the other end does not read. Raises OSError once it hung up."""
        await asyncio.get_running_loop().sock_sendall(self.handle, data)

    async def next(self) -> tuple[int, bytes] | None:
        """Opcode and payload of the next frame; None at the end of the stream."""
        try:
            head = await self._exactly(2)
            length = head[1] & 0x7F
            if length == 126:
                length = int.from_bytes(await self._exactly(2))
            elif length == 127:
                length = int.from_bytes(await self._exactly(8))
            return head[0] & 0xF, await self._exactly(length)
        except (ConnectionError, OSError):
            return None

    async def farewell(self) -> int | None:
        """Read on to the close, answering pings, and give its code; None where there was none."""
        code = None
        while (got := await self.next()) is not None:
            if got[0] == PING:
                with suppress(OSError):
                    await self.send(frame(PONG, got[1]))
            if got[0] == CLOSE:
                code = int.from_bytes(got[1][:2]) if len(got[1]) >= 2 else 1005
                with suppress(OSError):
                    await self.send(frame(CLOSE, got[1][:2]))
                return code
        return code

    def close(self) -> None:
        self.handle.close()

    async def _exactly(self, count: int) -> bytes:
        while len(self._held) < count:
            await self._more()
        taken, self._held = self._held[:count], self._held[count:]
        return taken

    async def _until(self, mark: bytes) -> bytes:
        while mark not in self._held:
            await self._more()
        head, _, self._held = self._held.partition(mark)
        return head

    async def _more(self) -> None:
        data = await asyncio.get_running_loop().sock_recv(self.handle, 1 << 16)
        if not data:
            raise ConnectionError("the server hung up")
        self._held += data


async def bare(port: int, *, receive_bytes: int | None = None) -> socket.socket:
    """A TCP connection that says nothing."""
    handle = socket.socket()
    handle.setblocking(False)
    if receive_bytes is not None:
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    try:
        await asyncio.get_running_loop().sock_connect(handle, ("127.0.0.1", port))
    except BaseException:
        handle.close()
        raise
    return handle


async def hung_up(handle: socket.socket) -> None:
    """Returns once the other end closed; what it says is thrown away."""
    loop = asyncio.get_running_loop()
    with suppress(OSError):
        while await loop.sock_recv(handle, 1 << 16):
            pass
