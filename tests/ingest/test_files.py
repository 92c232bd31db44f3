"""Files of any kind."""

import io
from pathlib import Path

import av
import numpy as np
import pytest

from ingest import TooLarge, Undecodable
from ingest.files import Examined, examine, open_audio
from ingest.wav import wav_header


def wav(rate: int, channels: int, frames: int) -> bytes:
    samples = np.random.default_rng(1).integers(-9000, 9000, frames * channels).astype("<i2")
    return wav_header(sample_rate=rate, channels=channels, frames=frames) + samples.tobytes()


def encoded(container: str, codec: str, rate: int, layout: str, seconds: int = 3) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate)
        stream.codec_context.layout = layout
        converter = av.AudioResampler(stream.codec_context.format, layout, rate)
        tone = np.sin(np.arange(rate * seconds) / rate * 2000) * 8000
        frame = av.AudioFrame.from_ndarray(tone.astype(np.int16).reshape(1, -1), "s16", "mono")
        frame.sample_rate = rate
        for part in [*converter.resample(frame), *converter.resample(None)]:
            output.mux(stream.encode(part))
        output.mux(stream.encode(None))
    return file.getvalue()


def test_a_wav_comes_out_as_it_went_in() -> None:
    data = wav(24_000, 2, 60_000)
    with open_audio(io.BytesIO(data)) as audio:
        assert (audio.sample_rate, audio.channels) == (24_000, 2)
        chunks = list(audio.chunks())
    assert [chunk.start for chunk in chunks] == sorted(chunk.start for chunk in chunks)
    assert b"".join(chunk.samples.tobytes() for chunk in chunks) == data[44:]
    assert max(len(chunk.samples) for chunk in chunks) < 2 * 24_000


@pytest.mark.parametrize(
    ("container", "codec", "rate", "layout", "expected"),
    [
        ("ogg", "libopus", 48_000, "mono", (48_000, 1)),
        ("webm", "libopus", 48_000, "stereo", (48_000, 2)),
        ("flac", "flac", 96_000, "5.1", (48_000, 1)),
        ("mp3", "libmp3lame", 22_050, "mono", (22_050, 1)),
        ("ipod", "aac", 44_100, "stereo", (44_100, 2)),
        ("matroska", "pcm_s16le", 4000, "mono", (8000, 1)),
    ],
)
def test_containers_and_codecs(
    container: str, codec: str, rate: int, layout: str, expected: tuple[int, int]
) -> None:
    found = examine(io.BytesIO(encoded(container, codec, rate, layout)))
    assert (found.sample_rate, found.channels) == expected
    assert abs(found.frames / found.sample_rate - 3) < 0.1


def test_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a file.wav"
    path.write_bytes(wav(8000, 1, 8000))
    assert examine(path) == Examined(8000, 1, 8000)
    with pytest.raises(FileNotFoundError), open_audio(tmp_path / "none.wav"):
        pass


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello world " * 500,
        np.random.default_rng(3).bytes(100_000),
        wav(8000, 1, 0),
        wav(8000, 1, 100)[:30],
        encoded("ipod", "aac", 16_000, "mono")[:2000],
    ],
    ids=["empty", "text", "noise", "silent wav", "cut header", "cut m4a"],
)
def test_what_is_not_audio(data: bytes) -> None:
    with pytest.raises(Undecodable) as refused:
        examine(io.BytesIO(data))
    assert "\n" not in str(refused.value)


def test_a_file_cut_short_gives_what_it_holds() -> None:
    whole = encoded("ogg", "libopus", 48_000, "mono")
    found = examine(io.BytesIO(whole[: len(whole) * 2 // 3]))
    assert 48_000 / 2 < found.frames < 3 * 48_000


@pytest.mark.parametrize("reference", ["{path}", "file:{path}", "file://{path}"])
@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{ref}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {ref}\n",
    ],
)
def test_a_playlist_reaches_no_other_file(tmp_path: Path, reference: str, playlist: str) -> None:
    path = tmp_path / "secret.wav"
    path.write_bytes(wav(8000, 1, 8000))
    data = playlist.format(ref=reference.format(path=path)).encode()
    with pytest.raises(Undecodable):
        examine(io.BytesIO(data))


def test_a_limit() -> None:
    with pytest.raises(TooLarge, match="2 seconds"):
        examine(io.BytesIO(wav(8000, 1, 8000 * 3)), max_s=2)
