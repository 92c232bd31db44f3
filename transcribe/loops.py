"""Whisper's repetition loops, found and cut."""

from collections.abc import Sequence

from gpu import DecodedWord

NO_TIME_MS = 40
"""Nobody says a word in this: the aligner had no audio left for it."""
_SHORTEST_ECHO = 3
_DOUBTFUL = 0.5
_LONGEST_PHRASE = 24
_FEW_WORDS = 2
_MOST_TIMES = 5
_MOST_TIMES_OF_FEW = 12


def without_loops(
    words: Sequence[DecodedWord], before: Sequence[str] = ()
) -> tuple[DecodedWord, ...]:
    """Leave out what cannot have been spoken because it is said again and has no time; `before`
    are words that were told earlier and heard again in the same window.

    People do repeat themselves ("no, no, no, no", "I can't, I can't"), and then each word lasts
    as long as a word does. A loop starts over with a phrase from anywhere before it, word by
    word, and its words have no length. What is repeated beyond all measure goes however long it
    lasts.
    """
    return _without_chants(_without_echoes(tuple(words), [_bare(word) for word in before]))


def timeless(word: DecodedWord) -> bool:
    """Whether there was no time to say it in."""
    return word.end_ms - word.start_ms <= NO_TIME_MS


def _without_echoes(
    words: tuple[DecodedWord, ...], before: Sequence[str]
) -> tuple[DecodedWord, ...]:
    said = [*before, *(_bare(word.text) for word in words)]
    kept: list[DecodedWord] = []
    at = looped_to = 0
    while at < len(words):
        length = _echo(said, len(before) + at, 1 if at and at == looped_to else _SHORTEST_ECHO)
        if 2 * sum(map(timeless, words[at : at + length])) <= length:
            length = 0
        if length:
            while kept and timeless(kept[-1]) and kept[-1].confidence < _DOUBTFUL:
                kept.pop()  # what the model went over into the loop with
            at = looped_to = at + length
        else:
            kept.append(words[at])
            at += 1
    return tuple(kept)


def _echo(said: Sequence[str], at: int, shortest: int) -> int:
    """How many words from `at` on repeat earlier ones; 0 where they are less than `shortest`."""
    longest = 0
    for earlier in range(at):
        length = 0
        while at + length < len(said) and said[earlier + length] == said[at + length]:
            length += 1
        longest = max(longest, length)
    return longest if longest >= shortest else 0


def _without_chants(words: tuple[DecodedWord, ...]) -> tuple[DecodedWord, ...]:
    kept, said, start = list(words), [_bare(word.text) for word in words], 0
    while start < len(kept):
        for size in range(1, min(_LONGEST_PHRASE, (len(kept) - start) // 2) + 1):
            times = _repeats(said, start, size)
            if times >= (_MOST_TIMES_OF_FEW if size <= _FEW_WORDS else _MOST_TIMES):
                del kept[start + size : start + size * times]
                del said[start + size : start + size * times]
        start += 1
    return tuple(kept)


def _repeats(said: Sequence[str], start: int, size: int) -> int:
    """How many times in a row the `size` words from `start` come."""
    phrase = said[start : start + size]
    times = 1
    while said[start + size * times : start + size * (times + 1)] == phrase:
        times += 1
    return times


def _bare(word: str) -> str:
    return word.strip(".,!?;:\"'-").casefold()
