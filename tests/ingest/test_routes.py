"""The REST routes on a real server."""

import asyncio
import io
import json
import threading
import wave
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import numpy as np
import pytest
from anyio import to_thread

from ingest import IngestLimits, Session, SessionState, Source, Undecodable
from ingest.caller import COOKIE
from ingest.scripted import ScriptedLive
from ingest.uploads.intake import Intake
from ingest.wav import wav_header
from vault import Principal, Role

CONSENT = {
    "client_ref": "client-1",
    "parties": [
        {"role": "clinician", "method": "verbal", "at": "2026-01-01T10:00:00Z"},
        {"role": "client", "method": "electronic", "at": "2026-01-01T10:00:00"},
    ],
    "scopes": ["record", "transcribe", "draft"],
}
SAMPLES = np.random.default_rng(5).integers(-9000, 9000, (24_000, 2)).astype("<i2")
WAV = wav_header(sample_rate=12_000, channels=2, frames=24_000) + SAMPLES.tobytes()


def actions(server: Any, session: Session) -> list[str]:
    entries = server.door.vault.audit_entries(session_id=session.session_id)
    return [entry.record.action for entry in entries]


async def uploaded(
    server: Any, session: Session, data: bytes = WAV, **fields: str
) -> httpx.Response:
    async with server.rest(timeout=20) as rest:
        answer: httpx.Response = await rest.post(
            f"/sessions/{session.session_id}/recording",
            files={"file": ("talk.wav", data)},
            data=fields,
        )
        return answer


