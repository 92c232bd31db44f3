"""One piece of an upload, from the request to what is held."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.requests import Request

from ingest.door import Door
from ingest.errors import TooLarge
from ingest.streams import Claim
from ingest.uploads.held import HeldBytes
from ingest.uploads.spool import Spool
from ingest.uploads.tus import Checksum

_WRITE_BYTES = 256 << 10
_READ_BYTES = 1 << 20


class Broken(Exception):
    """The client is gone, or says nothing any more."""


async def keep_piece(
    door: Door,
    request: Request,
    claim: Claim,
    held: HeldBytes,
    *,
    end: int,
    checksum: Checksum | None,
) -> None:
    """Add the body to what is held, which `end` bytes limit.

    A piece that breaks off is kept as far as it came; one with a checksum is kept whole or not at
    all, and waits for its end in a spool. Raises `Broken`, `TooLarge`, `ChecksumMismatch`, and what
    ends the claim (`ConsentRevoked`, `StreamsElsewhere`, `Restarting`).
    """
    room = end - held.size
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > room:
        raise _too_long(end)
    if checksum is None:
        await _keep(door, request, claim, held, room, end)
        return
    digest = checksum.begin()
    with Spool(door.vault.folder) as spool:
        async for data in _joined(_body(door, request, claim), _WRITE_BYTES):
            room -= len(data)
            if room < 0:
                raise _too_long(end)
            digest.update(data)
            await asyncio.to_thread(spool.add, data)
        checksum.require(digest)
        await asyncio.to_thread(_copy, spool, held)


async def _keep(
    door: Door, request: Request, claim: Claim, held: HeldBytes, room: int, end: int
) -> None:
    async for data in _joined(_body(door, request, claim), _WRITE_BYTES):
        room -= len(data)
        if room < 0:
            raise _too_long(end)
        await asyncio.to_thread(held.add, data)


def _copy(spool: Spool, held: HeldBytes) -> None:
    spool.seek(0)
    while data := spool.read(_READ_BYTES):
        held.add(data)


async def _joined(parts: AsyncGenerator[bytes], size: int) -> AsyncGenerator[bytes]:
    """Small parts as larger ones; what came before an error comes out before it."""
    waiting = bytearray()
    try:
        async with aclosing(parts):
            async for part in parts:
                waiting += part
                if len(waiting) >= size:
                    yield bytes(waiting)
                    waiting.clear()
    except Broken:
        yield bytes(waiting)
        raise
    if waiting:
        yield bytes(waiting)


async def _body(door: Door, request: Request, claim: Claim) -> AsyncGenerator[bytes]:
    ended = asyncio.create_task(claim.ended(), name="upload-ended")
    try:
        while True:
            coming = asyncio.ensure_future(request.receive())
            await asyncio.wait(
                [coming, ended],
                timeout=door.limits.idle_timeout_s,
                return_when=asyncio.FIRST_COMPLETED,
            )
            if not coming.done():
                coming.cancel()
                raise ended.result() if ended.done() else Broken
            message = coming.result()
            if message["type"] == "http.disconnect":
                raise Broken
            claim.heard(flowing=True)
            if message.get("body"):
                yield message["body"]
            if not message.get("more_body"):
                request.state.read_to_its_end = True
                return
    finally:
        ended.cancel()


def _too_long(end: int) -> TooLarge:
    return TooLarge(f"The upload is limited to {end} bytes; the piece goes beyond.")
