"""Samples to a file. The only place here that knows the codec library."""

from pathlib import Path

import av
import numpy as np

from inglenook.demo_session.speech import RATE
from inglenook.demo_session.voice import Samples

FRAME = RATE // 50


def write_opus(path: Path, samples: Samples, bits_per_s: int) -> None:
    """Opus in Ogg, shape (samples, channels) of floats. The same input gives the same bytes with
    the same library: stream numbers are not drawn at random."""
    layout = "stereo" if samples.shape[1] == 2 else "mono"
    ticks = (np.clip(samples, -1, 1) * 32767).round().astype(np.int16)
    ticks = np.pad(ticks, ((0, -len(ticks) % FRAME), (0, 0)))
    with av.open(str(path), "w", format="ogg", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("libopus", rate=RATE)
        stream.layout = layout
        stream.bit_rate = bits_per_s
        stream.options = {"application": "voip", "frame_duration": "20"}
        for start in range(0, len(ticks), FRAME):
            block = np.ascontiguousarray(ticks[start : start + FRAME]).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout=layout)
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
