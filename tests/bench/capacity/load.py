"""Synthetic sessions: who asks for which decode when."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from gpu import MODEL_RATE_HZ, DecodeRequest, Priority, Samples
from gpu.window import window_s

_SPARE_TOKENS = 4
"""Time stamps around the text."""


@dataclass(frozen=True, slots=True)
class Load:
    """How one session talks, and what is asked for it. The defaults are assumptions about a
    therapy session, not measurements of one."""

    speech_share: float = 0.8
    median_utterance_s: float = 4.0
    utterance_spread: float = 0.7
    """Standard deviation of the logarithm of the length."""
    longest_utterance_s: float = 28.0
    endpoint_s: float = 0.5
    """Silence that ends an utterance: its final is asked for this much after its end."""
    caption_every_s: float | None = 2.0
    """None: finals alone."""
    caption_reach_s: float = 9.0
    """Captions are of the newest seconds, at most this many."""
    final_beam: int = 5
    tokens_per_s: float = 4.0
    """About 150 words a minute with their punctuation."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One decode that a stream asks for."""

    asked_s: float
    said_s: float
    """When the newest sound in it was made: what its delay counts from."""
    utterance: tuple[int, int]
    """Stream, and number of the utterance in it."""
    priority: Priority
    window_s: int
    beam: int
    tokens: int

    @property
    def final(self) -> bool:
        return self.priority is Priority.FINAL


def pieces(load: Load, streams: int, seconds: float, seed: int = 1) -> list[Piece]:
    """What `streams` sessions ask for in the first `seconds`, in order of time.

    A stream is the same whatever stands beside it, so more streams ask for all that fewer do.
    """
    asked = [piece for stream in range(streams) for piece in _stream(load, stream, seconds, seed)]
    return sorted(asked, key=lambda piece: piece.asked_s)


def _stream(load: Load, stream: int, seconds: float, seed: int) -> Iterator[Piece]:
    random = Random(f"{seed}/{stream}")
    silence_s = _mean_silence_s(load)
    now, number = -random.uniform(0.0, 2.0 * load.median_utterance_s), 0
    while now < seconds:
        drawn = random.lognormvariate(math.log(load.median_utterance_s), load.utterance_spread)
        length = min(drawn, load.longest_utterance_s)
        for piece in _utterance(load, (stream, number), now, length):
            if 0.0 <= piece.asked_s < seconds:
                yield piece
        more = silence_s - load.endpoint_s
        now += length + load.endpoint_s + random.expovariate(1.0 / more)
        number += 1


def _utterance(
    load: Load, utterance: tuple[int, int], start: float, length: float
) -> Iterator[Piece]:
    every = load.caption_every_s
    for caption in range(1, math.ceil(length / every) if every else 0):
        heard = min(caption * every, load.caption_reach_s)
        at = start + caption * every
        window = _window_s(heard, Priority.CAPTION)
        yield Piece(at, at, utterance, Priority.CAPTION, window, 1, _tokens(load, heard))
    end = start + length
    window = _window_s(length, Priority.FINAL)
    tokens = _tokens(load, length)
    asked = end + load.endpoint_s
    yield Piece(asked, end, utterance, Priority.FINAL, window, load.final_beam, tokens)


def _window_s(heard_s: float, priority: Priority) -> int:
    silence: Samples = np.broadcast_to(np.float32(0), round(heard_s * MODEL_RATE_HZ))
    return window_s(DecodeRequest(silence, priority, word_times=priority is Priority.FINAL))


def _tokens(load: Load, seconds: float) -> int:
    return _SPARE_TOKENS + round(load.tokens_per_s * seconds)


def _mean_silence_s(load: Load) -> float:
    """Silence per utterance that leaves `speech_share` of the time for speech; the cap on the
    length shortens the mean by under two per cent and is left out."""
    mean_s = load.median_utterance_s * math.exp(load.utterance_spread**2 / 2)
    silence_s = mean_s * (1.0 / load.speech_share - 1.0)
    if silence_s <= load.endpoint_s:
        raise ValueError(
            f"Speech {load.speech_share:.0%} of the time leaves {silence_s:.2f} s after each "
            f"utterance, less than the {load.endpoint_s:.2f} s that end one."
        )
    return silence_s
