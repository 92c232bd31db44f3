"""The way of one channel's sound into another, learned while both run."""

import numpy as np
from numpy.typing import NDArray

from gpu import Samples

BLOCK = 256
_BINS = BLOCK + 1
_FIRST_DOUBT = 0.1
"""Power that a path may have in each of its blocks, before anything was heard."""

Spectra = NDArray[np.complex64]
Powers = NDArray[np.float32]


class EchoPath:
    """Tells what of a channel's next block is an echo of a reference channel.

    A partitioned-block Kalman filter in the frequency domain (Kuech, Mabande and Enzner,
    "State-space architecture of the partitioned-block-based acoustic echo controller", ICASSP
    2014): its step shrinks by itself while the channel holds a voice of its own, so that both
    talking at once does not unlearn the path. It is causal: an echo is never ahead of its source.
    """

    def __init__(self, blocks: int, wander: float = 0.9995) -> None:
        """`blocks`: length of the path, delay and reverberation, in blocks of `BLOCK` samples;
        `wander`: share of the path that is the same a block later."""
        self._heard = np.zeros((blocks, _BINS), np.complex64)
        self._path = np.zeros((blocks, _BINS), np.complex64)
        self._doubt: Powers = np.full((blocks, _BINS), _FIRST_DOUBT, np.float32)
        self._rest: Powers = np.full(_BINS, 1e-4, np.float32)
        self._before = np.zeros(BLOCK, np.float32)
        self._silent = blocks
        self._kept = np.float32(wander**2)
        """Of the path's power, from block to block."""

    def __call__(self, reference: Samples, channel: Samples) -> Samples:
        """The echo in `channel`; both are the next `BLOCK` samples. Learns from them."""
        both = np.concatenate([self._before, reference])
        self._before = reference
        self._heard = np.roll(self._heard, 1, axis=0)
        self._heard[0] = np.fft.rfft(both)
        quiet = float(np.dot(reference, reference)) < BLOCK * 1e-9
        self._silent = self._silent + 1 if quiet else 0
        if self._silent > len(self._heard):
            return np.zeros(BLOCK, np.float32)
        spectrum: Spectra = (self._heard * self._path).sum(axis=0)
        echo = np.fft.irfft(spectrum)[BLOCK:].astype(np.float32)
        self._learn(channel - echo)
        return echo

    def _learn(self, rest: Samples) -> None:
        padded = np.concatenate([np.zeros(BLOCK, np.float32), rest])
        unexplained: Spectra = np.fft.rfft(padded).astype(np.complex64)
        power: Powers = np.square(np.abs(self._heard))
        left = np.square(np.abs(unexplained)).astype(np.float32)
        self._rest = (0.8 * self._rest + 0.2 * left).astype(np.float32)
        in_doubt: Powers = (power * self._doubt).sum(axis=0)
        step: Powers = self._doubt / (np.float32(0.5) * in_doubt + self._rest + np.float32(1e-8))
        change = np.fft.irfft(step * np.conj(self._heard) * unexplained, axis=1)
        change[:, BLOCK:] = 0  # the path of a partition is no longer than its block
        self._path += np.fft.rfft(change, axis=1)
        taken = np.square(np.abs(self._path)).astype(np.float32)
        kept = self._kept * (1 - np.float32(0.5) * step * power) * self._doubt
        self._doubt = (kept + (1 - self._kept) * taken + 1e-12).astype(np.float32)
