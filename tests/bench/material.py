"""Recordings of an evaluation folder as they are measured: room, two channels, telephone."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

from ingest.mulaw import decode_mulaw
from inglenook.client import Track, read_track
from inglenook.evaluation.measuring import find_recordings
from inglenook.evaluation.reference import Reference, read_reference

MODEL_HZ = 16_000
TELEPHONE_HZ = 8_000
TELEPHONE_BAND_HZ = (300, 3_400)


@dataclass(frozen=True, slots=True)
class Recording:
    """One channel for all, or one for each person (clinician, client)."""

    name: str
    track: Track
    reference: Reference

    @property
    def channels(self) -> int:
        return self.track.samples.shape[1]

    def for_model(self) -> list[NDArray[np.float32]]:
        """Each channel at 16 kHz, -1 to 1."""
        scaled = self.track.samples.astype(np.float32) / 32768
        if self.track.sample_rate != MODEL_HZ:
            scaled = resample_poly(scaled, MODEL_HZ, self.track.sample_rate, axis=0)
        return [np.ascontiguousarray(channel, np.float32) for channel in scaled.T]


def at_model_rate(track: Track) -> Track:
    """Resampled to what the models hear."""
    if track.sample_rate == MODEL_HZ:
        return track
    scaled = resample_poly(track.samples.astype(np.float64), MODEL_HZ, track.sample_rate, axis=0)
    return Track(np.clip(scaled, -32768, 32767).round().astype(np.int16), MODEL_HZ)


def recordings_in(folder: Path) -> Iterator[Recording]:
    """`session.*`, `session_2ch.*`, and of the latter a telephone rendering."""
    for found in find_recordings(folder):
        reference = read_reference(found.path.parent / "ref.json")
        name = found.path.parent.name
        track = read_track(found.path, split_channels=found.two_channels)
        if found.two_channels:
            yield Recording(f"{name}, two channels", track, reference)
            yield Recording(f"{name}, telephone", telephone(track), reference)
        else:
            yield Recording(f"{name}, room", track, reference)


def telephone(track: Track) -> Track:
    """As a telephone line gives it: 300 to 3400 Hz, 8 kHz, G.711 mu-law; each channel apart."""
    band = butter(4, TELEPHONE_BAND_HZ, "band", fs=track.sample_rate, output="sos")
    passed = sosfilt(band, track.samples.astype(np.float64), axis=0)
    narrow = resample_poly(passed, TELEPHONE_HZ, track.sample_rate, axis=0)
    return Track(through_mulaw(narrow), TELEPHONE_HZ)


def through_mulaw(samples: NDArray[np.float64]) -> NDArray[np.int16]:
    """Each sample becomes the nearest of the 255 that mu-law can say."""
    levels = np.unique(decode_mulaw(bytes(range(256)))).astype(np.float64)
    edges = (levels[1:] + levels[:-1]) / 2
    return levels[np.searchsorted(edges, samples)].astype(np.int16)
