"""Who is let in at the audio socket, and how one is let go; real client, real server."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from gpu import OverCapacity
from ingest import IngestLimits, Scope, Session, SessionState, Source
from ingest.consents import NewConsent
from ingest.scripted import ScriptedLive
from ingest.socket import close_code
from vault import Principal, Role

NOISE = np.random.default_rng(7).integers(-9000, 9000, 16_000).astype("<i2").tobytes()
LIMITS = IngestLimits(ack_interval_ms=10, consent_check_s=0.05, handover_s=0.3)


def with_limits(**changes: Any) -> Any:
    return pytest.mark.parametrize("limits", [replace(LIMITS, **changes)])


def actions(server: Any, session: Session) -> list[str]:
    entries = server.door.vault.audit_entries(session_id=session.session_id)
    return [entry.record.action for entry in entries]


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        ("hello", "A text message must be JSON."),
        ("[]", "A text message must be an object with type"),
        ({"type": "dance"}, "A text message must be an object with type"),
        ({"type": "start"}, "start.format: Field required."),
        ({"type": "stop"}, "The first message must be start, not stop."),
        (b"\0" * 10, "The first message must be start, not audio."),
    ],
)
async def test_a_malformed_beginning_is_refused(
    server: Any, session: Session, sent: Any, line: str
) -> None:
    async with server.socket(session.session_id) as client:
        await (client.connection.send(sent) if isinstance(sent, bytes) else client.say(sent))
        assert await client.closed() == 4400
    assert client.error["message"].startswith(line)
    assert client.error["code"] == 4400
    assert server.door.sessions.get(session.session_id).state is SessionState.OPEN


@pytest.mark.parametrize("encoding", ["flac", "mp3"])
async def test_an_encoding_not_taken_is_named(server: Any, session: Session, encoding: str) -> None:
    async with server.socket(session.session_id) as client:
        declared = {"encoding": encoding, "sample_rate": 48_000, "channels": 1}
        await client.say({"type": "start", "format": declared, "framing": "offset"})
        assert await client.closed() == 4400
    assert "pcm_s16le" in client.error["message"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}])
async def test_strangers_are_told_so(server: Any, session: Session, headers: Any) -> None:
    async with server.socket(session.session_id, headers=headers) as client:
        assert await client.closed() == 4401
    assert client.error["code"] == 4401


async def test_a_ticket_opens_once(server: Any, session: Session) -> None:
    async with server.rest() as rest:
        answer = (await rest.post(f"/sessions/{session.session_id}/ticket")).json()
    query = f"?ticket={answer['ticket']}"
    async with server.socket(session.session_id, headers={}, query=query) as client:
        assert await client.start() == 0
    async with server.socket(session.session_id, headers={}, query=query) as client:
        assert await client.closed() == 4401


async def test_an_unknown_session_and_one_of_another_tenant(server: Any, session: Session) -> None:
    async with server.socket("ses-none") as client:
        assert await client.closed() == 4404
    other = server.token(Principal(Role.BRIDGE, "dr-a", "elsewhere"))
    async with server.socket(session.session_id, headers=other) as client:
        assert await client.closed() == 4404


async def test_a_colleague_may_not_feed_the_session(server: Any, session: Session) -> None:
    colleague = server.token(Principal(Role.CLINICIAN, "dr-b"))
    async with server.socket(session.session_id, headers=colleague) as client:
        assert await client.closed() == 4404
    administrator = server.token(Principal(Role.ADMIN, "root"))
    async with server.socket(session.session_id, headers=administrator) as client:
        assert await client.closed() == 4403


async def test_no_byte_is_stored_without_consent(server: Any, session: Session) -> None:
    server.door.consents.revoke(Principal(Role.CLINICIAN, "dr-a"), session.consent_id, "")
    async with server.socket(session.session_id) as client:
        assert await client.closed() == 4403
    assert "revoked" in client.error["message"]
    vault = server.door.vault
    assert vault.log_names(session.session_id) == []
    assert vault.blobs.names(session.session_id) == []


async def test_an_expired_consent_ends_the_stream(
    server: Any, clinician: Principal, agreed: Callable[..., NewConsent]
) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1)
    consent = server.door.consents.record(clinician, agreed(Scope.RECORD, expires_at=soon))
    session = server.door.sessions.open(
        clinician, consent_id=consent.consent_id, clinician_ref=None, source=Source.TABLET
    )
    async with server.socket(session.session_id) as client:
        await client.start()
        assert await client.closed() == 4403
    async with server.socket(session.session_id) as client:
        assert await client.closed() == 4403
    assert "expired" in client.error["message"]
    assert server.door.vault.log_names(session.session_id) == []


async def test_revoking_closes_the_stream_and_destroys_the_audio(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        await client.send(NOISE, at=0)
        await client.told("ack", next_offset=16_000)
        async with server.rest() as rest, asyncio.timeout(1):
            answer = await rest.post(
                f"/consents/{session.consent_id}/revoke", json={"reason": "changed their mind"}
            )
            assert answer.json()["sessions"] == [session.session_id]
            assert await client.closed() == 4410
            audio = await rest.get(f"/sessions/{session.session_id}/audio")
            assert audio.status_code == 410
    assert set(live.destroyed) == {session.session_id}
    assert server.door.vault.log_names(session.session_id) == []


async def test_revoking_elsewhere_is_noticed(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        async with asyncio.timeout(1):
            server.door.consents.revoke(
                Principal(Role.CLINICIAN, "dr-a"), session.consent_id, "in another process"
            )
            assert await client.closed() == 4410
    assert live.destroyed == [session.session_id]


async def test_a_second_connection_is_refused(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        async with server.socket(session.session_id) as second:
            assert await second.closed() == 4409
        await client.send(NOISE, at=0)
        await client.told("ack", next_offset=16_000)


@with_limits(stale_after_s=0.0)
async def test_a_silent_connection_gives_way_to_its_owner(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as silent:
        await silent.start()
        await silent.send(NOISE[:8000], at=0)
        await silent.told("ack", next_offset=4000)
        async with server.socket(session.session_id) as client:
            assert await client.start() == 4000
            assert await silent.closed() == 4409


@with_limits(stale_after_s=0.0)
async def test_a_paused_connection_is_not_taken_for_dead(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as paused:
        await paused.start()
        await paused.send(NOISE, at=0)
        await paused.say({"type": "pause"})
        await paused.told("status", state="paused")
        async with server.socket(session.session_id) as client:
            assert await client.closed() == 4409
        await paused.say({"type": "resume"})
        await paused.told("status", state="listening")


@with_limits(stale_after_s=0.0, quiet_stale_after_s=0.0)
async def test_a_silent_connection_does_not_give_way_to_others(
    server: Any, session: Session
) -> None:
    async with server.socket(session.session_id) as silent:
        await silent.start()
        other = server.token(Principal(Role.BRIDGE, "dr-a"))
        async with server.socket(session.session_id, headers=other) as client:
            assert await client.closed() == 4409


@with_limits(start_timeout_s=0.05)
async def test_a_connection_that_never_starts_is_closed(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        assert await client.closed() == 4408


async def test_over_capacity_says_when_to_come_back(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    live.refusal = OverCapacity(30)
    async with server.socket(session.session_id) as client:
        await client.say(
            {
                "type": "start",
                "format": {"encoding": "pcm_s16le", "sample_rate": 16_000, "channels": 1},
                "framing": "offset",
            }
        )
        assert await client.closed() == 4429
    assert client.error["retry_after"] == 30
    assert "30 seconds" in client.error["message"]
    live.refusal = None
    async with server.socket(session.session_id) as client:
        assert await client.start() == 0


async def test_another_subprotocol_is_refused(server: Any, session: Session) -> None:
    async with server.socket(session.session_id, subprotocols=[]) as client:
        assert await client.start() == 0
    # a client's library may balk at a handshake without its subprotocol, so it is added by hand
    headers = server.token() | {"Sec-WebSocket-Protocol": "other.v9"}
    async with server.socket(session.session_id, subprotocols=[], headers=headers) as client:
        assert await client.closed() == 4400
    assert client.error["message"] == "The subprotocol is inglenook.v1."


async def test_a_restart_asks_to_reconnect(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        server.door.streams.restart()
        assert await client.closed() == 1012
    await server.settled(session.session_id)
    async with server.socket(session.session_id) as client:
        assert await client.start() == 0


async def test_a_fault_of_the_server_says_nothing_of_its_cause(
    server: Any, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("secret words")

    monkeypatch.setattr(type(server.door.recordings), "of", fail)
    async with server.socket(session.session_id) as client:
        await client.say(
            {
                "type": "start",
                "format": {"encoding": "pcm_s16le", "sample_rate": 16_000, "channels": 1},
                "framing": "offset",
            }
        )
        assert await client.closed() == 1011
    assert "secret" not in client.error["message"]


def test_close_codes() -> None:
    assert close_code(OverCapacity(1)) == 4429
    assert close_code(ValueError()) == 1011
