"""Mu-law against an independent decoder."""

import io

import numpy as np

from ingest.ffmpeg import Demuxed
from ingest.mulaw import decode_mulaw


def test_every_code() -> None:
    codes = bytes(range(256)) * 100
    header = (
        b"RIFF" + (36 + len(codes)).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
        + (7).to_bytes(2, "little") + (1).to_bytes(2, "little") + (8000).to_bytes(4, "little")
        + (8000).to_bytes(4, "little") + (1).to_bytes(2, "little") + (8).to_bytes(2, "little")
        + b"data" + len(codes).to_bytes(4, "little")
    )  # fmt: skip
    track = Demuxed(io.BytesIO(header + codes), lowest_hz=8000, highest_hz=48_000)
    decoded = np.concatenate(list(track.samples())).ravel()
    track.close()
    assert np.array_equal(decoded, decode_mulaw(codes))
