"""The audio socket with a real client and a real server; the live side is scripted."""

import asyncio
from typing import Any

import numpy as np
import pytest

from gpu import OverCapacity
from ingest import IngestLimits, SessionState
from vault import Principal, Role

NOISE = np.random.default_rng(7).integers(-9000, 9000, 16_000).astype("<i2").tobytes()


async def test_a_session_streams_in_and_is_acknowledged(server: Any, session: Any) -> None:
    async with server.socket(session.session_id) as client:
        assert client.connection.subprotocol == "inglenook.v1"
        assert await client.start() == 0
        await client.send(NOISE[:8000], at=0)
        await client.send(NOISE[8000:], at=4000)
        await client.told("ack", next_offset=16_000)
        assert server.stored(session.session_id) == NOISE
        await client.say({"type": "stop"})
        assert await client.closed() == 1000
    kinds = [message["type"] for message in client.heard]
    assert kinds[-1] == "ended"
    assert client.heard[-1]["transcript_url"] == f"/v1/sessions/{session.session_id}/transcript"
    assert server.door.sessions.get(session.session_id).state is SessionState.FINISHING
