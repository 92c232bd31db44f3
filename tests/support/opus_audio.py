"""Sound as Opus, loose or in a container, and as a browser's recorder writes it."""

from io import BytesIO

import av
import numpy as np
from numpy.typing import NDArray

HZ = 48_000
PRE_SKIP = 312
"""What libopus needs to warm up at 48 kHz."""


def tone(seconds: float, channels: int = 1, *, hz: float = 330.0) -> NDArray[np.int16]:
    """Shape (frames, channels), 48 kHz; the second channel an octave higher."""
    at = np.arange(round(seconds * HZ)) / HZ
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 1.5 * at)
    waves = [np.sin(2 * np.pi * hz * 2**channel * at) * swell for channel in range(channels)]
    return (np.stack(waves, axis=1) * 9000).astype(np.int16)


def container(samples: NDArray[np.int16], kind: str = "webm", **options: str) -> bytes:
    """`webm` without sizes, as it is written live, or `ogg`."""
    target = BytesIO()
    chosen = {"live": "1", **options} if kind == "webm" else options
    with av.open(target, "w", format=kind, options=chosen) as output:
        stream = output.add_stream("libopus", rate=HZ)
        stream.layout = _layout(samples)
        for frame in _frames(samples):
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return target.getvalue()


def packets(samples: NDArray[np.int16]) -> list[bytes]:
    """Of 20 ms each; the encoder's padding at the end is left out."""
    codec = av.AudioCodecContext.create("libopus", "w")
    codec.sample_rate, codec.format, codec.layout = HZ, "s16", _layout(samples)
    codec.open()
    return [bytes(packet) for frame in _frames(samples) for packet in codec.encode(frame)]


def likeness(heard: NDArray[np.int16], said: NDArray[np.int16]) -> float:
    """Correlation of two tracks of the same length."""
    return float(np.corrcoef(heard.astype(float).ravel(), said.astype(float).ravel())[0, 1])


def _layout(samples: NDArray[np.int16]) -> str:
    return "mono" if samples.shape[1] == 1 else "stereo"


def _frames(samples: NDArray[np.int16]) -> list[av.AudioFrame]:
    frames = []
    for start in range(0, len(samples), 960):
        part = np.ascontiguousarray(samples[start : start + 960]).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(part, format="s16", layout=_layout(samples))
        frame.sample_rate, frame.pts = HZ, start
        frames.append(frame)
    return frames
