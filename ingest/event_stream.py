"""Server-sent events (WHATWG HTML, 9.2)."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

from ingest.live import consumed
from ingest.message import JsonMessage


async def event_stream(
    source: AsyncIterator[JsonMessage], *, keepalive_s: float
) -> AsyncIterator[str]:
    """One event per message, named for its type; a comment where nothing was said for a while."""
    async with consumed(source) as messages:
        coming = asyncio.ensure_future(anext(messages))
        try:
            while True:
                done, _ = await asyncio.wait({coming}, timeout=keepalive_s)
                if not done:
                    yield ": quiet\n\n"
                    continue
                try:
                    message = coming.result()
                except StopAsyncIteration:
                    return
                yield f"event: {message['type']}\ndata: {json.dumps(message)}\n\n"
                coming = asyncio.ensure_future(anext(messages))
        finally:
            coming.cancel()
            with suppress(asyncio.CancelledError, StopAsyncIteration):
                await coming
