"""From what streams saw to how good it was. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import add
from typing import Any

from inglenook.benchmark.latency import (
    Late,
    SaidClock,
    SaidTurn,
    Shown,
    Word,
    caption_latencies,
    final_latencies,
    final_word_latencies,
    tokens_of,
    turn_latencies,
)
from inglenook.benchmark.stream import Stream
from inglenook.client import Track
from inglenook.evaluation.reference import Reference
from inglenook.evaluation.speech import Rate, word_errors
from inglenook.recorded import CHANNEL_ROLES


@dataclass(slots=True)
class Latencies:
    """Seconds, of all words, finals and turns of all streams."""

    captions: list[Late] = field(default_factory=list)
    finals: list[Late] = field(default_factory=list)
    final_words: list[Late] = field(default_factory=list)
    turns: list[Late] = field(default_factory=list)
    turns_unheard: int = 0
    words: int = 0
    words_captioned: int = 0

    def add(self, shown: Sequence[Shown], clock: SaidClock, turns: Sequence[SaidTurn]) -> None:
        captions, captioned = caption_latencies(shown, clock)
        in_turns, unheard = turn_latencies(turns, shown, clock)
        self.captions += captions
        self.words += len(captions)
        self.words_captioned += captioned
        self.finals += final_latencies(shown, clock)
        self.final_words += final_word_latencies(shown, clock)
        self.turns += in_turns
        self.turns_unheard += unheard


def measure_latencies(
    streams: Sequence[Stream], track: Track, reference: Reference | None
) -> Latencies:
    latencies = Latencies()
    turns = said_turns(reference, track.samples.shape[1]) if reference else []
    for stream in streams:
        if stream.departures:
            latencies.add(shown_by(stream), said_clock(stream, track.sample_rate), turns)
    return latencies


def said_clock(stream: Stream, sample_rate: int) -> SaidClock:
    return SaidClock(
        [end / sample_rate for end, _ in stream.departures],
        [left_s for _, left_s in stream.departures],
    )


def shown_by(stream: Stream) -> list[Shown]:
    return [
        _shown(arrived_s, event)
        for arrived_s, event in stream.arrivals
        if event["type"] in {"partial", "final"}
    ]


def _shown(arrived_s: float, event: Mapping[str, Any]) -> Shown:
    words = None
    if event["type"] == "final":
        words = tuple(
            Word(token, word["start"], word["end"])
            for word in event["words"]
            for token in tokens_of(word["text"])
        )
    return Shown(
        arrived_s,
        event["channel"],
        event["start"],
        event["end"],
        tokens_of(event["text"]),
        words,
    )


def said_turns(reference: Reference, channels: int) -> list[SaidTurn]:
    roles = {role: channel for channel, role in enumerate(CHANNEL_ROLES)}
    return [
        SaidTurn(
            roles.get(turn.role_name) if channels == 2 else None, turn.end, tokens_of(turn.text)
        )
        for turn in reference.turns
    ]


def texts_of(stream: Stream, channels: int) -> tuple[str, ...]:
    """What the finals of each channel say, in order of their start."""
    finals = sorted(
        (event for _, event in stream.arrivals if event["type"] == "final"),
        key=lambda event: (event["start"], event["end"]),
    )
    return tuple(
        " ".join(event["text"] for event in finals if event["channel"] == channel)
        for channel in range(channels)
    )


def said_texts(reference: Reference, channels: int) -> tuple[str, ...]:
    """What a reference says per channel."""
    turns = sorted(reference.turns, key=lambda turn: turn.start)
    if channels == 1:
        return (" ".join(turn.text for turn in turns),)
    return tuple(
        " ".join(turn.text for turn in turns if turn.role_name == role) for role in CHANNEL_ROLES
    )


def measure_words(
    streams: Sequence[Stream], channels: int, reference: Reference | None
) -> Rate | None:
    """Word errors of all streams, channel by channel; None without a reference."""
    if reference is None or not streams:
        return None
    said = said_texts(reference, channels)
    rates = {
        texts: reduce(add, map(word_errors, said, texts))
        for texts in {texts_of(stream, channels) for stream in streams}
    }
    return reduce(add, (rates[texts_of(stream, channels)] for stream in streams))


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether streams of the same audio got the same words."""

    streams_changed: int
    """Streams whose words are not those of most streams."""
    words_changed: int
    """Words lost, added or replaced in them, together."""


def measure_agreement(streams: Sequence[Stream], channels: int) -> Agreement:
    texts = [tuple(map(tokens_of, texts_of(stream, channels))) for stream in streams]
    if not texts:
        return Agreement(0, 0)
    usual = Counter(texts).most_common(1)[0][0]
    others = [text for text in texts if text != usual]
    changed = sum(
        int(word_errors(" ".join(mine), " ".join(theirs)).count)
        for other in others
        for mine, theirs in zip(usual, other, strict=True)
    )
    return Agreement(len(others), changed)
