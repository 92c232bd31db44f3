"""A recording in pieces, through the death of the server, heard as a streamed one is."""

from typing import Any

import pytest
from practice import Practice
from tusclient.client import TusClient

from ingest.wav import wav_header
from inglenook.client import Track

pytestmark = [pytest.mark.e2e, pytest.mark.models]


def spoken(transcript: dict[str, Any]) -> list[str]:
    return [word["text"].strip() for turn in transcript["turns"] for word in turn["words"]]


def test_an_upload_goes_on_after_the_server_was_killed(
    own_practice: Practice, two_channels: Track, tmp_path: Any
) -> None:
    practice, server = own_practice, own_practice.server
    port = int(server.url.rpartition(":")[2])
    session_id = practice.session(source="upload")
    frames = len(two_channels.samples)
    header = wav_header(sample_rate=two_channels.sample_rate, channels=2, frames=frames)
    path = tmp_path / "talk.wav"
    path.write_bytes(header + two_channels.samples.tobytes())
    client = TusClient(
        f"{server.url}/v1/uploads", headers={"Authorization": f"Bearer {practice.token()}"}
    )
    named = {"session_id": session_id, "channel_roles": "clinician,client"}
    piece = path.stat().st_size // 4
    with path.open("rb") as file:
        first = client.uploader(
            file_stream=file, metadata=named, chunk_size=piece, upload_checksum=True
        )
        first.upload_chunk()
        first.upload_chunk()
        server.kill()
        plain = two_channels.samples[frames // 8 : frames // 8 + 2000].tobytes()
        files = [found for found in server.data.rglob("*") if found.is_file()]
        assert not any(plain in found.read_bytes() for found in files)
        server.start(port)
        resumed = client.uploader(file_stream=file, url=first.url, chunk_size=piece)
        assert resumed.offset == 2 * piece
        resumed.upload()
    practice.draft(session_id)
    uploaded = practice.transcript(session_id)
    assert uploaded["duration"] == pytest.approx(two_channels.seconds, abs=0.01)
    with practice.rest() as rest:
        played = rest.get(f"/v1/sessions/{session_id}/audio")
    assert played.content == path.read_bytes()
    streamed_id = practice.session()
    practice.stream(streamed_id, two_channels, channel_roles=("clinician", "client"))
    practice.draft(streamed_id)
    assert spoken(uploaded) == spoken(practice.transcript(streamed_id))
