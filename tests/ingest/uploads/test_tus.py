"""tus 1.0 on a real server: raw requests, and the official Python client."""

import asyncio
import base64
import hashlib
import io
from dataclasses import replace
from typing import Any

import httpx
import numpy as np
import pytest
from tusclient.client import TusClient
from tusclient.exceptions import TusUploadFailed

from ingest import IngestLimits, Session, SessionState
from ingest.scripted import ScriptedLive
from ingest.uploads.intake import Intake
from ingest.uploads.upload import UploadState
from ingest.wav import wav_header
from vault import Principal, Role

SAMPLES = np.random.default_rng(5).integers(-9000, 9000, (24_000, 2)).astype("<i2")
WAV = wav_header(sample_rate=12_000, channels=2, frames=24_000) + SAMPLES.tobytes()
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}


def described(session: Session, **more: str) -> str:
    values = {"session_id": session.session_id, "filename": "Maria's talk.wav", **more}
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in values.items())


async def begun(rest: httpx.AsyncClient, session: Session, **headers: str) -> httpx.Response:
    given = {**TUS, "Upload-Length": str(len(WAV)), "Upload-Metadata": described(session)}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return await rest.post("/uploads", headers={k: v for k, v in given.items() if v})


async def sent(
    rest: httpx.AsyncClient, url: str, data: bytes, offset: int, **headers: str
) -> httpx.Response:
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    given = {**PIECE, "Upload-Offset": str(offset), **more}
    return await rest.patch(url, content=data, headers=given)


def root(server: Any, answer: httpx.Response) -> str:
    """The address that `Location` names."""
    return f"http://127.0.0.1:{server.port}{answer.headers['location']}"


def on_disk(server: Any) -> bytes:
    files = [path for path in server.door.vault.folder.rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in files)


def is_recorded(server: Any, session: Session, live: ScriptedLive) -> bool:
    kept = server.door.sessions.get(session.session_id)
    return (
        kept.state is SessionState.FINISHING
        and live.finished == [session.session_id]
        and server.stored(session.session_id) == SAMPLES.tobytes()
    )


async def test_discovery_needs_no_token(server: Any) -> None:
    async with server.rest(headers={}) as rest:
        for path in ("/uploads", "/uploads/", f"http://127.0.0.1:{server.port}/uploads"):
            answer = await rest.options(path)
            assert answer.status_code == 204
            assert answer.headers["tus-version"] == answer.headers["tus-resumable"] == "1.0.0"
            assert int(answer.headers["tus-max-size"]) == IngestLimits().max_upload_bytes
            assert set(answer.headers["tus-extension"].split(",")) == {
                "creation",
                "creation-with-upload",
                "creation-defer-length",
                "checksum",
                "expiration",
                "termination",
            }
            assert "sha1" in answer.headers["tus-checksum-algorithm"].split(",")


