"""Asked for at every use: a consent that has expired, or lost a purpose, opens nothing more."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from ingest import NoConsent, Scope, Session, Source
from ingest.audio import AudioFormat, Encoding
from ingest.door import Door
from vault import Principal, Role
from vault.tables import consents

FORMAT = AudioFormat(Encoding.PCM_S16LE, 16_000, 1)


def expire(door: Door, session: Session) -> None:
    with door.vault.begin(Principal(Role.CLINICIAN, "dr-a")) as tx:
        past = datetime.now(UTC) - timedelta(seconds=1)
        tx.execute(
            update(consents).filter_by(consent_id=session.consent_id).values(expires_at=past)
        )


def test_no_session_is_opened_fed_or_started(
    door: Door, session: Session, clinician: Principal
) -> None:
    expire(door, session)
    for attempt in (
        lambda: door.sessions.open(
            clinician,
            consent_id=session.consent_id,
            clinician_ref=None,
            source=Source.TABLET,
        ),
        lambda: door.sessions.feedable(clinician, session.session_id),
        lambda: door.sessions.start(clinician, session.session_id, FORMAT),
    ):
        with pytest.raises(NoConsent, match="expired"):
            attempt()


async def test_a_stream_ends_when_its_consent_does(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        await client.send(bytes(3200), at=0)
        await client.told("ack", next_offset=1600)
        expire(server.door, session)
        async with asyncio.timeout(1):
            assert await client.closed() == 4403
        assert "expired" in client.error["message"]
    await server.settled(session.session_id)
    async with server.rest() as rest:
        for path in ("audio", "events"):
            answer = await rest.get(f"/sessions/{session.session_id}/{path}")
            assert (answer.status_code, "expired" in answer.json()["detail"]) == (403, True)
        ticket = await rest.post(f"/sessions/{session.session_id}/ticket")
        assert ticket.status_code == 403
        assert (await rest.get(f"/sessions/{session.session_id}")).status_code == 200


async def test_withdrawn_over_rest_closes_within_a_second(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client, server.rest() as rest:
        await client.start()
        await client.send(bytes(3200), at=0)
        await client.told("ack", next_offset=1600)
        path = f"/consents/{session.consent_id}"
        partly = await rest.post(f"{path}/revoke", json={"scopes": ["draft"]})
        assert (partly.json()["state"], partly.json()["sessions"]) == ("in_force", [])
        assert "draft" not in partly.json()["in_force"]
        await client.send(bytes(3200), at=1600)
        await client.told("ack", next_offset=3200)
        async with asyncio.timeout(1):
            done = await rest.post(f"{path}/revoke", json={"reason": "Annabel", "party": "client"})
            assert await client.closed() == 4410
        assert done.json()["sessions"] == [session.session_id]
        told = (await rest.get(f"{path}/purge")).json()["purges"]
        assert told[0]["scopes"] == ["draft"]
        assert done.json()["purge"]["digest"] == told[1]["digest"]
        assert "Annabel" not in str(told)
        shown = (await rest.get(path)).json()
        assert [one["reason"] for one in shown["withdrawals"]] == ["", "Annabel"]
        audio = await rest.get(f"/sessions/{session.session_id}/audio")
        assert audio.status_code == 410


@pytest.mark.parametrize(
    "body",
    [{"scopes": []}, {"scopes": ["sing"]}, {"party": ""}, {"reason": "x" * 1001}],
)
async def test_a_withdrawal_that_says_nothing_clear_is_refused(
    server: Any, session: Session, body: dict[str, Any]
) -> None:
    async with server.rest() as rest:
        answer = await rest.post(f"/consents/{session.consent_id}/revoke", json=body)
    assert answer.status_code == 422
    server.door.consents.require(session.consent_id, Scope.RECORD)
