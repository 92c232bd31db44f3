"""Opus over the real socket: kept once, told plainly when it is damaged."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from opus_audio import container, likeness, packets, tone

from ingest import Session

STEREO = tone(1.2, 2)
MONO = STEREO[:, :1]
WEBM, OGG, LOOSE = container(MONO), container(MONO, "ogg"), packets(MONO)


def declared(encoding: str, rate: int = 48_000, channels: int = 1) -> dict[str, Any]:
    return {"encoding": encoding, "sample_rate": rate, "channels": channels}


def stored(server: Any, session: Session, channels: int = 1) -> NDArray[np.int16]:
    return np.frombuffer(server.stored(session.session_id), "<i2").reshape(-1, channels)


@pytest.mark.parametrize(("encoding", "audio"), [("webm-opus", WEBM), ("opus", OGG)])
@pytest.mark.parametrize("rate", [48_000, 16_000])
async def test_a_container_in_pieces(
    server: Any, session: Session, encoding: str, audio: bytes, rate: int
) -> None:
    async with server.socket(session.session_id) as client:
        await client.start(format=declared(encoding, rate), framing="raw")
        for at in range(0, len(audio), 997):
            await client.send(audio[at : at + 997])
        await client.say({"type": "stop"})
        assert await client.closed() == 1000
    sound = stored(server, session)
    assert len(sound) == len(MONO) * rate // 48_000
    assert likeness(sound, MONO[:: 48_000 // rate]) > 0.99
    assert max(m["next_offset"] for m in client.heard if m["type"] == "ack") == len(sound)


async def test_a_container_sent_again_after_a_break_is_kept_once(
    server: Any, session: Session
) -> None:
    """A client that holds its container sends it again from its first byte, at its place."""
    async with server.socket(session.session_id) as client:
        assert await client.start(format=declared("webm-opus")) == 0
        await client.send(WEBM[: len(WEBM) // 2], at=0)
        await client.told("ack")
    await server.settled(session.session_id)
    async with server.socket(session.session_id) as client:
        assert 0 < await client.start(format=declared("webm-opus")) < len(MONO)
        for at in range(0, len(WEBM), 2_000):
            await client.send(WEBM[at : at + 2_000], at=0)
        await client.told("ack", next_offset=len(MONO))
        await client.send(WEBM[:3_000], at=len(MONO) - 10)
        await client.say({"type": "stop"})
        await client.closed()
    assert likeness(stored(server, session)[: len(MONO)], MONO) > 0.99


async def test_a_new_container_after_a_break_goes_on(server: Any, session: Session) -> None:
    half = len(MONO) // 2
    for part in (MONO[:half], MONO[half:]):
        async with server.socket(session.session_id) as client:
            await client.start(format=declared("webm-opus"), framing="raw")
            await client.send(container(part))
            await client.told("ack")
        await server.settled(session.session_id)
    sound = stored(server, session)
    assert len(sound) == len(MONO)
    assert likeness(sound, MONO) > 0.97


async def test_loose_packets_resent_with_overlap(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        await client.start(format=declared("opus", 16_000))
        for number in range(30):
            await client.send(LOOSE[number], at=number * 320)
        while (await client.told("ack"))["next_offset"] < 29 * 320:
            pass
    await server.settled(session.session_id)
    async with server.socket(session.session_id) as client:
        held = await client.start(format=declared("opus", 16_000))
        assert held == 30 * 320
        for number in range(held // 320 - 4, len(LOOSE)):
            await client.send(LOOSE[number], at=number * 320)
        await client.told("ack", next_offset=held)
        await client.say({"type": "stop"})
        await client.closed()
    sound = stored(server, session)
    assert len(sound) == len(LOOSE) * 320
    assert likeness(sound[104:], MONO[::3][: len(sound) - 104]) > 0.97


async def test_a_gap_between_packets_is_refused(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        await client.start(format=declared("opus", 16_000))
        await client.send(LOOSE[0], at=0)
        await client.send(LOOSE[2], at=640)
        assert await client.closed() == 4400
    assert "leaves a gap" in client.error["message"]


@pytest.mark.parametrize(
    "audio",
    [b"nothing of the kind", WEBM[:900] + WEBM[2_000:], container(MONO, "ogg")],
    ids=["no container", "damaged", "another"],
)
async def test_a_corrupt_container_is_refused_and_harms_nobody(
    server: Any, session: Session, audio: bytes
) -> None:
    async with server.socket(session.session_id) as client:
        await client.start(format=declared("webm-opus"), framing="raw")
        await client.send(audio)
        assert await client.closed() == 4400
    assert client.error["message"].endswith(".")
    await server.settled(session.session_id)
    async with server.socket(session.session_id) as client:
        held = await client.start(format=declared("webm-opus"), framing="raw")
        await client.send(WEBM)
        await client.told("ack", next_offset=held + len(MONO))


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
async def test_plain_samples_at_any_rate(
    server: Any, session: Session, rate: int, channels: int
) -> None:
    sent = STEREO[: rate // 4, :channels].tobytes()
    async with server.socket(session.session_id) as client:
        await client.start(format=declared("pcm_s16le", rate, channels))
        await client.send(sent, at=0)
        await client.told("ack", next_offset=rate // 4)
    assert server.stored(session.session_id) == sent