async def test_pieces_become_the_recording(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    async with server.rest(timeout=30) as rest:
        answer = await begun(rest, session)
        assert (answer.status_code, answer.headers["tus-resumable"]) == (201, "1.0.0")
        assert "upload-expires" in answer.headers
        url = root(server, answer)
        at_once = await rest.head(url, headers=TUS)
        assert (at_once.headers["upload-offset"], at_once.status_code) == ("0", 200)
        first = await sent(rest, url, WAV[:50_000], 0)
        assert (first.status_code, first.headers["upload-offset"]) == (204, "50000")
        assert "upload-expires" in first.headers
        assert SAMPLES.tobytes()[:40] not in on_disk(server)
        assert b"Maria" not in on_disk(server)
        looked = await rest.head(url, headers=TUS)
        assert looked.headers["upload-offset"] == "50000"
        assert looked.headers["upload-length"] == str(len(WAV))
        assert looked.headers["upload-metadata"] == described(session)
        assert looked.headers["cache-control"] == "no-store"
        wrong = await sent(rest, url, WAV[:10], 0)
        assert wrong.status_code == 409
        assert wrong.headers["content-type"] == "application/problem+json"
        last = await sent(rest, url, WAV[50_000:], 50_000)
        assert (last.status_code, last.headers["upload-offset"]) == (204, str(len(WAV)))
        done = await rest.head(url, headers=TUS)
        assert done.headers["upload-offset"] == str(len(WAV))
        second = await begun(rest, session)
        assert second.status_code == 409
    assert is_recorded(server, session, live)
    assert server.door.vault.log_names(session.session_id) == ["audio"]
    entries = server.door.vault.audit_entries(session_id=session.session_id)
    told = [entry.record.action for entry in entries]
    assert told.count("upload.add") == 3
    assert {"upload.begin", "upload.read", "upload.whole", "upload.done"} <= set(told)


async def test_the_first_piece_may_come_with_the_creation(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    async with server.rest(timeout=30) as rest:
        headers = {**PIECE, "Upload-Length": str(len(WAV)), "Upload-Metadata": described(session)}
        answer = await rest.post("/uploads", content=WAV, headers=headers)
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(len(WAV)))
    assert is_recorded(server, session, live)


async def test_the_length_may_be_told_later(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    async with server.rest(timeout=30) as rest:
        url = root(server, await begun(rest, session, Upload_Length="", Upload_Defer_Length="1"))
        await sent(rest, url, WAV[:9999], 0)
        looked = await rest.head(url, headers=TUS)
        assert looked.headers["upload-defer-length"] == "1"
        assert "upload-length" not in looked.headers
        less = await sent(rest, url, b"", 9999, Upload_Length="10")
        assert less.status_code == 400
        told = await sent(rest, url, WAV[9999:20_000], 9999, Upload_Length=str(len(WAV)))
        assert told.status_code == 204
        again = await sent(rest, url, b"", 20_000, Upload_Length=str(len(WAV) + 1))
        assert again.status_code == 400
        assert (await sent(rest, url, WAV[20_000:], 20_000)).status_code == 204
    assert is_recorded(server, session, live)


async def test_checksums(server: Any, session: Session, live: ScriptedLive) -> None:
    def of(algorithm: str, data: bytes) -> str:
        return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"

    async with server.rest(timeout=30) as rest:
        url = root(server, await begun(rest, session))
        spoilt = await sent(rest, url, WAV[:5000], 0, Upload_Checksum=of("sha1", b"other"))
        assert spoilt.status_code == 460
        assert spoilt.headers["content-type"] == "application/problem+json"
        assert (await rest.head(url, headers=TUS)).headers["upload-offset"] == "0"
        for wrong in ("crc99 AAAA", "sha1 ???"):
            assert (await sent(rest, url, WAV, 0, Upload_Checksum=wrong)).status_code == 400
        offset = 0
        for algorithm in ("sha1", "sha256", "md5", "sha512"):
            piece = WAV[offset : offset + len(WAV) // 4]
            answer = await sent(rest, url, piece, offset, Upload_Checksum=of(algorithm, piece))
            assert answer.status_code == 204
            offset += len(piece)
    assert is_recorded(server, session, live)


CANNOT_BE_BEGUN: list[tuple[dict[str, str], int]] = [
    ({"Tus-Resumable": ""}, 412),
    ({"Tus-Resumable": "0.2.2"}, 412),
    ({"Upload-Length": ""}, 400),
    ({"Upload-Length": "-1"}, 400),
    ({"Upload-Length": "ten"}, 400),
    ({"Upload-Length": "9" * 30}, 400),
    ({"Upload-Defer-Length": "1"}, 400),
    ({"Upload-Length": "", "Upload-Defer-Length": "2"}, 400),
    ({"Upload-Length": str(3 << 30)}, 413),
    ({"Upload-Length": "0"}, 422),
    ({"Upload-Metadata": ""}, 400),
    ({"Upload-Metadata": "session_id"}, 400),
    ({"Upload-Metadata": "session_id !!!"}, 400),
    ({"Upload-Metadata": f"session_id {base64.b64encode(b'ses-none').decode()}"}, 404),
    ({"Upload-Metadata": "a YQ==,a YQ=="}, 400),
]


async def test_what_cannot_be_begun(server: Any, session: Session) -> None:
    async with server.rest() as rest:
        for headers, status in CANNOT_BE_BEGUN:
            answer = await begun(rest, session, **headers)
            assert answer.status_code == status, (headers, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["tus-resumable"] == "1.0.0"
            assert status != 412 or answer.headers["tus-version"] == "1.0.0"


async def test_pieces_that_are_refused(server: Any, session: Session) -> None:
    async with server.rest(timeout=30) as rest:
        url = root(server, await begun(rest, session))
        plain = {**PIECE, "Content-Type": "audio/wav", "Upload-Offset": "0"}
        assert (await rest.patch(url, content=WAV, headers=plain)).status_code == 415
        assert (await rest.patch(url, content=WAV, headers=PIECE)).status_code == 400
        assert (await sent(rest, url, WAV, 0, Tus_Resumable="2.0.0")).status_code == 412
        assert (await sent(rest, url, WAV, 1)).status_code == 409
        assert (await sent(rest, url, WAV + b"x", 0)).status_code == 413
        assert (await sent(rest, f"{url}0", WAV, 0)).status_code == 404
        assert (await rest.head(f"{url}0", headers=TUS)).status_code == 404
        assert (await rest.head(url, headers=TUS)).headers["upload-offset"] == "0"


async def test_others_find_no_upload(server: Any, session: Session) -> None:
    async with server.rest() as rest:
        url = root(server, await begun(rest, session))
    for who, status in (
        (Principal(Role.CLINICIAN, "dr-b"), 404),
        (Principal(Role.BRIDGE, "zoom"), 404),
        (Principal(Role.CLINICIAN, "dr-a", "south"), 404),
        (Principal(Role.AUDITOR, "dr-a"), 403),
    ):
        async with server.rest(who) as rest:
            assert (await begun(rest, session)).status_code == status
            assert (await rest.head(url, headers=TUS)).status_code == status
            assert (await sent(rest, url, WAV, 0)).status_code == status
            assert (await rest.delete(url, headers=TUS)).status_code == status
    async with server.rest(headers={}) as rest:
        answer = await sent(rest, url, WAV, 0)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_consent_is_asked_each_time(server: Any, session: Session) -> None:
    async with server.rest() as rest:
        url = root(server, await begun(rest, session))
        await sent(rest, url, WAV[:5000], 0)
        await rest.post(f"/consents/{session.consent_id}/revoke", json={"reason": "withdrawn"})
        assert (await sent(rest, url, WAV[5000:], 5000)).status_code == 410
        assert (await rest.head(url, headers=TUS)).status_code == 410
        assert (await begun(rest, session)).status_code in (403, 410)
    assert server.door.vault.log_names(session.session_id) == []


async def test_termination(server: Any, session: Session) -> None:
    async with server.rest() as rest:
        url = root(server, await begun(rest, session))
        await sent(rest, url, WAV[:5000], 0)
        answer = await rest.delete(url, headers=TUS)
        assert (answer.status_code, answer.headers["tus-resumable"]) == (204, "1.0.0")
        assert (await rest.head(url, headers=TUS)).status_code == 410
        assert (await sent(rest, url, WAV[5000:], 5000)).status_code == 410
        assert (await rest.delete(url, headers=TUS)).status_code == 410
        assert server.door.vault.log_names(session.session_id) == []
        assert (await begun(rest, session)).status_code == 201


async def test_a_client_that_can_only_post(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    async with server.rest(timeout=30) as rest:
        url = root(server, await begun(rest, session))
        as_head = {**TUS, "X-HTTP-Method-Override": "HEAD"}
        assert (await rest.post(url, headers=as_head)).headers["upload-offset"] == "0"
        as_patch = {**PIECE, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
        assert (await rest.post(url, content=WAV, headers=as_patch)).status_code == 204
    assert is_recorded(server, session, live)


@pytest.mark.parametrize("limits", [IngestLimits(upload_ttl_s=0, handover_s=0.1)])
async def test_what_is_out_of_time_is_gone(server: Any, session: Session) -> None:
    async with server.rest() as rest:
        url = root(server, await begun(rest, session))
        assert (await sent(rest, url, WAV, 0)).status_code == 410
    await Intake.of(server.door).take_up()
    assert server.door.vault.blobs.names(session.session_id) == []


@pytest.mark.parametrize("limits", [IngestLimits(uploads_open=2, handover_s=0.1)])
async def test_a_session_has_few_uploads(server: Any, session: Session) -> None:
    async with server.rest() as rest:
        assert [(await begun(rest, session)).status_code for _ in range(3)] == [201, 201, 409]


async def test_what_is_not_audio_is_refused_and_forgotten(server: Any, session: Session) -> None:
    text = b"no audio at all" * 99
    async with server.rest(timeout=30) as rest:
        url = root(server, await begun(rest, session, Upload_Length=str(len(text))))
        answer = await sent(rest, url, text, 0)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert (await rest.head(url, headers=TUS)).status_code == 410
    assert server.door.vault.log_names(session.session_id) == []
    assert server.door.sessions.get(session.session_id).state is SessionState.OPEN


async def test_a_connection_that_breaks_keeps_what_came(
    server: Any, session: Session, live: ScriptedLive
) -> None:
    async with server.rest(timeout=30) as rest:
        answer = await begun(rest, session)
        url, path = root(server, answer), answer.headers["location"]
        token = server.token()["Authorization"]
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        head = (
            f"PATCH {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n"
            f"Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Length: {len(WAV)}\r\n"
            "Content-Type: application/offset+octet-stream\r\n\r\n"
        )
        writer.write(head.encode() + WAV[:30_000])
        await writer.drain()
        await asyncio.sleep(0.3)
        writer.transport.abort()
        await server.settled(session.session_id)
        held = int((await rest.head(url, headers=TUS)).headers["upload-offset"])
        assert held == 30_000
        assert (await sent(rest, url, WAV[held:], held)).status_code == 204
    assert is_recorded(server, session, live)


async def test_work_cut_by_a_crash_goes_on(
    server: Any, session: Session, live: ScriptedLive, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut:
        add, calls = Intake._add, list[Any]()

        def add_once(self: Intake, recording: Any, chunk: Any) -> None:
            if calls:
                raise OSError("the power failed")
            calls.append(chunk)
            add(self, recording, chunk)

        cut.setattr(Intake, "_add", add_once)
        async with server.rest(timeout=30) as rest:
            url = root(server, await begun(rest, session))
            assert (await sent(rest, url, WAV, 0)).status_code == 500
    assert 0 < len(server.stored(session.session_id)) < SAMPLES.nbytes
    await Intake.of(server.door).take_up()
    assert is_recorded(server, session, live)
    assert server.door.vault.log_names(session.session_id) == ["audio"]


async def test_a_request_that_died_with_the_server_leaves_nothing(
    server: Any, session: Session, clinician: Principal
) -> None:
    intake = Intake.of(server.door)
    upload = intake.uploads.begin(clinician, session, length=None, state=UploadState.ONE_SHOT)
    await intake.take_up()
    assert intake.uploads.get(upload.upload_id) == replace(upload, state=UploadState.GONE)


async def test_the_official_client(server: Any, session: Session, live: ScriptedLive) -> None:
    client = TusClient(f"http://127.0.0.1:{server.port}/v1/uploads", headers=server.token())

    def upload() -> None:
        named = {"session_id": session.session_id, "channel_roles": "clinician,client"}
        file = io.BytesIO(WAV)
        first = client.uploader(
            file_stream=file, metadata=named, chunk_size=20_000, upload_checksum=True
        )
        first.upload_chunk()
        resumed = client.uploader(file_stream=file, url=first.url, chunk_size=20_000)
        assert resumed.offset == 20_000
        resumed.upload()

    await asyncio.to_thread(upload)
    assert is_recorded(server, session, live)
    assert server.door.sessions.get(session.session_id).channel_roles == ("clinician", "client")


async def test_the_official_client_is_told_why_not(server: Any, session: Session) -> None:
    client = TusClient(f"http://127.0.0.1:{server.port}/uploads", headers=server.token())

    def upload() -> None:
        named = {"session_id": session.session_id}
        client.uploader(file_stream=io.BytesIO(b"text " * 99), metadata=named).upload()

    with pytest.raises(TusUploadFailed) as refused:
        await asyncio.to_thread(upload)
    assert refused.value.status_code == 422
    assert b"detail" in refused.value.response_content
