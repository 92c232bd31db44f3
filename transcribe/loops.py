"""Whisper's repetition loops, found and cut."""

from collections.abc import Sequence

from gpu import DecodedWord

_LONGEST_PHRASE = 24
_HURRIED_MS = 90
"""Mean length of a word nobody speaks that fast: the aligner had no audio left for it."""


def without_loops(words: Sequence[DecodedWord]) -> tuple[DecodedWord, ...]:
    """Keep one of each phrase repeated in a row where the repeat cannot have been spoken.

    People do repeat themselves ("no no no", "very, very"), so a repeat is cut only where it
    goes on four times or more (a phrase of one or two words: six), or where the repeated words
    have no time to be spoken in.
    """
    kept = tuple(words)
    start = 0
    while start < len(kept):
        for size in range(1, min(_LONGEST_PHRASE, (len(kept) - start) // 2) + 1):
            times = _repeats(kept, start, size)
            repeated = kept[start + size : start + size * times]
            if repeated and (times >= (6 if size <= 2 else 4) or _hurried(repeated, size)):
                kept = kept[: start + size] + kept[start + size * times :]
        start += 1
    return kept


def _repeats(words: Sequence[DecodedWord], start: int, size: int) -> int:
    """How many times in a row the `size` words from `start` come."""
    phrase = [_bare(word) for word in words[start : start + size]]
    times = 1
    while [_bare(w) for w in words[start + size * times : start + size * (times + 1)]] == phrase:
        times += 1
    return times


def _hurried(repeated: Sequence[DecodedWord], size: int) -> bool:
    if size < 3:
        return False
    mean_ms = sum(word.end_ms - word.start_ms for word in repeated) / len(repeated)
    return mean_ms < _HURRIED_MS


def _bare(word: DecodedWord) -> str:
    return word.text.strip(".,!?;:\"'-").casefold()
