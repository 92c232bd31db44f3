"""Deepgram's live protocol: its own client, unmodified but for the address, and bare sockets."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from deepgram import DeepgramClient
from deepgram.environment import DeepgramClientEnvironment
from deepgram.listen.v1.types.listen_v1metadata import ListenV1Metadata
from deepgram.listen.v1.types.listen_v1results import ListenV1Results
from hypothesis import given, settings
from hypothesis import strategies as st
from opus_audio import container, likeness, tone
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.http11 import Response

from gpu import OverCapacity
from ingest import Malformed, Session, SessionState
from ingest.consents import NewConsent
from ingest.dialects.listen_query import ListenQuery
from ingest.door import Door
from ingest.mulaw import decode_mulaw
from ingest.scripted import ScriptedLive, ScriptedLiveSession
from vault import Principal, Role

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*deprecated:DeprecationWarning"  # the official client looks for old names
)
NOISE = np.random.default_rng(7).integers(-9000, 9000, 16_000).astype("<i2").tobytes()


def partial(text: str, *, utterance: str = "u1", end: float = 0.6, channel: int = 0) -> Any:
    return {"type": "partial", "utterance_id": utterance, "channel": channel, "speaker": None,
            "start": 0.1, "end": end, "text": text}  # fmt: skip


def final(text: str, *, utterance: str = "u1", channel: int = 0, speaker: str | None = "S2") -> Any:
    words = [
        {"text": word, "start": 0.1 + at * 0.3, "end": 0.35 + at * 0.3, "confidence": 0.9}
        for at, word in enumerate(text.split())
    ]
    return {"type": "final", "utterance_id": utterance, "channel": channel, "speaker": speaker,
            "role": "unknown", "start": 0.1, "end": words[-1]["end"], "text": text,
            "words": words}  # fmt: skip


@pytest.fixture
def token(door: Door, clinician: Principal) -> str:
    return door.issuer.mint(clinician, 600)


def sdk(address: str, token: str) -> DeepgramClient:
    rest = address.replace("ws://", "http://")
    places = DeepgramClientEnvironment(
        base=rest, production=address, agent=address, agent_rest=rest
    )
    return DeepgramClient(api_key=token, environment=places)


def stored(door: Door, session: Session) -> bytes:
    recording = door.recordings.of(door.sessions.get(session.session_id))
    return b"".join(chunk.samples.tobytes() for chunk in recording.read())


def converse(address: str, token: str, audio: bytes, **options: Any) -> list[Any]:
    """Stream with the official client to the end; everything it was told."""
    with sdk(address, token).listen.v1.connect(model="nova-3", **options) as connection:
        for at in range(0, len(audio), 3_001):
            connection.send_media(audio[at : at + 3_001])
        connection.send_keep_alive()
        connection.send_finalize()
        connection.send_close_stream()
        return list(connection)


async def test_the_official_client_streams_and_is_answered(
    dialects: str, door: Door, session: Session, token: str, live: ScriptedLive
) -> None:
    live.lines = [partial("How have"), final("How have you been?")]
    told = await asyncio.to_thread(
        converse,
        dialects,
        token,
        NOISE,
        encoding="linear16",
        sample_rate=16_000,
        channels=1,
        language="en-US",
        interim_results="true",
        diarize="true",
        smart_format="true",
        vad_events="true",
        utterance_end_ms=1000,
        extra=f"session_id:{session.session_id}",
    )
    assert stored(door, session) == NOISE
    assert door.sessions.get(session.session_id).state is SessionState.FINISHING
    results = [each for each in told if isinstance(each, ListenV1Results)]
    said = [each for each in results if each.is_final and not each.from_finalize]
    assert [each.channel.alternatives[0].transcript for each in said] == ["How have you been?"]
    words = said[0].channel.alternatives[0].words
    assert [(word.word, word.punctuated_word, word.speaker) for word in words] == [
        ("how", "How", 0), ("have", "have", 0), ("you", "you", 0), ("been", "been?", 0)
    ]  # fmt: skip
    assert said[0].metadata.request_id == session.session_id
    assert any(each.from_finalize for each in results)
    assert {each.type for each in told} == {"Results", "SpeechStarted", "UtteranceEnd", "Metadata"}
    last = told[-1]
    assert isinstance(last, ListenV1Metadata)
    assert (last.duration, last.channels) == (1.0, 1)


async def test_the_official_client_is_told_why_it_may_not(dialects: str, token: str) -> None:
    def refused(key: str, **options: Any) -> Response:
        with (
            pytest.raises(InvalidStatus) as told,
            sdk(dialects, key).listen.v1.connect(model="nova-3", **options),
        ):
            pass
        return told.value.response

    raw = {"encoding": "linear16", "sample_rate": 16_000}
    nobody = await asyncio.to_thread(refused, "nonsense", **raw)
    assert nobody.status_code == 401
    nothing = await asyncio.to_thread(refused, token, **raw)
    assert nothing.status_code == 400
    assert "session_id is missing" in nothing.headers["dg-error"]
    unknown = await asyncio.to_thread(refused, token, extra="session_id:ses-none", **raw)
    assert unknown.status_code == 404


@asynccontextmanager
async def socket(address: str, token: str, **options: str) -> AsyncIterator[ClientConnection]:
    query = "&".join(f"{name}={value}" for name, value in options.items())
    headers = {"Authorization": f"Token {token}"}
    url = f"{address}/v1/listen?{query}"
    async with connect(url, additional_headers=headers, proxy=None) as connection:
        yield connection


async def said(connection: ClientConnection, *messages: bytes | str) -> tuple[int, list[Any]]:
    """Send; give the close code and what was heard before."""
    heard: list[Any] = []
    try:
        async with asyncio.timeout(10):
            for message in messages:
                kind = isinstance(message, str) and message[:1].isalpha()
                await connection.send(json.dumps({"type": message}) if kind else message)
            while True:
                heard.append(json.loads(await connection.recv()))
    except ConnectionClosed as end:
        assert end.rcvd is not None, "the connection broke without a close"
        return end.rcvd.code, heard


LINEAR = {"encoding": "linear16", "sample_rate": "16000"}


async def test_two_channels_of_mulaw(
    dialects: str, door: Door, session: Session, token: str, live: ScriptedLive
) -> None:
    codes = bytes(range(256)) * 4
    live.lines = [final("Mhm.", channel=1)]
    async with socket(
        dialects,
        token,
        encoding="mulaw",
        sample_rate="8000",
        channels="2",
        multichannel="true",
        session_id=session.session_id,
        extra="channel_roles:client,clinician",
    ) as connection:
        code, heard = await said(connection, codes[:101], codes[101:], "CloseStream")
    assert code == 1000
    assert stored(door, session) == decode_mulaw(codes).tobytes()
    assert door.sessions.get(session.session_id).channel_roles == ("client", "clinician")
    assert [each["channel_index"] for each in heard if each["type"] == "Results"] == [[1, 2]]
    assert "speaker" not in heard[0]["channel"]["alternatives"][0]["words"][0]


@pytest.mark.parametrize("kind", ["webm", "ogg"])
@pytest.mark.parametrize("named", [True, False])
async def test_opus_in_a_container(
    dialects: str, door: Door, session: Session, token: str, kind: str, named: bool
) -> None:
    if named and kind == "webm":
        pytest.skip("webm is known by itself alone")
    sound = tone(1.0)
    audio = container(sound, kind)
    options = {"encoding": "opus", "sample_rate": "48000"} if named else {}
    async with socket(dialects, token, session_id=session.session_id, **options) as connection:
        code, heard = await said(connection, audio[:1000], audio[1000:], "CloseStream")
    assert (code, heard[-1]["duration"]) == (1000, 1.0)
    kept = np.frombuffer(stored(door, session), "<i2")
    assert likeness(kept, sound) > 0.99


async def test_finalize_makes_the_caption_final_and_its_words_come_once(
    dialects: str, session: Session, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = asyncio.Event()

    async def events(self: Any) -> AsyncIterator[Any]:
        yield partial("How have", end=0.7)
        await held.wait()
        yield final("How have you been?")
        await self.stopped.wait()
        yield {"type": "ended"}

    monkeypatch.setattr(ScriptedLiveSession, "events", events)
    async with socket(
        dialects, token, session_id=session.session_id, interim_results="true", **LINEAR
    ) as connection:
        await connection.send(NOISE)
        first = json.loads(await connection.recv())
        await connection.send(json.dumps({"type": "Finalize"}))
        second = json.loads(await connection.recv())
        held.set()
        third = json.loads(await connection.recv())
        code, _ = await said(connection, "CloseStream")
    told = [
        (
            each["channel"]["alternatives"][0]["transcript"],
            each["is_final"],
            each["from_finalize"],
        )
        for each in (first, second, third)
    ]
    assert told == [
        ("How have", False, False),
        ("How have", True, True),
        ("you been?", True, False),
    ]
    assert code == 1000


async def test_a_consent_opens_a_session(
    dialects: str,
    door: Door,
    token: str,
    clinician: Principal,
    agreed: Callable[..., NewConsent],
) -> None:
    consent = door.consents.record(clinician, agreed())
    async with socket(
        dialects, token, extra=f"consent_id:{consent.consent_id}", **LINEAR
    ) as connection:
        code, heard = await said(connection, NOISE, "CloseStream")
        assert connection.response is not None
        opened = connection.response.headers["dg-request-id"]
    assert (code, heard[-1]["request_id"]) == (1000, opened)
    assert stored(door, door.sessions.get(opened)) == NOISE


async def test_a_lost_connection_goes_on(
    dialects: str, door: Door, session: Session, token: str
) -> None:
    async with socket(dialects, token, session_id=session.session_id, **LINEAR) as connection:
        await connection.send(NOISE[:8_000])
        await connection.send(b"")
        connection.transport.close()
    async with asyncio.timeout(10):
        while door.streams.holding(session.session_id) is not None:
            await asyncio.sleep(0.01)
    async with socket(dialects, token, session_id=session.session_id, **LINEAR) as connection:
        code, _ = await said(connection, NOISE[8_000:], "KeepAlive", "CloseStream")
    assert code == 1000
    assert stored(door, session) == NOISE


async def test_closes_after_the_socket_opened(
    dialects: str, door: Door, session: Session, token: str, live: ScriptedLive
) -> None:
    live.refusal = OverCapacity(30)
    async with socket(dialects, token, session_id=session.session_id, **LINEAR) as connection:
        code, heard = await said(connection)
    assert (code, heard[-1]["type"], heard[-1]["code"]) == (4429, "Error", "4429")
    live.refusal = None
    for bad in ("Dance", "[]", '{"type":"Finalize","channel":9}', "hello"):
        async with socket(dialects, token, session_id=session.session_id, **LINEAR) as connection:
            code, heard = await said(connection, bad)
        assert (code, heard[-1]["code"]) == (4400, "4400"), bad
    only_rate = {"sample_rate": "16000"}
    async with socket(dialects, token, session_id=session.session_id, **only_rate) as connection:
        code, heard = await said(connection, b"RIFF....WAVE")
    assert code == 4400
    assert "encoding is missing" in heard[-1]["message"]


async def test_a_session_under_way_and_a_stranger(
    dialects: str, door: Door, session: Session, token: str
) -> None:
    stranger = door.issuer.mint(Principal(Role.SUPERVISOR, "eva"), 60)
    with pytest.raises(InvalidStatus) as refused:
        async with socket(dialects, stranger, session_id=session.session_id, **LINEAR):
            pass
    assert refused.value.response.status_code == 403
    async with socket(dialects, token, session_id=session.session_id, **LINEAR):
        with pytest.raises(InvalidStatus) as refused:
            async with socket(dialects, token, session_id=session.session_id, **LINEAR):
                pass
    assert refused.value.response.status_code == 409


async def test_consent_rules_here_too(
    dialects: str, door: Door, session: Session, token: str, clinician: Principal
) -> None:
    async with socket(dialects, token, session_id=session.session_id, **LINEAR) as connection:
        await connection.send(NOISE)
        door.consents.revoke(clinician, session.consent_id, "in the middle")
        async with asyncio.timeout(1):
            assert (await said(connection))[0] == 4410
    with pytest.raises(InvalidStatus) as refused:
        async with socket(dialects, token, session_id=session.session_id, **LINEAR):
            pass
    assert refused.value.response.status_code in (403, 410)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({}, "session_id is missing"),
        ({"extra": "color:red"}, "session_id is missing"),
        ({"session_id": "s", "encoding": "flac"}, "encoding must be one of linear16, mulaw"),
        ({"session_id": "s", "encoding": "linear16"}, "sample_rate is missing"),
        ({"session_id": "s", **LINEAR, "sample_rate": "1e4"}, "sample_rate must be a whole"),
        ({"session_id": "s", **LINEAR, "sample_rate": "96000"}, "sample_rate must be 8000"),
        ({"session_id": "s", "encoding": "opus", "sample_rate": "44100"}, "sample_rate: Opus"),
        ({"session_id": "s", **LINEAR, "channels": "3"}, "channels must be 1 or 2."),
        ({"session_id": "s", **LINEAR, "diarize": "maybe"}, "diarize must be true or false."),
        ({"session_id": "s", **LINEAR, "redact": "pii"}, "redact is not done here"),
        ({"session_id": "s", **LINEAR, "language": "%"}, "language must be a language tag"),
        ({"session_id": "s", **LINEAR, "channel_roles": "dog"}, "channel_roles must be some of"),
    ],
)
def test_what_an_address_may_not_say(options: dict[str, str], line: str) -> None:
    with pytest.raises(Malformed) as told:
        ListenQuery.read(list(options.items()))
    assert str(told.value).startswith(line)


@settings(max_examples=200, deadline=None)
@given(
    given=st.lists(
        st.tuples(
            st.sampled_from(["session_id", "extra", "encoding", "sample_rate", "channels",
                             "language", "interim_results", "channel_roles"]),
            st.text(max_size=12) | st.sampled_from(["session_id:s", "opus", "16000", "true"]),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_no_address_does_more_than_be_refused(given: list[tuple[str, str]]) -> None:
    try:
        ListenQuery.read(given)
    except Malformed as told:
        assert "\n" not in str(told)


def test_created_is_a_time_that_deepgrams_clients_read() -> None:
    from ingest.dialects.listen_results import ListenResults

    query = ListenQuery.read([("session_id", "s"), *LINEAR.items()])
    ended = ListenResults(query, "r").told({"type": "ended"})[0]
    made = datetime.strptime(str(ended["created"]), "%Y-%m-%dT%H:%M:%S.%f%z")
    assert abs((datetime.now(UTC) - made).total_seconds()) < 60
