"""A whole session through a real server, over the real socket, with real models."""

import asyncio
import io
import json
import re
import time
import wave
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from practice import Practice
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from inglenook.client import StreamFailed, Track
from vault import Role

pytestmark = [pytest.mark.e2e, pytest.mark.models]

WATERMARK = "AI-GENERATED DRAFT · NOT PART OF THE RECORD UNTIL REVIEWED AND SIGNED"


def words_of(text: str) -> list[str]:
    return re.findall(r"(?<![\w-])[a-z']+(?![\w-])", text.lower())


def statements(note: dict[str, Any]) -> list[dict[str, Any]]:
    return [statement for section in note["sections"].values() for statement in section]


@pytest.fixture(scope="module")
def streamed(practice: Practice, two_channels: Track) -> dict[str, Any]:
    """One streamed session and all that came of it."""
    session_id = practice.session()
    events = practice.stream(session_id, two_channels, channel_roles=("clinician", "client"))
    return {
        "session_id": session_id,
        "events": events,
        "draft": practice.draft(session_id),
        "transcript": practice.transcript(session_id),
    }


def test_client_is_told_ready_acks_finals_and_the_end(
    streamed: dict[str, Any], two_channels: Track
) -> None:
    events = streamed["events"]
    assert events[0] == {"type": "ready", "session_id": streamed["session_id"], "next_offset": 0}
    acks = [event["next_offset"] for event in events if event["type"] == "ack"]
    assert acks == sorted(acks)
    assert acks[-1] == len(two_channels.samples)
    assert events[-1]["type"] == "ended"
    finals = [event for event in events if event["type"] == "final"]
    assert {final["role"] for final in finals} == {"clinician", "client"}
    for final in finals:
        assert final["words"], "a final has its words with times"
        assert all(0 <= word["confidence"] <= 1 for word in final["words"])


def test_transcript_has_the_words_under_the_right_role(
    streamed: dict[str, Any], reference: dict[str, Any]
) -> None:
    transcript = streamed["transcript"]
    roles = {speaker["id"]: speaker["role"] for speaker in transcript["speakers"]}
    for role in ("clinician", "client"):
        said = [w for t in reference["turns"] if t["speaker"] == role for w in words_of(t["text"])]
        heard = {
            word
            for turn in transcript["turns"]
            if roles[turn["speaker"]] == role
            for word in words_of(turn["text"])
        }
        missed = [word for word in said if word not in heard]
        assert len(missed) <= 0.15 * len(said), missed


def test_draft_waits_watermarked_with_evidence_for_every_sentence(streamed: dict[str, Any]) -> None:
    draft, transcript = streamed["draft"], streamed["transcript"]
    assert draft["state"] == "pending"
    assert draft["watermark"] == WATERMARK
    turns = {turn["id"]: turn["text"] for turn in transcript["turns"]}
    made = statements(draft["note"])
    assert made, "the note says something"
    for statement in made:
        assert statement["evidence"], statement["text"]
        for evidence in statement["evidence"]:
            assert evidence["quote"] in turns[evidence["turn"]]


@pytest.mark.parametrize("form", ["md", "pdf", "fhir", "json"])
def test_every_rendering_is_watermarked(
    practice: Practice, streamed: dict[str, Any], form: str
) -> None:
    with practice.rest() as rest:
        answer = rest.get(f"/v1/drafts/{streamed['draft']['draft_id']}", params={"format": form})
    assert answer.status_code == 200
    if form == "pdf":
        from pypdf import PdfReader

        pages = PdfReader(io.BytesIO(answer.content)).pages
        assert all("AI-GENERATED DRAFT" in page.extract_text() for page in pages)
    else:
        assert "NOT PART OF THE RECORD UNTIL REVIEWED AND SIGNED" in answer.text


def test_stored_audio_is_what_was_sent(
    practice: Practice, streamed: dict[str, Any], two_channels: Track
) -> None:
    with practice.rest() as rest:
        answer = rest.get(f"/v1/sessions/{streamed['session_id']}/audio")
    assert answer.status_code == 200
    with wave.open(io.BytesIO(answer.content)) as held:
        assert held.getframerate() == two_channels.sample_rate
        assert held.getnchannels() == 2
        samples = np.frombuffer(held.readframes(held.getnframes()), "<i2").reshape(-1, 2)
    assert np.array_equal(samples, two_channels.samples)


