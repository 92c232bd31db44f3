"""Twilio Media Streams as Twilio speaks it; real client, real server, scripted live side."""

import asyncio
import base64
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from gpu import OverCapacity
from ingest import Malformed, Session, SessionState
from ingest.caller import audio_purpose
from ingest.dialects.twilio_message import read_twilio
from ingest.door import Door
from ingest.mulaw import decode_mulaw
from ingest.scripted import ScriptedLive
from vault import Principal, Role

CODES = {
    name: np.random.default_rng(seed).integers(0, 256, 50 * 160).astype(np.uint8).tobytes()
    for seed, name in enumerate(("inbound", "outbound"))
}
SAID = np.stack([decode_mulaw(codes) for codes in CODES.values()], axis=1)
CONNECTED = {"event": "connected", "protocol": "Call", "version": "1.0.0"}


def start(stream: str = "MZ1", **more: Any) -> dict[str, Any]:
    custom = more.pop("customParameters", {})
    body = {
        "accountSid": "AC1",
        "streamSid": stream,
        "callSid": "CA1",
        "tracks": ["inbound", "outbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"FirstName": "kept by others", **custom},
    }
    return {
        "event": "start",
        "sequenceNumber": "1",
        "start": body | more,
        "streamSid": stream,
    }


def media(track: str, number: int, *, stream: str = "MZ1", voice: int = 0) -> dict[str, Any]:
    """Chunk `number` (from 1) of 20 ms; `voice`: which 20 ms it holds, where not its own."""
    begin = ((voice or number) - 1) * 160
    return {
        "event": "media",
        "sequenceNumber": str(2 * number),
        "media": {
            "track": track,
            "chunk": str(number),
            "timestamp": str((number - 1) * 20),
            "payload": base64.b64encode(CODES[track][begin : begin + 160]).decode(),
        },
        "streamSid": stream,
    }


STOP = {
    "event": "stop",
    "sequenceNumber": "900",
    "streamSid": "MZ1",
    "stop": {"accountSid": "AC1", "callSid": "CA1"},
}


def in_order(first: int, last: int) -> list[dict[str, Any]]:
    return [media(track, n) for n in range(first, last + 1) for track in CODES]


@pytest.fixture
def bearer(door: Door, clinician: Principal) -> dict[str, str]:
    return {"Authorization": f"Bearer {door.issuer.mint(clinician, 600)}"}


@asynccontextmanager
async def stream(
    address: str, session: Session, *messages: Any, headers: dict[str, str] | None = None
) -> AsyncIterator[ClientConnection]:
    url = f"{address}/v1/bridges/twilio/{session.session_id}"
    async with connect(url, additional_headers=headers or {}, proxy=None) as connection:
        await say(connection, *messages)
        yield connection


async def say(connection: ClientConnection, *messages: Any) -> None:
    for message in messages:
        await connection.send(message if isinstance(message, str) else json.dumps(message))


async def closed(connection: ClientConnection) -> tuple[int, list[dict[str, Any]]]:
    """The close code, and what was said before."""
    heard: list[dict[str, Any]] = []
    try:
        async with asyncio.timeout(10):
            while True:
                heard.append(json.loads(await connection.recv()))
    except ConnectionClosed as end:
        assert end.rcvd is not None, "the connection broke without a close"
        return end.rcvd.code, heard


async def settled(door: Door, session: Session) -> None:
    async with asyncio.timeout(10):
        claim = door.streams.holding(session.session_id)
        if claim is not None:
            await claim.released()


def stored(door: Door, session: Session) -> NDArray[np.int16]:
    recording = door.recordings.of(door.sessions.get(session.session_id))
    return np.concatenate([chunk.samples for chunk in recording.read()])


async def test_a_call_becomes_a_recording_of_two_channels(
    dialects: str, door: Door, session: Session, bearer: dict[str, str]
) -> None:
    keys = {"event": "dtmf", "streamSid": "MZ1", "sequenceNumber": "5",
            "dtmf": {"track": "inbound_track", "digit": "1"}}  # fmt: skip
    mark = {"event": "mark", "sequenceNumber": "4", "streamSid": "MZ1", "mark": {"name": "m"}}
    said = [CONNECTED, start(), *in_order(1, 25), keys, mark, *in_order(26, 50), STOP]
    async with stream(dialects, session, *said, headers=bearer) as call:
        assert await closed(call) == (1000, [])
    assert (stored(door, session) == SAID).all()
    kept = door.sessions.get(session.session_id)
    assert kept.state is SessionState.FINISHING
    assert (kept.sample_rate, kept.channel_roles) == (8000, ("client", "clinician"))


async def test_disorder_and_repeats(
    dialects: str, door: Door, session: Session, bearer: dict[str, str]
) -> None:
    pick = random.Random(3)
    said = in_order(1, 50)
    said += pick.sample(said, 20)
    said.sort(key=lambda m: int(m["media"]["chunk"]) + pick.uniform(0, 8))
    async with stream(dialects, session, CONNECTED, start(), *said, STOP, headers=bearer) as call:
        assert (await closed(call))[0] == 1000
    assert (stored(door, session) == SAID).all()


@pytest.mark.parametrize("again", [1, 16, 21])
async def test_the_same_stream_comes_back(
    dialects: str, door: Door, session: Session, bearer: dict[str, str], again: int
) -> None:
    """From its beginning, with an overlap, or exactly where it broke."""
    async with stream(
        dialects, session, CONNECTED, start(), *in_order(1, 20), headers=bearer
    ) as call:
        call.transport.close()
    await settled(door, session)
    more = [CONNECTED, start(), *in_order(again, 50), STOP]
    async with stream(dialects, session, *more, headers=bearer) as call:
        assert (await closed(call))[0] == 1000
    assert (stored(door, session) == SAID).all()


@pytest.mark.parametrize("name", ["MZ1", "MZ2"])
async def test_a_new_stream_of_the_call_goes_on(
    dialects: str, door: Door, session: Session, bearer: dict[str, str], name: str
) -> None:
    """Counted from the beginning again, under its old name or a new one."""
    async with stream(dialects, session, start(), *in_order(1, 20), headers=bearer) as call:
        call.transport.close()
    await settled(door, session)
    later = [
        media(track, number, stream=name, voice=20 + number)
        for number in range(1, 31)
        for track in CODES
    ]
    async with stream(dialects, session, start(name), *later, STOP, headers=bearer) as call:
        assert (await closed(call))[0] == 1000
    assert (stored(door, session) == SAID).all()


async def test_what_was_missed_while_away_is_silence(
    dialects: str, door: Door, session: Session, bearer: dict[str, str]
) -> None:
    for said in (in_order(1, 20), [*in_order(31, 50), STOP]):
        async with stream(dialects, session, start(), *said, headers=bearer) as call:
            if said[-1] is STOP:
                await closed(call)
            call.transport.close()
        await settled(door, session)
    expected = SAID.copy()
    expected[20 * 160 : 30 * 160] = 0
    assert (stored(door, session) == expected).all()


@pytest.mark.parametrize("way", ["token", "ticket", "query"])
async def test_the_ways_to_be_let_in(
    dialects: str, door: Door, session: Session, clinician: Principal, way: str
) -> None:
    ticket = door.tickets.issue(clinician, audio_purpose(session.session_id), 60)
    token = door.issuer.mint(clinician, 60)
    custom = {"token": {"token": token}, "ticket": {"ticket": ticket}}.get(way, {})
    query = f"?ticket={ticket}" if way == "query" else ""
    url = f"{dialects}/v1/bridges/twilio/{session.session_id}{query}"
    async with connect(url, proxy=None) as call:
        roles = {"inbound_role": "clinician", "outbound_role": "other"}
        await say(call, CONNECTED, start(customParameters=custom | roles), *in_order(1, 50), STOP)
        assert (await closed(call))[0] == 1000
    assert (stored(door, session) == SAID).all()
    kept = door.sessions.get(session.session_id)
    assert kept.channel_roles == ("clinician", "other")


async def test_one_track_is_one_channel(
    dialects: str, door: Door, session: Session, bearer: dict[str, str]
) -> None:
    said = [media("outbound", number) for number in range(1, 51)]
    opening = start(tracks=["outbound"])
    async with stream(dialects, session, opening, *said, STOP, headers=bearer) as call:
        assert (await closed(call))[0] == 1000
    assert (stored(door, session) == SAID[:, 1:]).all()
    assert door.sessions.get(session.session_id).channel_roles == ("clinician",)


async def test_who_is_not_let_in(dialects: str, door: Door, session: Session) -> None:
    async with stream(dialects, session, CONNECTED, start()) as call:
        code, heard = await closed(call)
    assert (code, heard[-1]["code"]) == (4401, 4401)
    assert "custom parameters" in heard[-1]["message"]
    colleague = door.issuer.mint(Principal(Role.CLINICIAN, "dr-b"), 60)
    async with stream(dialects, session, start(customParameters={"token": colleague})) as call:
        assert (await closed(call))[0] == 4404
    auditor = door.issuer.mint(Principal(Role.AUDITOR, "eva"), 60)
    async with stream(dialects, session, start(customParameters={"token": auditor})) as call:
        assert (await closed(call))[0] == 4403
    elsewhere = door.issuer.mint(Principal(Role.CLINICIAN, "dr-a", "elsewhere"), 60)
    async with stream(dialects, session, start(customParameters={"token": elsewhere})) as call:
        assert (await closed(call))[0] == 4404


async def test_no_consent_no_byte(
    dialects: str, door: Door, session: Session, bearer: dict[str, str], clinician: Principal
) -> None:
    async with stream(dialects, session, start(), *in_order(1, 20), headers=bearer) as call:
        async with asyncio.timeout(10):
            while door.streams.holding(session.session_id) is None:
                await asyncio.sleep(0.01)
        door.consents.revoke(clinician, session.consent_id, "in the middle")
        async with asyncio.timeout(1):
            assert (await closed(call))[0] == 4410
    async with stream(dialects, session, start(), headers=bearer) as call:
        assert (await closed(call))[0] == 4403


async def test_a_full_house_and_a_second_stream(
    dialects: str, session: Session, bearer: dict[str, str], live: ScriptedLive, door: Door
) -> None:
    live.refusal = OverCapacity(30)
    async with stream(dialects, session, start(), headers=bearer) as call:
        code, heard = await closed(call)
    assert (code, heard[-1]["retry_after"]) == (4429, 30)
    live.refusal = None
    await settled(door, session)
    async with stream(dialects, session, start(), headers=bearer) as first:
        await say(first, *in_order(1, 2))
        async with asyncio.timeout(10):
            while not live.attached:
                await asyncio.sleep(0.01)
        async with stream(dialects, session, start(), headers=bearer) as second:
            assert (await closed(second))[0] == 4409


BAD: dict[str, tuple[Any, str]] = {
    "no json": ("hello", "A text message must be JSON."),
    "no event": ({"type": "start"}, "A text message must be an object with event"),
    "a list": ("[]", "A text message must be an object with event"),
    "unknown event": ({"event": "dance"}, "A text message must be an object with event"),
    "twice": (start(), "start came twice."),
    "no media": ({"event": "media", "streamSid": "MZ1"}, "media.media: Field required."),
    "no base64": (
        {**media("inbound", 1), "media": {**media("inbound", 1)["media"], "payload": "%"}},
        "media.media.payload: Value error, must be base64.",
    ),
    "words for numbers": (
        {**media("inbound", 1), "media": {**media("inbound", 1)["media"], "chunk": "one"}},
        "media.media.chunk: ",
    ),
    "a huge number": (
        {**media("inbound", 1), "media": {**media("inbound", 1)["media"], "chunk": "9" * 99}},
        "media.media.chunk: ",
    ),
    "another stream": ({**media("inbound", 1), "streamSid": "MZ9"}, "streamSid is not the one"),
    "far ahead": (media("inbound", 40_000, voice=1), "media.timestamp runs more than ten minutes"),
}


@pytest.mark.parametrize(("bad", "line"), BAD.values(), ids=BAD)
async def test_malformed_messages_are_refused(
    dialects: str, session: Session, bearer: dict[str, str], bad: Any, line: str
) -> None:
    async with stream(dialects, session, start(), bad, headers=bearer) as call:
        code, heard = await closed(call)
    assert code == 4400
    assert heard[-1]["message"].startswith(line)


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        (media("inbound", 1), "Before start came media."),
        (start(tracks=[]), "start.start.tracks: "),
        (start(tracks=["inbound", "inbound"]), "start.tracks names a track twice."),
        (start(mediaFormat={"encoding": "audio/wav"}), "start.start.mediaFormat.encoding: "),
        (start(customParameters={"inbound_role": "dog"}), "start.start.customParameters."),
    ],
)
async def test_malformed_beginnings_are_refused(
    dialects: str, session: Session, bearer: dict[str, str], bad: Any, line: str
) -> None:
    async with stream(dialects, session, bad, headers=bearer) as call:
        code, heard = await closed(call)
    assert code == 4400
    assert heard[-1]["message"].startswith(line)


@settings(max_examples=200, deadline=None)
@given(
    body=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["event", "start", "media", "track", "chunk", "payload", "tracks"]),
                inner | st.sampled_from(["start", "media", "stop", "inbound"]),
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_shape_does_more_than_be_refused(body: Any) -> None:
    try:
        read_twilio(json.dumps(body))
    except Malformed as told:
        assert "\n" not in str(told)
