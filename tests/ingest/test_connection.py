"""One connection from start to end; real client, real server, scripted live side."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ingest import IngestLimits, Session, SessionState, Source
from ingest.mulaw import decode_mulaw
from ingest.recording import Recording
from ingest.scripted import ScriptedLive
from vault import Principal

NOISE = np.random.default_rng(7).integers(-9000, 9000, 16_000).astype("<i2").tobytes()
LIMITS = IngestLimits(ack_interval_ms=10, consent_check_s=0.05, handover_s=0.3)


def with_limits(**changes: Any) -> Any:
    return pytest.mark.parametrize("limits", [replace(LIMITS, **changes)])


def actions(server: Any, session: Session) -> list[str]:
    entries = server.door.vault.audit_entries(session_id=session.session_id)
    return [entry.record.action for entry in entries]


async def test_a_session_streams_in_and_is_acknowledged(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        assert client.connection.subprotocol == "inglenook.v1"
        assert await client.start() == 0
        await client.send(NOISE[:8000], at=0)
        await client.send(NOISE[8000:], at=4000)
        await client.told("ack", next_offset=16_000)
        assert server.stored(session.session_id) == NOISE
        await client.say({"type": "stop"})
        assert await client.closed() == 1000
    assert client.heard[-1]["type"] == "ended"
    assert client.heard[-1]["transcript_url"] == f"/v1/sessions/{session.session_id}/transcript"
    assert client.heard[-1]["draft_url"] == f"/v1/sessions/{session.session_id}/draft"
    assert server.door.sessions.get(session.session_id).state is SessionState.FINISHING
    assert actions(server, session) == ["session.open", "session.start", "session.move"]


async def test_mulaw_in_two_raw_channels(server: Any, session: Session) -> None:
    sent = bytes(range(256)) * 4
    async with server.socket(session.session_id) as client:
        declared = {"encoding": "mulaw", "sample_rate": 8000, "channels": 2}
        await client.start(format=declared, framing="raw", channel_roles=["clinician", "client"])
        await client.send(sent[:100])
        await client.send(sent[100:])
        await client.told("ack", next_offset=512)
    stored = np.frombuffer(server.stored(session.session_id), dtype="<i2")
    assert (stored == decode_mulaw(sent)).all()
    assert server.door.sessions.get(session.session_id).channel_roles == ("clinician", "client")


@pytest.mark.parametrize("framing", ["offset", "raw"])
async def test_a_returning_client_goes_on_at_the_end(
    server: Any, session: Session, framing: str
) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        await client.send(NOISE[:8000], at=0)
        await client.told("ack", next_offset=4000)
    async with server.socket(session.session_id) as client:
        assert await client.start(framing=framing) == 4000
        await client.send(NOISE[8000:], at=4000 if framing == "offset" else None)
        await client.told("ack", next_offset=16_000)
        assert server.stored(session.session_id) == NOISE
    assert actions(server, session).count("session.resume") == 1


async def test_what_is_held_already_is_dropped(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        await client.send(NOISE[:8000], at=0)
        await client.send(NOISE[:8000], at=0)
        await client.send(NOISE[4000:], at=2000)
        await client.told("ack", next_offset=16_000)
        assert server.stored(session.session_id) == NOISE


async def test_unacknowledged_audio_of_a_broken_connection_is_kept(
    server: Any, session: Session
) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        await client.send(NOISE, at=0)
        client.connection.transport.abort()
    await server.settled(session.session_id)
    assert NOISE.startswith(server.stored(session.session_id))
    async with server.socket(session.session_id) as client:
        next_offset = await client.start()
        await client.send(NOISE[next_offset * 2 :], at=next_offset)
        await client.told("ack", next_offset=16_000)
    assert server.stored(session.session_id) == NOISE


@pytest.mark.parametrize(
    ("audio", "at", "line"),
    [
        (NOISE[:100], 1, "Offset 1 leaves a gap; expected 0."),
        (NOISE[:101], 0, "not a whole number of 2-byte sample frames"),
        (b"1234567", None, "must begin with its 8-byte offset"),
        (NOISE[:100], 2**64 - 1, "leaves a gap"),
    ],
    ids=["gap", "odd", "no offset", "far gap"],
)
async def test_a_malformed_frame_is_refused_and_the_server_goes_on(
    server: Any, session: Session, audio: bytes, at: int | None, line: str
) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        await client.send(audio, at=at)
        assert await client.closed() == 4400
    assert line in client.error["message"]
    async with server.socket(session.session_id) as client:
        assert await client.start() == 0
        await client.send(NOISE, at=0)
        await client.told("ack", next_offset=16_000)


@with_limits(max_frame_bytes=1000)
@pytest.mark.parametrize("sent", [b"\0" * 1001, "x" * 1001], ids=["audio", "text"])
async def test_an_oversized_message_is_refused(
    server: Any, session: Session, sent: bytes | str
) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        await client.connection.send(sent)
        assert await client.closed() == 4413
    assert client.error["message"] == "A message is limited to 1000 bytes."


@with_limits(max_session_s=1)
async def test_a_session_has_its_limit(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        await client.send(NOISE, at=0)
        await client.send(b"\0\0", at=16_000)
        assert await client.closed() == 4413


async def test_the_format_cannot_change(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
    async with server.socket(session.session_id) as client:
        declared = {"encoding": "pcm_s16le", "sample_rate": 8000, "channels": 1}
        await client.say({"type": "start", "format": declared, "framing": "raw"})
        assert await client.closed() == 4400
    assert "16000 Hz" in client.error["message"]


@with_limits(idle_timeout_s=0.05)
async def test_an_idle_connection_is_closed(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        assert await client.closed() == 4408


async def test_pause_resume_and_ping(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        await client.say({"type": "ping"})
        await client.told("pong")
        await client.start()
        await client.say({"type": "pause"})
        await client.told("status", state="paused")
        await client.say({"type": "ping"})
        await client.told("pong")
        await client.say({"type": "resume"})
        await client.told("status", state="listening")
        await client.send(NOISE, at=0)
        await client.told("ack", next_offset=16_000)
        await client.say({"type": "pause"})
        await client.send(NOISE, at=16_000)
        assert await client.closed() == 4400
    assert server.stored(session.session_id) == NOISE


async def test_audio_after_stop_is_refused(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        await client.say({"type": "stop"})
        await client.send(NOISE, at=0)
        assert await client.closed() in (1000, 4400)
    assert live.attached[0].stopped.is_set()
    assert server.stored(session.session_id) == b""


async def test_a_session_that_lacks_its_end_is_not_sealed(
    server: Any, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk failed under a sync that nobody waited for any more: the client sends it again."""

    def lose(self: Recording) -> int:
        self._fall_back()
        return self.durable_end

    async with server.socket(session.session_id) as client:
        await client.start()
        await client.send(NOISE[:8000], at=0)
        await client.told("ack", next_offset=4000)
        with monkeypatch.context() as failing:
            failing.setattr(Recording, "sync", lose)
            await client.send(NOISE[8000:], at=4000)
            await client.say({"type": "stop"})
            assert await client.closed() == 1011
    await server.settled(session.session_id)
    assert server.door.sessions.get(session.session_id).state is SessionState.STREAMING
    async with server.socket(session.session_id) as client:
        assert await client.start() == 4000
        await client.send(NOISE[8000:], at=4000)
        await client.say({"type": "stop"})
        assert await client.closed() == 1000
    assert server.stored(session.session_id) == NOISE