async def test_from_consent_to_session(server: Any) -> None:
    async with server.rest() as rest:
        answer = await rest.post("/consents", json=CONSENT)
        assert answer.status_code == 201
        consent_id = answer.json()["consent_id"]
        body = {
            "consent_id": consent_id,
            "source": "tablet",
            "template": "birp",
            "context": {"prior_note": "slept badly", "goals": ["sleep"], "other": 1},
        }
        answer = await rest.post("/sessions", json=body)
        assert answer.status_code == 201
        session_id = answer.json()["session_id"]
        shown = (await rest.get(f"/sessions/{session_id}")).json()
    assert shown["session_id"] == session_id
    assert (shown["state"], shown["template"], shown["duration"]) == ("open", "birp", 0.0)
    assert shown["clinician_ref"] == "dr-a"
    kept = json.loads(server.door.vault.blobs.get(session_id, "context"))
    assert kept == {"prior_note": "slept badly", "goals": ["sleep"]}
    consent = server.door.consents.get(consent_id)
    assert len({party.at for party in consent.parties}) == 1  # no zone means UTC


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/consents", {}, 422),
        ("/consents", CONSENT | {"scopes": ["everything"]}, 422),
        ("/consents", CONSENT | {"scopes": []}, 422),
        ("/consents", CONSENT | {"parties": []}, 422),
        ("/sessions", {"consent_id": "con-none", "source": "tablet"}, 404),
        ("/sessions", {"consent_id": "con-none", "source": "phone"}, 422),
        ("/sessions/ses-none/ticket", {}, 404),
        ("/consents/con-none/revoke", {"reason": "x"}, 404),
    ],
)
async def test_what_is_wrong_is_a_problem(server: Any, path: str, body: Any, status: int) -> None:
    async with server.rest() as rest:
        answer = await rest.post(path, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert "\n" not in problem["detail"]
    assert "everything" not in problem["detail"]


async def test_a_session_needs_consent_to_recording(server: Any) -> None:
    async with server.rest() as rest:
        consent = await rest.post("/consents", json=CONSENT | {"scopes": ["draft"]})
        body = {"consent_id": consent.json()["consent_id"], "source": "tablet"}
        answer = await rest.post("/sessions", json=body)
    assert answer.status_code == 403
    assert "does not cover record" in answer.json()["detail"]


async def test_who_calls(server: Any, session: Session) -> None:
    path = f"/sessions/{session.session_id}"
    async with server.rest(headers={}) as rest:
        answer = await rest.get(path)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        bad = {"Authorization": "Bearer x"}
        assert (await rest.get(path, headers=bad)).status_code == 401
    async with server.rest(Principal(Role.CLINICIAN, "dr-b")) as rest:
        assert (await rest.get(path)).status_code == 404
    async with server.rest(Principal(Role.SUPERVISOR, "boss", "south")) as rest:
        assert (await rest.get(path)).status_code == 404


async def test_a_page_calls_with_its_cookie(server: Any, session: Session) -> None:
    token = server.door.issuer.mint(server.clinician, 60)
    path = f"/sessions/{session.session_id}"
    async with server.rest(headers={}, cookies={COOKIE: token}) as rest:
        assert (await rest.get(path)).status_code == 200
        assert (await rest.post(f"{path}/ticket")).status_code == 403
        answer = await rest.post(f"{path}/ticket", headers={"X-Inglenook": "1"})
        assert answer.status_code == 201


async def test_an_upload_becomes_the_recording(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    answer = await uploaded(server, session, channel_roles="clinician,client")
    assert answer.status_code == 202, answer.text
    assert answer.json()["duration"] == 2.0
    assert server.stored(session.session_id) == SAMPLES.tobytes()
    kept = server.door.sessions.get(session.session_id)
    assert (kept.state, kept.sample_rate, kept.channels) == (SessionState.FINISHING, 12_000, 2)
    assert kept.channel_roles == ("clinician", "client")
    assert live.finished == [session.session_id]
    again = await uploaded(server, session)
    assert again.status_code == 409
    assert live.finished == [session.session_id]


@pytest.mark.parametrize("data", [b"", b"no audio at all" * 99, WAV[:44]])
async def test_what_is_not_audio_is_not_kept(server: Any, session: Session, data: bytes) -> None:
    answer = await uploaded(server, session, data)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    kept = server.door.sessions.get(session.session_id)
    assert (kept.state, kept.sample_rate) == (SessionState.OPEN, None)
    assert server.door.vault.log_names(session.session_id) == []
    assert (await uploaded(server, session)).status_code == 202


@pytest.mark.parametrize("limits", [IngestLimits(max_upload_bytes=50_000, handover_s=0.1)])
async def test_an_upload_has_its_limit(server: Any, session: Session) -> None:
    answer = await uploaded(server, session)
    assert answer.status_code == 413
    assert "50000 bytes" in answer.json()["detail"]
    assert server.door.vault.log_names(session.session_id) == []


@pytest.mark.parametrize("limits", [IngestLimits(max_session_s=1, handover_s=0.1)])
async def test_a_recording_has_its_limit(server: Any, session: Session) -> None:
    assert (await uploaded(server, session)).status_code == 413
    assert server.door.vault.log_names(session.session_id) == []


async def test_bodies_that_hold_no_file(server: Any, session: Session) -> None:
    path = f"/sessions/{session.session_id}/recording"
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    async with server.rest() as rest:
        for answer in (
            await rest.post(path, content=b"sound"),
            await rest.post(path, content=b"sound", headers=kind),
            await rest.post(path, content=b"--x\r\n\r\nabc", headers=kind),
            await rest.post(path, content=b"--x--\r\n", headers=kind),
        ):
            assert answer.status_code == 400, answer.text
    wrong_roles = await uploaded(server, session, channel_roles="clinician")
    assert wrong_roles.status_code == 400
    assert server.door.sessions.get(session.session_id).state is SessionState.OPEN


async def test_an_upload_that_was_cut_short_is_completed_by_the_same_file(
    server: Any, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        add, calls = Intake._add, list[Any]()

        def add_once(self: Intake, recording: Any, chunk: Any) -> None:
            if calls:
                raise OSError("the power failed")
            calls.append(chunk)
            add(self, recording, chunk)

        cut.setattr(Intake, "_add", add_once)
        assert (await uploaded(server, session)).status_code == 500
    assert 0 < len(server.stored(session.session_id)) < SAMPLES.nbytes
    other = await uploaded(server, session, WAV[:-400])
    assert other.status_code == 409
    assert (await uploaded(server, session)).status_code == 202
    assert server.stored(session.session_id) == SAMPLES.tobytes()


async def test_uploads_in_work_do_not_hold_a_stream(
    server: Any, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are: they take no thread of those that sync recordings."""
    threads = ThreadPoolExecutor(2)
    asyncio.get_running_loop().set_default_executor(threads)
    decoding, done = threading.Event(), threading.Event()

    def store(self: Intake, *_: object, **__: object) -> None:
        decoding.set()
        done.wait(20)
        raise Undecodable("The file holds no sound.")

    monkeypatch.setattr(Intake, "_store", store)
    opened = [
        server.door.sessions.open(
            server.clinician,
            consent_id=session.consent_id,
            clinician_ref=None,
            source=Source.UPLOAD,
        )
        for _ in range(3)
    ]
    async with asyncio.TaskGroup() as tasks:
        uploads = [tasks.create_task(uploaded(server, one)) for one in opened]
        await to_thread.run_sync(decoding.wait)
        async with server.socket(session.session_id) as client:
            await client.start()
            await client.send(b"\1\0" * 100, at=0)
            await client.told("ack", next_offset=100)
        done.set()
    assert [task.result().status_code for task in uploads] == [422] * 3


async def test_an_upload_over_streamed_audio_is_refused(server: Any, session: Session) -> None:
    async with server.socket(session.session_id) as client:
        await client.start()
        await client.send(b"\1\0" * 100, at=0)
        await client.told("ack", next_offset=100)
        assert (await uploaded(server, session)).status_code == 409
    await server.settled(session.session_id)
    assert (await uploaded(server, session)).status_code == 409
    assert server.stored(session.session_id) == b"\1\0" * 100


async def test_playing_back(server: Any, session: Session) -> None:
    path = f"/sessions/{session.session_id}/audio"
    async with server.rest() as rest:
        assert (await rest.get(path)).status_code == 404
        await uploaded(server, session)
        whole = await rest.get(path)
        part = await rest.get(path, params={"start": 0.5, "end": 1.25})
        beyond = await rest.get(path, params={"start": 99})
        backwards = await rest.get(path, params={"start": 1, "end": 0.5})
        wrong = await rest.get(path, params={"start": "nan"})
    assert whole.headers["content-type"] == "audio/wav"
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.content == WAV
    assert int(whole.headers["content-length"]) == len(WAV)
    with wave.open(io.BytesIO(part.content)) as file:
        assert (file.getframerate(), file.getnchannels()) == (12_000, 2)
        assert file.readframes(99_999) == SAMPLES[6000:15_000].tobytes()
    assert len(beyond.content) == 44
    assert (backwards.status_code, wrong.status_code) == (400, 422)
    assert actions(server, session).count("audio.read") == 5


async def test_destroyed_audio_is_not_played(server: Any, session: Session) -> None:
    await uploaded(server, session)
    server.door.vault.delete_log(session.session_id, "audio")
    async with server.rest() as rest:
        assert (await rest.get(f"/sessions/{session.session_id}/audio")).status_code == 404


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-", 0, len(WAV) - 1),
        ("bytes=0-43", 0, 43),
        ("bytes=10-60", 10, 60),
        ("bytes=45-50", 45, 50),
        ("bytes=48047-60001", 48_047, 60_001),
        ("bytes=-5", len(WAV) - 5, len(WAV) - 1),
    ],
)
async def test_byte_ranges(
    server: Any, session: Session, wanted: str, first: int, last: int
) -> None:
    await uploaded(server, session)
    async with server.rest() as rest:
        answer = await rest.get(f"/sessions/{session.session_id}/audio", headers={"Range": wanted})
    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(WAV)}"
    assert answer.content == WAV[first : last + 1]


async def test_a_range_beyond_the_end(server: Any, session: Session) -> None:
    await uploaded(server, session)
    async with server.rest() as rest:
        answer = await rest.get(
            f"/sessions/{session.session_id}/audio", headers={"Range": "bytes=999999-"}
        )
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(WAV)}"


async def test_others_may_not_listen(server: Any, session: Session) -> None:
    await uploaded(server, session)
    for who, status in (
        (Principal(Role.CLINICIAN, "dr-b"), 404),
        (Principal(Role.AUDITOR, "dr-a"), 403),
        (Principal(Role.ADMIN, "dr-a"), 403),
    ):
        async with server.rest(who) as rest:
            answer = await rest.get(f"/sessions/{session.session_id}/audio")
            assert answer.status_code == status
    assert "audio.read" not in actions(server, session)


async def test_events(server: Any, session: Session, live: ScriptedLive) -> None:
    live.overheard[session.session_id] = [{"type": "final", "text": "line\nbreak"}]
    async with server.rest() as rest:
        answer = await rest.get(f"/sessions/{session.session_id}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    event, data, _ = answer.text.split("\n", 2)
    assert event == "event: final"
    assert json.loads(data.removeprefix("data: ")) == {"type": "final", "text": "line\nbreak"}
    assert "session.follow" in actions(server, session)


async def test_the_interface_is_described(server: Any) -> None:
    async with server.rest() as rest:
        described = (await rest.get(f"http://127.0.0.1:{server.port}/openapi.json")).json()
    assert (
        "multipart/form-data"
        in (
            described["paths"]["/v1/sessions/{session_id}/recording"]["post"]["requestBody"][
                "content"
            ]
        )
    )


async def test_null_is_what_an_optional_field_is_without_it(server: Any) -> None:
    nulls = {"jurisdiction": None, "part2": None, "expires_at": None}
    async with server.rest() as rest:
        consent = (await rest.post("/consents", json=CONSENT | nulls)).json()
        opened = await rest.post(
            "/sessions",
            json={
                **consent,
                "source": "upload",
                "clinician_ref": None,
                "modality": None,
                "language": None,
                "template": None,
                "context": None,
            },
        )
    assert opened.status_code == 201
    session = server.door.sessions.get(opened.json()["session_id"])
    assert session.template == "soap"
    assert not server.door.consents.get(session.consent_id).part2


async def test_a_session_may_say_what_is_spoken(server: Any) -> None:
    async with server.rest() as rest:
        consent = (await rest.post("/consents", json=CONSENT)).json()
        body = {**consent, "source": "upload"}
        opened = (await rest.post("/sessions", json={**body, "language": "ES"})).json()
        shown = (await rest.get(f"/sessions/{opened['session_id']}")).json()
        wrong = await rest.post("/sessions", json={**body, "language": "klingon"})
    assert shown["language"] == "es"
    assert server.door.sessions.get(opened["session_id"]).language == "es"
    assert wrong.status_code == 422
    assert "language" in wrong.json()["detail"]
    assert "klingon" not in wrong.text


@pytest.mark.parametrize("limits", [IngestLimits(languages=frozenset({"en"}))])
async def test_a_language_that_the_recognizer_does_not_hear_is_refused(server: Any) -> None:
    async with server.rest() as rest:
        consent = (await rest.post("/consents", json=CONSENT)).json()
        body = {**consent, "source": "upload"}
        refused = await rest.post("/sessions", json={**body, "language": "de"})
        taken = await rest.post("/sessions", json={**body, "language": "en"})
    assert refused.status_code == 422
    assert "INGLENOOK_ASR_MODEL" in refused.json()["detail"]
    assert taken.status_code == 201


async def test_what_is_not_json_is_told_so(server: Any) -> None:
    async with server.rest() as rest:
        answer = await rest.post(
            "/consents", content=b"{oops", headers={"Content-Type": "application/json"}
        )
    assert answer.status_code == 422
    assert answer.json()["detail"] == "The body must be JSON."


async def test_a_revoked_session_has_no_events(server: Any, session: Session) -> None:
    async with server.rest() as rest:
        await rest.post(f"/consents/{session.consent_id}/revoke", json={"reason": "withdrawn"})
        answer = await rest.get(f"/sessions/{session.session_id}/events")
    assert answer.status_code == 410