def test_uploaded_recording_gives_the_same_words(
    practice: Practice, streamed: dict[str, Any]
) -> None:
    with practice.rest() as rest:
        wav = rest.get(f"/v1/sessions/{streamed['session_id']}/audio").content
        session_id = practice.session(source="upload")
        answer = rest.post(
            f"/v1/sessions/{session_id}/recording", files={"file": ("session.wav", wav)}
        )
    assert answer.status_code < 300, answer.text
    practice.draft(session_id)
    uploaded = practice.transcript(session_id)
    assert [turn["text"] for turn in uploaded["turns"]] == [
        turn["text"] for turn in streamed["transcript"]["turns"]
    ]


def test_nobody_else_sees_it(practice: Practice, streamed: dict[str, Any]) -> None:
    session_id, draft_id = streamed["session_id"], streamed["draft"]["draft_id"]
    paths = (
        f"/v1/sessions/{session_id}",
        f"/v1/sessions/{session_id}/transcript",
        f"/v1/sessions/{session_id}/audio",
        f"/v1/sessions/{session_id}/draft",
        f"/v1/drafts/{draft_id}",
    )
    for role, subject in ((Role.CLINICIAN, "dr-other"), (Role.AUDITOR, "auditor")):
        with practice.rest(role, subject) as rest:
            for path in paths:
                assert rest.get(path).status_code in (403, 404), (role, path)
    with httpx.Client(base_url=practice.server.url) as rest:
        for path in paths:
            assert rest.get(path).status_code == 401, path


def test_signing_binds_what_was_shown(practice: Practice, two_channels: Track) -> None:
    session_id = practice.session()
    practice.stream(session_id, two_channels, channel_roles=("clinician", "client"))
    draft = practice.draft(session_id)
    path = f"/v1/drafts/{draft['draft_id']}"
    with practice.rest() as rest:
        assert rest.post(f"{path}/sign", json={}).status_code == 422
        signed = rest.post(f"{path}/sign", json={"attestation": True})
        assert signed.status_code == 200, signed.text
        held = rest.get(path).json()
        assert held["state"] == "signed"
        assert held["signature"]["by"] == practice.subject
        assert "AI-assisted; reviewed and signed by" in held["watermark"]
        again = rest.post(f"{path}/sign", json={"attestation": True})
        assert again.status_code == 409


def test_no_spoken_word_in_any_log(
    practice: Practice, streamed: dict[str, Any], reference: dict[str, Any]
) -> None:
    """What is left when the fixed messages of the source are taken away names nothing said."""
    spoken = {word for turn in reference["turns"] for word in words_of(turn["text"])}
    spoken |= {w for turn in streamed["transcript"]["turns"] for w in words_of(turn["text"])}
    logged = practice.server.log.read_text()
    assert streamed["session_id"] in logged, "the server logs what it does"
    for message in fixed_messages():
        logged = logged.replace(message, "")
    said = {word for word in spoken if len(word) > 2} & set(words_of(logged))
    assert not said - {"true", "false", "null", "error", "info", "session", "model", "speech"}


def fixed_messages() -> list[str]:
    """Every text that stands as a literal in a log call of the source, longest first."""
    root = Path(__file__).parents[2]
    packages = ("gpu", "ingest", "transcribe", "diarize", "summarize", "writeback", "vault")
    sources = [path for name in (*packages, "inglenook") for path in (root / name).rglob("*.py")]
    calls = re.compile(r'log\.\w+\(\s*"([^"]+)"')
    found = {text for path in sources for text in calls.findall(path.read_text())}
    return sorted(found, key=len, reverse=True)


def test_audit_chain_holds_and_names_the_readers(
    practice: Practice, streamed: dict[str, Any]
) -> None:
    with practice.rest(Role.AUDITOR, "auditor") as rest:
        answer = rest.get("/v1/audit", params={"session_id": streamed["session_id"]})
    assert answer.status_code == 200, answer.text
    actions = {entry["action"] for entry in answer.json()["entries"]}
    assert {"session.open", "draft.file", "transcript.read"} <= actions


# Refusals


