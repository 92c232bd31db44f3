"""Files that are not what they say, not whole, or made to do harm."""

import gzip
import io
import socket
import struct
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
import pytest

from ingest import Undecodable
from ingest.files import examine
from ingest.wav import wav_header

TONE = (np.sin(np.arange(20 * 16_000) / 16_000 * 2000) * 8000).astype("<i2")


def wav(samples: np.ndarray = TONE, rate: int = 16_000) -> bytes:
    return wav_header(sample_rate=rate, channels=1, frames=len(samples)) + samples.tobytes()


def encoded(container: str, codec: str, rate: int = 16_000) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate)
        stream.codec_context.layout = "mono"
        converter = av.AudioResampler(stream.codec_context.format, "mono", rate)
        frame = av.AudioFrame.from_ndarray(TONE.astype(np.int16).reshape(1, -1), "s16", "mono")
        frame.sample_rate = 16_000
        for part in [*converter.resample(frame), *converter.resample(None)]:
            output.mux(stream.encode(part))
        output.mux(stream.encode(None))
    return file.getvalue()


def film() -> bytes:
    """Pictures without sound."""
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as output:
        stream = output.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for shade in range(20):
            picture = np.full((64, 64, 3), shade * 10, np.uint8)
            output.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        output.mux(stream.encode(None))
    return file.getvalue()


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("talk.wav", wav())
    return file.getvalue()


def header(rate: int, channels: int) -> bytes:
    """A WAV that claims to be so."""
    block = channels * 2 & 0xFFFF
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * block & 0xFFFFFFFF, block, 16)
    data = TONE.tobytes()
    chunks = b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WAVE" + chunks


def crc(data: bytes, bits: int, polynomial: int) -> int:
    value = 0
    for byte in data:
        value ^= byte << bits - 8
        for _ in range(8):
            value = value << 1 ^ (polynomial if value >> bits - 1 & 1 else 0)
            value &= (1 << bits) - 1
    return value


