"""How late words came, from nothing but the text that stood on the screen and when.

Servers tell word times differently or not at all, so the words' times come from elsewhere (plain
faster-whisper over the same audio) and each server's text is laid along them word by word. Pure.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from inglenook.benchmark.latency import Late, SaidClock, Word

VISIBLE_WORDS = 60
"""At the end of the screen's text; earlier ones have been looked at before."""
BEHIND_S = 60.0
"""How far the screen may lag for a word to be looked for."""
AHEAD_S = 0.3
SURE_RUN = 2
"""So many words in a row must agree, lest a lone "the" count for another."""


@dataclass(frozen=True, slots=True)
class State:
    """The screen from one message on."""

    arrived_s: float
    committed: tuple[str, ...]
    """What will not change any more, from the beginning,"""
    tail: tuple[str, ...] = ()
    """and what may."""

    @property
    def visible(self) -> tuple[str, ...]:
        return (*self.committed[-VISIBLE_WORDS:], *self.tail)[-VISIBLE_WORDS:]


@dataclass(frozen=True, slots=True)
class Lateness:
    """Per word, in the order of the words; None for a word that never came."""

    shown: tuple[Late | None, ...]
    final: tuple[Late | None, ...]


def measure_lateness(states: Sequence[State], words: Sequence[Word], clock: SaidClock) -> Lateness:
    final_s = _final_at(states, words)
    shown_s = _shown_at(states, words, clock)
    return Lateness(
        tuple(
            _late(min((s for s in (shown, final) if s is not None), default=None), word, clock)
            for shown, final, word in zip(shown_s, final_s, words, strict=True)
        ),
        tuple(_late(final, word, clock) for final, word in zip(final_s, words, strict=True)),
    )


def _late(arrived_s: float | None, word: Word, clock: SaidClock) -> Late | None:
    return None if arrived_s is None else Late(arrived_s, arrived_s - clock.said_s(word.end_s))


def _final_at(states: Sequence[State], words: Sequence[Word]) -> list[float | None]:
    """When each word stood in the committed text for good."""
    if not states:
        return [None] * len(words)
    whole = states[-1].committed
    settled_s = _settled_at(states, whole)
    spoken = [word.token for word in words]
    found: list[float | None] = [None] * len(words)
    for match in SequenceMatcher(None, spoken, whole, autojunk=False).get_matching_blocks():
        for step in range(match.size):
            found[match.a + step] = settled_s[match.b + step]
    return found


def _settled_at(states: Sequence[State], whole: Sequence[str]) -> list[float]:
    """From when on each committed word, with all before it, is never written otherwise."""
    lasting = []
    shortest = len(whole)
    for state in reversed(states):
        shortest = min(shortest, _common(state.committed, whole))
        lasting.append((shortest, state.arrived_s))
    settled: list[float] = []
    for length, arrived_s in reversed(lasting):
        settled += [arrived_s] * (length - len(settled))
    return settled


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    """How many words two texts begin with alike."""
    pairs = zip(left, right, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))


def _shown_at(
    states: Sequence[State], words: Sequence[Word], clock: SaidClock
) -> list[float | None]:
    said_s = [clock.said_s(word.end_s) for word in words]
    found: list[float | None] = [None] * len(words)
    before: tuple[str, ...] = ()
    for state in states:
        visible = state.visible
        if visible == before:
            continue
        before = visible
        low = bisect_left(said_s, state.arrived_s - BEHIND_S)
        high = bisect_right(said_s, state.arrived_s + AHEAD_S)
        spoken = [word.token for word in words[low:high]]
        matches = SequenceMatcher(None, spoken, visible, autojunk=False).get_matching_blocks()
        for match in matches:
            for at in range(low + match.a, low + match.a + match.size):
                if found[at] is None and match.size >= min(SURE_RUN, len(visible)):
                    found[at] = state.arrived_s
    return found
