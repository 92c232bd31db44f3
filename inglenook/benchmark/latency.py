"""How late words came: from what arrived when, and when its audio was said.

Pure. All times in seconds. A word counts as shown when a caption or final of its channel covers
its time and holds it, the two texts being aligned word by word; so neither a caption that shows
something else nor another "the" nearby counts for it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

REACH_S = 0.3
"""How far a word's middle may lie outside what a caption says it covers: word times are rough."""
TURN_REACH_S = 2.0
"""How far a turn's last word, as recognized, may lie from the turn's end in the reference."""
_LAST_WORDS = 3
"""Of a turn; one of them recognized is enough to tell when its end was there."""


@dataclass(frozen=True, slots=True)
class SaidClock:
    """When each moment of a track was said, from when its frames left.

    A frame leaves when its last sample was said, so a sample before it was said that much earlier.
    """

    ends_s: Sequence[float]
    """End of each frame within the track, rising,"""
    left_s: Sequence[float]
    """and when it left."""

    def said_s(self, track_s: float) -> float:
        """What lies behind the last frame counts as said with it."""
        at = min(bisect_left(self.ends_s, track_s - 1e-6), len(self.ends_s) - 1)
        return self.left_s[at] - max(0.0, self.ends_s[at] - track_s)


@dataclass(frozen=True, slots=True)
class Late:
    """Something that came, and how long after it was said."""

    arrived_s: float
    late_s: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a final."""

    token: str
    start_s: float
    end_s: float

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2


@dataclass(frozen=True, slots=True)
class Shown:
    """A caption or a final as it arrived."""

    arrived_s: float
    channel: int
    start_s: float
    end_s: float
    tokens: tuple[str, ...]
    words: tuple[Word, ...] | None = None
    """Of a final; None for a caption."""


@dataclass(frozen=True, slots=True)
class SaidTurn:
    """A turn of the reference."""

    channel: int | None
    """None where all share a microphone."""
    end_s: float
    tokens: tuple[str, ...]


def tokens_of(text: str) -> tuple[str, ...]:
    """Lower-case words without marks."""
    return tuple(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.casefold().replace("’", "'")))


def caption_latencies(shown: Iterable[Shown], clock: SaidClock) -> tuple[list[Late], int]:
    """For each word of the finals, how long after it was said it first stood on the screen;
    and how many of them a caption showed before the final came."""
    arrivals = sorted(shown, key=lambda one: one.arrived_s)
    latencies: list[Late] = []
    captioned = 0
    for channel in sorted({one.channel for one in arrivals}):
        mine = [one for one in arrivals if one.channel == channel]
        pairs = [(word, final.arrived_s) for final in mine for word in final.words or ()]
        pairs.sort(key=lambda pair: pair[0].middle_s)
        words = [word for word, _ in pairs]
        first = [arrived_s for _, arrived_s in pairs]
        for caption in mine:
            if caption.words is None:
                for at in _seen_in(caption, words):
                    first[at] = min(first[at], caption.arrived_s)
        for (word, final_s), first_s in zip(pairs, first, strict=True):
            captioned += first_s < final_s
            latencies.append(Late(first_s, first_s - clock.said_s(word.end_s)))
    return latencies, captioned


def _seen_in(caption: Shown, words: Sequence[Word]) -> list[int]:
    """Which of the words, in order of their times, the caption holds."""
    low = bisect_left(words, caption.start_s - REACH_S, key=lambda word: word.middle_s)
    high = bisect_right(words, caption.end_s + REACH_S, key=lambda word: word.middle_s)
    spoken = [word.token for word in words[low:high]]
    matches = SequenceMatcher(None, spoken, caption.tokens, autojunk=False).get_matching_blocks()
    return [low + match.a + step for match in matches for step in range(match.size)]


def final_latencies(shown: Iterable[Shown], clock: SaidClock) -> list[Late]:
    """For each final, how long after its end it came."""
    return [
        Late(one.arrived_s, one.arrived_s - clock.said_s(one.end_s))
        for one in shown
        if one.words is not None
    ]


def final_word_latencies(shown: Iterable[Shown], clock: SaidClock) -> list[Late]:
    """For each word, how long after it was said its final came."""
    return [
        Late(one.arrived_s, one.arrived_s - clock.said_s(word.end_s))
        for one in shown
        for word in one.words or ()
    ]


def turn_latencies(
    turns: Iterable[SaidTurn], shown: Iterable[Shown], clock: SaidClock
) -> tuple[list[Late], int]:
    """For each turn of the reference, how long after its end the final with its last words came;
    and how many turns have no such final."""
    finals = [one for one in shown if one.words is not None]
    latencies: list[Late] = []
    unheard = 0
    for turn in turns:
        arrived_s = _turn_arrival_s(turn, finals)
        if arrived_s is None:
            unheard += 1
        else:
            latencies.append(Late(arrived_s, arrived_s - clock.said_s(turn.end_s)))
    return latencies, unheard


def _turn_arrival_s(turn: SaidTurn, finals: Sequence[Shown]) -> float | None:
    near = [
        (abs(word.end_s - turn.end_s), word.token, final.arrived_s)
        for final in finals
        if turn.channel in (None, final.channel)
        for word in final.words or ()
        if abs(word.end_s - turn.end_s) <= TURN_REACH_S
    ]
    for token in reversed(turn.tokens[-_LAST_WORDS:]):
        found = [(away, arrived_s) for away, heard, arrived_s in near if heard == token]
        if found:
            return min(found)[1]
    return None