def flac_bomb(seconds: int) -> bytes:
    """14 bytes of FLAC for each 8 seconds of one value."""
    rate, block = 8000, 65_535
    info = struct.pack(">HH", block, block) + bytes(6)
    info += ((rate << 44 | 15 << 36) & (1 << 64) - 1).to_bytes(8) + bytes(16)
    frames = []
    for number in range(seconds * rate // block + 1):
        coded = (
            number.to_bytes(1) if number < 128 else bytes([0xC0 | number >> 6, 0x80 | number & 63])
        )
        head = b"\xff\xf8\x70\x08" + coded + struct.pack(">H", block - 1)
        frame = head + crc(head, 8, 0x07).to_bytes(1) + b"\0" + struct.pack(">h", 999)
        frames.append(frame + crc(frame, 16, 0x8005).to_bytes(2))
    return b"fLaC\x80" + len(info).to_bytes(3) + info + b"".join(frames)


def refusal(data: bytes, name: str = "") -> str:
    file: BinaryIO = io.BytesIO(data)
    if name:
        file.name = name  # type: ignore[misc]
    with pytest.raises(Undecodable) as refused:
        examine(file)
    assert "\n" not in str(refused.value)
    return str(refused.value)


DISGUISED = {
    "text": b"The client slept badly. " * 900,
    "page": b"<!doctype html><html><body><p>Not found</p></body></html>" * 50,
    "archive": zipped(),
    "packed": gzip.compress(wav()),
    "program": Path(sys.executable).resolve().read_bytes()[:300_000],
    "Windows program": b"MZ\x90\0" + bytes(200) + b"PE\0\0" + bytes(5000),
    "document": b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog>>endobj\n" * 300,
    "picture": b"\x89PNG\r\n\x1a\n" + bytes(4000),
    "drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://x/"/></svg>',
    "database": b"SQLite format 3\0" + bytes(8000),
    "subtitles": b"1\n00:00:01,000 --> 00:00:02,000\nhello\n\n" * 50,
    "zeros": bytes(100_000),
    "noise": np.random.default_rng(3).bytes(300_000),
}


@pytest.mark.parametrize("kind", DISGUISED)
def test_what_only_calls_itself_a_recording(kind: str) -> None:
    for name in ("talk.wav", "talk.mp3", "talk.g722", "talk.sln", "talk.m3u8"):
        refusal(DISGUISED[kind], name)


def test_each_refusal_says_why() -> None:
    assert "empty" in refusal(b"")
    assert "no audio track" in refusal(film())
    assert "silent" in refusal(wav(np.zeros(80_000, "<i2")))
    dither = np.random.default_rng(1).integers(-2, 3, 80_000).astype("<i2")
    assert "silent" in refusal(wav(dither))
    assert "no sound" in refusal(wav(TONE[:0]))
    whole = encoded("ipod", "aac")
    assert "index" in refusal(whole[: len(whole) // 2])


def test_a_quiet_recording_is_not_silent() -> None:
    assert examine(io.BytesIO(wav((TONE // 200).astype("<i2")))).frames == len(TONE)


@pytest.mark.parametrize(
    ("rate", "channels"),
    [(0, 1), (1, 1), (16_000, 0), (16_000, 65_535), (16_000, 33), (2**32 - 1, 1), (10**6, 2)],
)
def test_absurd_headers(rate: int, channels: int) -> None:
    refusal(header(rate, channels))


def test_hours_of_nothing_in_a_few_bytes() -> None:
    assert examine(io.BytesIO(flac_bomb(300))).frames >= 300 * 8000
    bomb = flac_bomb(3 * 3600)
    assert len(bomb) < 25_000
    assert "cannot be a recording" in refusal(bomb)


REFERRING = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{url}\n#EXT-X-ENDLIST\n",
    "encrypted hls": '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXT-X-KEY:METHOD=AES-128,URI="{url}"\n'
    "#EXTINF:9,\n{url}\n#EXT-X-ENDLIST\n",
    "master": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{url}\n",
    "concat": "ffconcat version 1.0\nfile '{url}'\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'mediaPresentationDuration="PT9S"><Period><AdaptationSet mimeType="audio/mp4">'
    '<Representation id="1" bandwidth="1"><BaseURL>{url}</BaseURL></Representation>'
    "</AdaptationSet></Period></MPD>",
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\na=control:{url}\n"
    "m=audio {port} RTP/AVP 0\n",
    "list": "[playlist]\nFile1={url}\nNumberOfEntries=1\n",
    "asx": '<asx version="3.0"><entry><ref href="{url}"/></entry></asx>',
    "imf": '<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/'
    '2067-3/2016"><Id>{url}</Id></CompositionPlaylist>',
}


@pytest.mark.parametrize("kind", REFERRING)
@pytest.mark.parametrize("scheme", ["http", "tcp", "file", "path", "crypto"])
def test_no_other_file_and_no_address_is_opened(kind: str, scheme: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(wav())
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = listening.getsockname()[1]
        url = {
            "http": f"http://127.0.0.1:{port}/a.wav",
            "tcp": f"tcp://127.0.0.1:{port}",
            "file": f"file://{secret}",
            "path": str(secret),
            "crypto": f"crypto:file:{secret}",
        }[scheme]
        refusal(REFERRING[kind].format(url=url, port=port).encode(), "talk.wav")
        listening.setblocking(False)
        with pytest.raises(BlockingIOError):
            listening.accept()


WHOLE = {
    "wav": wav(),
    "flac": encoded("flac", "flac"),
    "mp3": encoded("mp3", "libmp3lame"),
    "ogg": encoded("ogg", "libopus", 48_000),
    "matroska": encoded("matroska", "libopus", 48_000),
    "webm": encoded("webm", "libopus", 48_000),
    "aiff": encoded("aiff", "pcm_s16be"),
    "wavpack": encoded("wv", "wavpack"),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_of_a_file_cut_short_what_is_there_is_kept_and_told(kind: str) -> None:
    whole = WHOLE[kind]
    found = examine(io.BytesIO(whole))
    assert found.notices == ()
    assert abs(found.frames / found.sample_rate - 20) < 0.2
    cut = examine(io.BytesIO(whole[: len(whole) * 3 // 5]))
    assert 8 < cut.frames / cut.sample_rate < 14
    assert "ends early" in cut.notices[0]


def test_of_a_damaged_file_what_can_be_read_is_kept_and_told() -> None:
    spoilt = bytearray(WHOLE["flac"])
    for place in range(20_000, len(spoilt) - 20_000, 8_000):
        spoilt[place : place + 400] = bytes(400)
    found = examine(io.BytesIO(bytes(spoilt)))
    assert found.frames > 10 * 16_000
    assert found.notices


def test_pictures_are_passed_over() -> None:
    """A film with sound is a recording; its pictures are not decoded."""
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as output:
        pictures = output.add_stream("mpeg4", rate=10)
        pictures.width = pictures.height = 64
        pictures.pix_fmt = "yuv420p"
        sound = output.add_stream("pcm_s16le", rate=16_000)
        sound.codec_context.layout = "mono"
        for shade in range(20):
            picture = np.full((64, 64, 3), shade * 10, np.uint8)
            output.mux(pictures.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        frame = av.AudioFrame.from_ndarray(TONE[:32_000].reshape(1, -1), "s16", "mono")
        frame.sample_rate = 16_000
        output.mux(sound.encode(frame))
        output.mux([*pictures.encode(None), *sound.encode(None)])
    found = examine(io.BytesIO(file.getvalue()))
    assert (found.frames, found.notices) == (32_000, ())
