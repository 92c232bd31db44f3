import json

import numpy as np
from websockets.asyncio.server import ServerConnection, serve

from inglenook.client import SUBPROTOCOL, StreamClient, Track

RATE = 8_000


async def streamed(track: Track, silence_s: float) -> tuple[bytes, StreamClient]:
    """What a server gets, by its offsets, and the client that sent it."""
    heard = bytearray()

    async def answer(connection: ServerConnection) -> None:
        async for message in connection:
            if isinstance(message, bytes):
                offset = int.from_bytes(message[:8], "big")
                assert offset * 2 == len(heard)
                heard.extend(message[8:])
                acknowledged = len(heard) // 2
                await connection.send(json.dumps({"type": "ack", "next_offset": acknowledged}))
            elif json.loads(message)["type"] == "start":
                await connection.send(json.dumps({"type": "ready", "next_offset": 0}))
            else:
                await connection.send(json.dumps({"type": "ended"}))

    async with serve(answer, "127.0.0.1", 0, subprotocols=[SUBPROTOCOL]) as server:  # type: ignore[list-item]
        port = next(iter(server.sockets)).getsockname()[1]
        client = StreamClient(
            f"ws://127.0.0.1:{port}",
            "a token",
            track,
            lambda event: None,
            real_time=False,
            silence_s=silence_s,
        )
        await client.run()
    return bytes(heard), client


async def test_silence_follows_the_track() -> None:
    track = Track(np.arange(1, 1_001, dtype=np.int16)[:, None], RATE)
    heard, client = await streamed(track, silence_s=0.25)
    samples = np.frombuffer(heard, np.int16)
    assert samples[:1_000].tolist() == list(range(1, 1_001))
    assert len(samples) == 3_000
    assert not samples[1_000:].any()
    assert client.acknowledged == 3_000


async def test_every_frame_is_noted_as_it_leaves() -> None:
    _, client = await streamed(Track(np.ones((1_000, 1), np.int16), RATE), silence_s=0.0)
    assert [end for end, _ in client.departures] == [800, 1_000]
    left_s = [at_s for _, at_s in client.departures]
    assert left_s == sorted(left_s)
