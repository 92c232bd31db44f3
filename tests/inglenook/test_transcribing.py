"""Recordings and folders of them, on the command line."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.wav import wav_header
from inglenook.cli import main
from inglenook.client import read_track
from inglenook.folder import outputs_of, recordings_in
from inglenook.recorded import FileAudio

SHORT = Path(__file__).parents[1] / "recordings" / "short"


def wav(samples: np.ndarray, channels: int = 1, rate: int = 16_000) -> bytes:
    header = wav_header(sample_rate=rate, channels=channels, frames=len(samples) // channels)
    return header + samples.astype("<i2").tobytes()


def test_what_of_a_folder_is_a_recording(tmp_path: Path) -> None:
    for name in ("b.wav", "a.MP3", "notes.txt", ".hidden.wav", "a.json"):
        (tmp_path / name).touch()
    (tmp_path / "deeper.wav").mkdir()
    found = recordings_in(tmp_path)
    assert [path.name for path in found] == ["a.MP3", "b.wav"]
    assert [path.name for path in outputs_of(found, None, "srt")] == ["a.srt", "b.srt"]
    twins = [tmp_path / "a.wav", tmp_path / "a.mp3"]
    assert outputs_of(twins, Path("o"), "txt") == [Path("o/a.wav.txt"), Path("o/a.mp3.txt")]


def test_a_file_gives_the_same_audio_as_in_memory_each_time(tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    path.write_bytes(wav(np.random.default_rng(2).integers(-9000, 9000, 90_001 * 2), channels=2))
    for split in (False, True):
        track = read_track(path, split_channels=split)
        audio = FileAudio.of(path, split_channels=split)
        assert (audio.sample_rate, audio.channels) == (16_000, track.samples.shape[1])
        assert audio.seconds == track.seconds
        for _ in range(2):
            samples = np.concatenate([chunk.samples for chunk in audio])
            assert np.array_equal(samples, track.samples)


def test_length_takes_no_memory(tmp_path: Path) -> None:
    """A quarter of an hour of two channels at 48 kHz is 165 MiB; the process grows by far less."""
    path = tmp_path / "long.flac"
    script = f"""
import resource
from pathlib import Path
import av, numpy as np
from inglenook.recorded import FileAudio
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
with av.open({str(path)!r}, "w") as output:
    stream = output.add_stream("flac", rate=48_000)
    stream.codec_context.layout = "stereo"
    part = np.tile(np.array([[1000, -1000]], np.int16), 60 * 48_000)
    for _ in range(15):
        frame = av.AudioFrame.from_ndarray(part, "s16", "stereo")
        frame.sample_rate = 48_000
        output.mux(stream.encode(frame))
    output.mux(stream.encode(None))
before = peak()
audio = FileAudio.of(Path({str(path)!r}))
frames = sum(len(chunk.samples) for chunk in audio)
print(frames, peak() - before)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    frames, grown_mib = map(int, done.stdout.split())
    assert frames == 900 * 48_000
    assert grown_mib < 80


@pytest.mark.models
def test_one_bad_file_does_not_end_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    samples = read_track(next(SHORT.glob("session_2ch.*")), split_channels=False)
    said = samples.samples[: 12 * samples.sample_rate, 0]
    folder, made = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    whole = wav(said, rate=samples.sample_rate)
    (folder / "a talk.wav").write_bytes(whole)
    (folder / "bad.wav").write_text("no recording")
    (folder / "cut.wav").write_bytes(whole[: len(whole) * 3 // 4])
    (folder / "silent.wav").write_bytes(wav(np.zeros(32_000)))
    (folder / "notes.txt").write_text("no recording either")
    with pytest.raises(SystemExit) as ended:
        main(["transcribe", str(folder), "-o", str(made)])
    assert ended.value.code == 1
    told = capsys.readouterr().err.splitlines()
    assert told[-1] == (
        "inglenook: 2 of 4 recordings could not be transcribed: bad.wav, silent.wav."
    )
    assert sum("ends early" in line and "cut.wav" in line for line in told) == 1
    assert sorted(path.name for path in made.iterdir()) == ["a talk.json", "cut.json"]
    transcript = json.loads((made / "a talk.json").read_text())
    assert transcript["turns"]
    with pytest.raises(SystemExit) as ended:
        main(["transcribe", str(folder / "silent.wav")])
    assert ended.value.code == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_folder_without_recordings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["transcribe", str(tmp_path)])
    assert ended.value.code == 1
    assert "no recording" in capsys.readouterr().err
