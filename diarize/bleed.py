"""One voice on two channels (echo, bleed, a loudspeaker): silenced where it is a copy.

Decided by sound, before any word is heard: what one channel carries is compared with what the
other's sound would leave there by the path it has taken so far.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from diarize.echo_path import BLOCK, EchoPath
from gpu import Samples

FRAME = 2 * BLOCK
"""Samples at 16 kHz (32 ms); what decides is the band below 4 kHz."""
_TAPS = 33
_RAMP = 80
"""Samples (5 ms) in which a channel is silenced or let through."""


@dataclass(frozen=True, slots=True)
class BleedOptions:
    """When a channel's sound is the other's voice. Frames are 32 ms, powers mean squares."""

    longest_path_ms: int = 512
    """Delay of an echo and its reverberation together."""
    explained: float = 0.4
    """A copy leaves less than this share of its power unexplained,"""
    as_loud_as_echo: float = 1.25
    """or is not this much louder than its echo should be."""
    own: float = 0.5
    """A voice of its own leaves more than this share unexplained,"""
    louder_than_echo: float = 1.6
    """is so much louder than the echo,"""
    under_echo: float = 0.1
    """and not this faint beside the loudest echo of the last half second."""
    quiet: float = 1e-6
    """Nothing below -60 dBFS is anybody's voice."""
    over_noise: float = 4.0
    lead: int = 3
    """Frames let through before a voice and"""
    tail: int = 6
    """after it."""


DEFAULTS = BleedOptions()


class Sound(Enum):
    """What a channel carries in a frame."""

    OWN = auto()
    """Its own voice."""
    COPY = auto()
    """The other channel's voice."""
    UNKNOWN = auto()
    """Silence, or what nothing else explains."""


class BleedGate:
    """Two channels at 16 kHz in, the same two out without each other's voice.

    Never silences both channels at once: of two that explain each other, the louder speaks, and of
    two that are the same the first. Channels that share nothing pass bit by bit. What comes out
    depends on the audio alone, not on its pieces, and as many samples come out as went in, at most
    `FRAME` * (`lead` + 1) later.
    """

    def __init__(self, options: BleedOptions = DEFAULTS) -> None:
        blocks = options.longest_path_ms * 16 // FRAME
        self._options = options
        self._rest = np.zeros((2, 0), np.float32)
        self._halve = _Halver()
        self._paths = [EchoPath(blocks), EchoPath(blocks)]
        self._judges = [_Judge(options), _Judge(options)]
        self._held: deque[Samples] = deque()
        self._sounds: deque[tuple[Sound, Sound]] = deque(maxlen=options.lead + 1 + options.tail)
        self._loudness = np.zeros(2)
        self._gains = [1.0, 1.0]

    def push(self, channels: Sequence[Samples]) -> list[Samples]:
        """Both channels, equally long; gives what is decided by now."""
        self._rest = np.concatenate([self._rest, np.stack(channels)], axis=1)
        out = [np.zeros((2, 0), np.float32)]
        whole = self._rest.shape[1] // FRAME * FRAME
        for at in range(0, whole, FRAME):
            out += self._hear(self._rest[:, at : at + FRAME])
        self._rest = self._rest[:, whole:]
        return list(np.concatenate(out, axis=1))

    def flush(self) -> list[Samples]:
        """The rest."""
        left = self._rest.shape[1]
        missing = FRAME * (self._options.lead + 1) - left
        kept = left + FRAME * len(self._held)
        out = np.stack(self.push([np.zeros(missing, np.float32)] * 2))
        return list(out[:, :kept])

    def _hear(self, frame: Samples) -> list[Samples]:
        self._sounds.append(self._decide(self._halve(frame)))
        self._held.append(frame)
        if len(self._held) <= self._options.lead:
            return []
        return [self._passed(self._held.popleft())]

    def _decide(self, narrow: Samples) -> tuple[Sound, Sound]:
        sounds = []
        for channel, (path, judge) in enumerate(zip(self._paths, self._judges, strict=True)):
            here = narrow[channel]
            echo = path(narrow[1 - channel], here)
            sounds.append(judge(_power(here), _power(echo), _power(here - echo)))
        self._loudness = 0.8 * self._loudness + 0.2 * np.mean(np.square(narrow), axis=1)
        if sounds == [Sound.COPY, Sound.COPY]:
            sounds[int(np.argmax(self._loudness))] = Sound.UNKNOWN
        return sounds[0], sounds[1]

    def _passed(self, frame: Samples) -> Samples:
        out = frame.copy()
        now = self._sounds[-1 - self._options.lead]
        for channel in range(2):
            near = any(sounds[channel] is Sound.OWN for sounds in self._sounds)
            gain = 1.0 if near or now[channel] is not Sound.COPY else 0.0
            if gain != self._gains[channel]:
                ramp = np.linspace(self._gains[channel], gain, _RAMP, dtype=np.float32)
                out[channel, :_RAMP] *= ramp
                out[channel, _RAMP:] *= np.float32(gain)
                self._gains[channel] = gain
            elif not gain:
                out[channel] = 0
        return out


class _Judge:
    """One channel's state, frame by frame."""

    def __init__(self, options: BleedOptions) -> None:
        self._options = options
        self._recent: deque[tuple[float, float, float]] = deque(maxlen=3)
        self._own: deque[bool] = deque(maxlen=3)
        self._loudest_echo = 0.0
        self._noise = 1.0
        self._copying = False

    def __call__(self, power: float, echo: float, rest: float) -> Sound:
        """Powers of the channel, of the echo in it, and of the channel without its echo."""
        options = self._options
        self._loudest_echo = max(echo, 0.93 * self._loudest_echo)
        self._noise = min(max(rest, 1e-9), 1.01 * self._noise)
        self._recent.append((power, echo, rest))
        self._own.append(
            rest > options.own * power
            and power > options.louder_than_echo * echo
            and rest > options.under_echo * self._loudest_echo
            and rest > max(options.quiet, options.over_noise * self._noise)
        )
        power, echo, rest = (sum(values) for values in zip(*self._recent, strict=True))
        if sum(self._own) >= 2 and rest > options.own * power:
            self._copying = False
            return Sound.OWN
        if power > 3 * options.quiet and (
            rest < options.explained * power or power < options.as_loud_as_echo * echo
        ):
            self._copying = True
        return Sound.COPY if self._copying else Sound.UNKNOWN


class _Halver:
    """Halves the sample rate; keeps the filter's memory."""

    def __init__(self) -> None:
        spread = np.arange(_TAPS) - _TAPS // 2
        taps = np.sinc(spread / 2) * np.hamming(_TAPS)
        self._taps = (taps / taps.sum()).astype(np.float32)
        self._before = np.zeros((2, _TAPS - 1), np.float32)

    def __call__(self, frame: Samples) -> Samples:
        """Shapes: (2, n) in, (2, n / 2) out."""
        whole = np.concatenate([self._before, frame], axis=1)
        self._before = frame[:, -(_TAPS - 1) :]
        windows = np.lib.stride_tricks.sliding_window_view(whole, _TAPS, axis=1)[:, ::2]
        halved: Samples = np.ascontiguousarray(windows @ self._taps, np.float32)
        return halved


def _power(samples: Samples) -> float:
    return float(np.dot(samples, samples)) / len(samples)
