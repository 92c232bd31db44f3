"""Words joined with voices: who said each word.

A word belongs to whoever is most active in its span. Single words do not flip: changing the
speaker costs something, less after a pause or the end of a sentence, and the cheapest way through
all words is taken (Viterbi).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from transcribe import Word


@dataclass(frozen=True, slots=True)
class Activity:
    """One person talking. Times are milliseconds from session start."""

    start_ms: int
    end_ms: int
    person: int


@dataclass(frozen=True, slots=True)
class AttributionOptions:
    """Costs are negative log-likelihoods."""

    longest_span_ms: int = 600
    """Recognizers start a word too early, in the pause before it; its end is trusted."""
    padding_ms: int = 60
    """Word times and voice times disagree by about this much."""
    floor: float = 0.08
    """Share that a silent person still gets."""
    fading_ms: int = 700
    """A word outside all speech goes to whoever is near; how fast nearness fades."""
    change: float = 2.0
    change_after_pause: float = 0.8
    change_after_sentence: float = 1.2
    pause_ms: int = 180


DEFAULTS = AttributionOptions()


def attribute_words(
    words: Sequence[Word],
    activity: Sequence[Activity],
    people: int,
    options: AttributionOptions = DEFAULTS,
) -> list[int]:
    """The person (0 to `people` - 1) of each word; words and activity in order of start."""
    if people <= 1 or not words:
        return [0] * len(words)
    shares = _shares(words, activity, people, options)
    costs = [-math.log(share) for share in shares[0]]
    came_from: list[list[int]] = []
    for before, word, share in zip(words, words[1:], shares[1:], strict=False):
        change = _change_cost(before, word, options)
        best = min(range(people), key=costs.__getitem__)
        origin = [p if costs[p] <= costs[best] + change else best for p in range(people)]
        costs = [
            costs[origin[p]] + (change if origin[p] != p else 0.0) - math.log(share[p])
            for p in range(people)
        ]
        came_from.append(origin)
    path = [min(range(people), key=costs.__getitem__)]
    for origin in reversed(came_from):
        path.append(origin[path[-1]])
    return path[::-1]


def _change_cost(before: Word, word: Word, options: AttributionOptions) -> float:
    cost = options.change
    if _begin_ms(word, options) - before.end_ms >= options.pause_ms:
        cost -= options.change_after_pause
    if before.text.rstrip("\"')").endswith((".", "?", "!")):
        cost -= options.change_after_sentence
    return max(cost, 0.0)


def _begin_ms(word: Word, options: AttributionOptions) -> int:
    return max(word.start_ms, word.end_ms - options.longest_span_ms)


def _shares(
    words: Sequence[Word], activity: Sequence[Activity], people: int, options: AttributionOptions
) -> list[list[float]]:
    """For each word each person's share of the talk in its span; they add up to 1."""
    shares: list[list[float]] = []
    first = 0
    longest = max((a.end_ms - a.start_ms for a in activity), default=0)
    for word in words:
        start = _begin_ms(word, options) - options.padding_ms
        end = word.end_ms + options.padding_ms
        reach = 4 * options.fading_ms
        while first < len(activity) and activity[first].start_ms + longest < start - reach:
            first += 1
        active = [0.0] * people
        near = [0.0] * people
        for place in range(first, len(activity)):
            here = activity[place]
            if here.start_ms > end + reach:
                break
            common = min(end, here.end_ms) - max(start, here.start_ms)
            if common > 0:
                active[here.person] += common / max(end - start, 1)
            else:
                fade = math.exp(common / options.fading_ms)
                near[here.person] = max(near[here.person], fade)
        if not any(active):
            active = [0.5 * value for value in near]
        total = sum(active) + options.floor * people
        shares.append([(value + options.floor) / total for value in active])
    return shares
