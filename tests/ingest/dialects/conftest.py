"""A real server that has only the dialects."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
import uvicorn
from fastapi import FastAPI

from ingest.dialects.routes import dialect_router
from ingest.door import Door
from ingest.problem import add_problem_handlers


@pytest.fixture
async def dialects(door: Door) -> AsyncIterator[str]:
    """Its address, `ws://host:port`."""
    app = FastAPI()
    app.include_router(dialect_router(door))
    add_problem_handlers(app)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(server.serve([listening]))
            while not server.started:
                await asyncio.sleep(0.01)
            yield f"ws://127.0.0.1:{listening.getsockname()[1]}"
            server.should_exit = True