async def conversation(url: str, token: str | None, *messages: Any) -> tuple[list[Any], int]:
    """What the server says to `messages`, and the code it closes with."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    said: list[Any] = []
    async with (
        asyncio.timeout(20),
        connect(url, subprotocols=["inglenook.v1"], additional_headers=headers) as connection,  # type: ignore[list-item]
    ):
        try:
            for message in messages:
                await connection.send(
                    message if isinstance(message, bytes) else json.dumps(message)
                )
            async for text in connection:
                said.append(json.loads(text))
        except ConnectionClosed:
            pass
    assert connection.close_code is not None
    return said, connection.close_code


START = {
    "type": "start",
    "format": {"encoding": "pcm_s16le", "sample_rate": 16000, "channels": 1},
    "framing": "offset",
}


def test_no_consent_no_byte(practice: Practice) -> None:
    consent_id = practice.consent()
    session_id = practice.session(consent_id)
    before = stored_bytes(practice.server.data)
    with practice.rest() as rest:
        answer = rest.post(f"/v1/consents/{consent_id}/revoke", json={"reason": "changed my mind"})
        assert answer.status_code < 300, answer.text
    frame = (0).to_bytes(8, "big") + b"\1\0" * 16000
    url = practice.audio_url(session_id)
    _, code = asyncio.run(conversation(url, practice.token(), START, frame))
    assert code in (4403, 4410)
    assert stored_bytes(practice.server.data).items() <= before.items()


def stored_bytes(data: Path) -> dict[str, int]:
    """Every file in the vault but the database, the log and the purges' sealed reasons, with its
    size."""
    files = {path.relative_to(data): path for path in data.rglob("*") if path.is_file()}
    return {
        str(name): path.stat().st_size
        for name, path in files.items()
        if ".db" not in name.name and name.suffix != ".log" and "blobs/pur-" not in str(name)
    }


def test_consent_without_recording_opens_no_session(practice: Practice) -> None:
    consent_id = practice.consent(scopes=("draft",))
    with practice.rest() as rest:
        answer = rest.post("/v1/sessions", json={"consent_id": consent_id, "source": "bridge"})
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        (["not an object"], 4400),
        ([{"type": "start", "format": {"encoding": "flac"}}], 4400),
        ([START, b"\0" * 9], 4400),
        ([START, (16000).to_bytes(8, "big") + b"\0\0" * 160], 4400),
        ([START, bytes(3_000_000)], 4413),
    ],
)
def test_malformed_input_is_refused_in_one_line(
    practice: Practice, messages: list[Any], code: int
) -> None:
    url = practice.audio_url(practice.session())
    said, closed = asyncio.run(conversation(url, practice.token(), *messages))
    assert closed == code
    if code != 4413:
        assert said[-1]["type"] == "error"
        assert "\n" not in said[-1]["message"]
    assert httpx.get(f"{practice.server.url}/readyz").status_code == 200


def test_stranger_is_refused(practice: Practice) -> None:
    url = practice.audio_url(practice.session())
    assert asyncio.run(conversation(url, None, START))[1] == 4401
    assert asyncio.run(conversation(url, "nonsense", START))[1] == 4401
    stranger = practice.token(Role.CLINICIAN, "dr-other")
    assert asyncio.run(conversation(url, stranger, START))[1] in (4403, 4404)
    missing = practice.audio_url("s_missing")
    assert asyncio.run(conversation(missing, practice.token(), START))[1] == 4404


def test_revocation_closes_the_stream_and_destroys_everything(
    practice: Practice, two_channels: Track
) -> None:
    consent_id = practice.consent()
    session_id = practice.session(consent_id)
    closed_after_s: list[float] = []

    async def stream_and_revoke() -> None:
        client = practice.client(session_id, two_channels, real_time=True)
        task = asyncio.create_task(client.run())
        while client.acknowledged < two_channels.sample_rate:
            await asyncio.sleep(0.05)
        began = time.monotonic()
        async with httpx.AsyncClient(base_url=practice.server.url) as rest:
            answer = await rest.post(
                f"/v1/consents/{consent_id}/revoke",
                json={"reason": "withdrawn"},
                headers={"Authorization": f"Bearer {practice.token()}"},
            )
            assert answer.status_code < 300, answer.text
        with pytest.raises(StreamFailed, match="4410"):
            await task
        closed_after_s.append(time.monotonic() - began)

    asyncio.run(stream_and_revoke())
    assert closed_after_s[0] < 1.5
    with practice.rest() as rest:
        for what in ("audio", "transcript", "draft"):
            answer = rest.get(f"/v1/sessions/{session_id}/{what}")
            assert answer.status_code in (403, 404, 410), what
