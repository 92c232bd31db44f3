"""Hummed assent ("mm-hmm"), which voice detectors take for no speech.

A hum is a short sound that is voiced all through, about as loud as its speaker's words, with no
word near it. Only where each person has a channel can it be told from the rest of a room.
"""

from collections import deque
from collections.abc import Sequence

import numpy as np

from gpu import MODEL_RATE_HZ, Samples
from transcribe.endpoint import Run
from transcribe.level import FRAME_SAMPLES

_LAGS = slice(MODEL_RATE_HZ // 400, MODEL_RATE_HZ // 70)
"""Periods of a human voice, in samples."""
_MARGIN = 256
"""Samples to both sides of a frame that its period is looked for in."""
_AROUND = 5
"""Frames without speech before and behind, and the longest gap within."""
_LENGTH = range(8, 33)
"""Frames of 32 ms."""
_SPEECH = 0.7
_NO_SPEECH = 0.5
"""Probabilities of the voice detector."""
_LEVEL_KNOWN_AFTER = 31
"""Frames of speech."""
_LEVEL_MEMORY = 1_000
_QUIETEST_DB = -12.0
_MEAN_DB = (-8.0, 3.0)
"""Against the mean level of the channel's speech."""
_VOICED = 0.75
_MEAN_VOICED = 0.9
"""Autocorrelation at the best period; breath, keys and doors stay below 0.7."""


class HumSpotter:
    """One channel, frame by frame; depends on the audio alone."""

    def __init__(self) -> None:
        self._audio = np.zeros(_MARGIN, np.float32)
        self._waiting: deque[float] = deque()
        self._recent: deque[float] = deque(maxlen=_AROUND)
        self._frame = 0
        self._speech_db = 0.0
        self._speech_frames = 0
        self._begun: _Begun | None = None

    def push(self, block: Samples, probabilities: Sequence[float]) -> list[Run]:
        """`block`: whole frames, `probabilities`: of speech, one for each. The hums that are over,
        in frames from the first one pushed."""
        self._audio = np.concatenate([self._audio, block])
        self._waiting.extend(probabilities)
        hums = []
        while len(self._audio) >= FRAME_SAMPLES + 2 * _MARGIN:
            if hum := self._hear(self._audio[: FRAME_SAMPLES + 2 * _MARGIN]):
                hums.append(hum)
            self._audio = self._audio[FRAME_SAMPLES:]
        return hums

    def _hear(self, window: Samples) -> Run | None:
        """A frame with its margins."""
        probability = self._waiting.popleft()
        level_db = _decibels(window[_MARGIN:-_MARGIN])
        if probability > _SPEECH:
            self._learn(level_db)
        loud_db = level_db - self._speech_db
        if (
            probability < _NO_SPEECH
            and self._speech_frames >= _LEVEL_KNOWN_AFTER
            and loud_db > _QUIETEST_DB
            and (voicing := _voicing(window)) > _VOICED
        ):
            if self._begun is None:
                self._begun = _Begun(self._frame, max(self._recent, default=0.0))
            self._begun.add(self._frame, voicing, loud_db)
        hum = self._ended(probability)
        self._recent.append(probability)
        self._frame += 1
        return hum

    def _ended(self, probability: float) -> Run | None:
        begun = self._begun
        if begun is None:
            return None
        begun.most = max(begun.most, probability)
        if self._frame - begun.last < _AROUND:
            return None
        self._begun = None
        return Run(begun.first, begun.last + 1) if begun.is_hum() else None

    def _learn(self, level_db: float) -> None:
        self._speech_frames = min(self._speech_frames + 1, _LEVEL_MEMORY)
        self._speech_db += (level_db - self._speech_db) / self._speech_frames


class _Begun:
    """What may become a hum."""

    def __init__(self, first: int, most: float) -> None:
        self.first = self.last = first
        self.most = most
        self._voicing: list[float] = []
        self._loud_db: list[float] = []

    def add(self, frame: int, voicing: float, loud_db: float) -> None:
        self.last = frame
        self._voicing.append(voicing)
        self._loud_db.append(loud_db)

    def is_hum(self) -> bool:
        low_db, high_db = _MEAN_DB
        return (
            self.last + 1 - self.first in _LENGTH
            and self.most < _NO_SPEECH
            and float(np.mean(self._voicing)) >= _MEAN_VOICED
            and low_db <= float(np.mean(self._loud_db)) <= high_db
        )


def _decibels(samples: Samples) -> float:
    return 10 * float(np.log10(np.mean(samples**2) + 1e-10))


def _voicing(window: Samples) -> float:
    """How alike the window is to itself one period later: 1 for a steady tone."""
    sound = window - window.mean()
    reach = len(sound) - _LAGS.stop
    energy = np.concatenate([[0.0], np.cumsum(sound**2)])
    later = energy[reach:] - energy[: len(energy) - reach]
    alike = np.correlate(sound, sound[:reach], "valid") / np.sqrt(later * later[0] + 1e-12)
    return float(alike[_LAGS].max())
