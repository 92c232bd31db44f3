"""A stretch of a recording as a WAV response with byte ranges."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus

from starlette.responses import Response, StreamingResponse

from ingest.errors import ConsentRevoked, Malformed
from ingest.problem import problem
from ingest.recording import Recording, Recordings
from ingest.session import Session, SessionState
from ingest.wav import HEADER_BYTES, ByteRange, Unsatisfiable, read_range, wav_header
from vault import NotHeld


async def play(
    recordings: Recordings,
    session: Session,
    *,
    start_s: float,
    end_s: float | None,
    wanted: str | None,
) -> Response:
    """The durable audio between two seconds, at the rate and channels received.

    `wanted` is the request's `Range`, over the bytes of the WAV made of that stretch.
    Raises `NotHeld`, `Malformed`, `ConsentRevoked`, `KeyDestroyed`, `Tampered`.
    """
    if session.state is SessionState.REVOKED:
        raise ConsentRevoked
    if session.sample_rate is None or not await asyncio.to_thread(recordings.kept, session):
        raise NotHeld("The session holds no audio.")
    if end_s is not None and end_s < start_s:
        raise Malformed("end must not lie before start.")
    recording = await asyncio.to_thread(recordings.of, session)
    await asyncio.to_thread(recording.probe)
    first = min(round(start_s * recording.sample_rate), recording.durable_end)
    last = recording.durable_end
    if end_s is not None:
        last = max(first, min(round(end_s * recording.sample_rate), last))
    total = HEADER_BYTES + (last - first) * 2 * recording.channels
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "no-store"}
    try:
        part = read_range(wanted, total)
    except Unsatisfiable:
        headers["Content-Range"] = f"bytes */{total}"
        return problem(416, "The recording holds no such bytes.", headers)
    status = HTTPStatus.OK
    if part is not None:
        status = HTTPStatus.PARTIAL_CONTENT
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{total}"
    sent = part or ByteRange(0, total - 1)
    headers["Content-Length"] = str(sent.length)
    body = _wav_bytes(recording, first, last, sent)
    return StreamingResponse(body, status, headers, media_type="audio/wav")


async def _wav_bytes(
    recording: Recording, first: int, last: int, sent: ByteRange
) -> AsyncIterator[bytes]:
    """Bytes `sent` of the WAV that holds sample frames `first` to `last` (not counted)."""
    frame_bytes = 2 * recording.channels
    header = wav_header(
        sample_rate=recording.sample_rate, channels=recording.channels, frames=last - first
    )
    if sent.first < HEADER_BYTES:
        yield header[sent.first : sent.last + 1]
    begin = max(0, sent.first - HEADER_BYTES)
    left = sent.last - HEADER_BYTES - begin + 1
    skipped = begin % frame_bytes
    position = first + begin // frame_bytes
    while left > 0:
        stretch = await asyncio.to_thread(recording.stretch, position)
        if not stretch:
            return
        position = stretch[-1].end
        for chunk in stretch:
            data = chunk.samples.astype("<i2", copy=False).tobytes()[skipped:][: max(0, left)]
            skipped = 0
            left -= len(data)
            if data:
                yield data
