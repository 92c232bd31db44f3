"""Server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

from ingest.event_stream import event_stream
from ingest.message import JsonMessage


async def test_quiet_streams_are_kept_open_and_closed_behind() -> None:
    closed = asyncio.Event()

    async def source() -> AsyncIterator[JsonMessage]:
        try:
            yield {"type": "status"}
            await asyncio.Event().wait()
        finally:
            closed.set()

    async with aclosing(event_stream(source(), keepalive_s=0.01)) as lines:
        assert await anext(lines) == 'event: status\ndata: {"type": "status"}\n\n'
        assert await anext(lines) == ": quiet\n\n"
        assert await anext(lines) == ": quiet\n\n"
    assert closed.is_set()