async def test_a_client_that_returns_after_stop_is_told_the_end(
    server: Any, session: Session
) -> None:
    for _ in range(2):
        async with server.socket(session.session_id) as client:
            next_offset = await client.start()
            await client.send(NOISE[next_offset * 2 :], at=next_offset)
            await client.say({"type": "stop"})
            assert await client.closed() == 1000
        assert client.heard[-1]["type"] == "ended"
    assert next_offset == 16_000


async def test_recording_goes_on_without_captions(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    live.refusal = RuntimeError("the model server is down")
    async with server.socket(session.session_id) as client:
        await client.start()
        await client.told("status", state="degraded")
        await client.send(NOISE, at=0)
        await client.told("ack", next_offset=16_000)
        await client.say({"type": "stop"})
        assert await client.closed() == 1000
    assert client.heard[-1]["type"] == "ended"
    assert live.finished == [session.session_id]


async def test_what_the_live_side_says_is_relayed_in_order(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    live.lines = [{"type": "final", "utterance_id": f"u0-{at}"} for at in range(5)]
    async with server.socket(session.session_id) as client:
        await client.start()
        for at in range(5):
            await client.told("final", utterance_id=f"u0-{at}")
        await client.say({"type": "stop"})
        assert await client.closed() == 1000


@with_limits(outgoing_messages=20, outgoing_patience_s=0.2)
async def test_a_client_that_does_not_read_holds_nobody(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    """Its audio is kept to the last frame; then it is let go."""
    words = "x" * 100_000
    live.lines = [{"type": "final", "utterance_id": str(at), "text": words} for at in range(400)]
    async with server.socket(session.session_id, max_queue=1, compression=None) as client:
        await client.start()
        for offset in range(0, 16_000, 1600):
            await client.send(NOISE[offset * 2 :][:3200], at=offset)
        recording = live.attached[0].recording
        async with asyncio.timeout(5), aclosing(recording.follow()) as chunks:
            async for chunk in chunks:
                if chunk.end == 16_000:
                    break
        await server.settled(session.session_id)
        client.connection.transport.abort()
    assert server.stored(session.session_id) == NOISE
    assert live.attached[0].detached.is_set()


async def test_one_sessions_fault_is_its_own(
    server: Any, session: Session, clinician: Principal
) -> None:
    other = server.door.sessions.open(
        clinician, consent_id=session.consent_id, clinician_ref=None, source=Source.TABLET
    )
    async with (
        server.socket(session.session_id) as good,
        server.socket(other.session_id) as bad,
    ):
        await good.start()
        await bad.start()
        await good.send(NOISE[:8000], at=0)
        await bad.send(b"?", at=99)
        assert await bad.closed() == 4400
        await good.send(NOISE[8000:], at=4000)
        await good.told("ack", next_offset=16_000)
