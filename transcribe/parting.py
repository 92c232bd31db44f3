"""A decoded stretch parted into utterances where the speaker paused."""

from collections.abc import Sequence
from itertools import pairwise

from transcribe.word import Word

_SENTENCE_PAUSE_MS = 250
"""A pause this long parts two sentences;"""
_ANY_PAUSE_MS = 800
"""one this long parts anything."""
_SENTENCE_ENDS = (".", "?", "!", "…", "。", "？", "！")


def parted(
    words: Sequence[Word], runs_ms: Sequence[tuple[int, int]]
) -> list[tuple[int, tuple[Word, ...]]]:
    """Groups of words, each with where it begins: the end of the pause before it.

    `runs_ms` are the stretches of uninterrupted speech on the session's clock. The first group
    begins with the first run.
    """
    groups: list[tuple[int, list[Word]]] = [(runs_ms[0][0] if runs_ms else 0, [])]
    pauses = [(end, start) for (_, end), (start, _) in pairwise(runs_ms)]
    for word in words:
        middle = (word.start_ms + word.end_ms) // 2
        said = groups[-1][1]
        passed = [p for p in pauses if groups[-1][0] < p[1] and sum(p) // 2 <= middle]
        if said and any(_parts(said[-1], pause) for pause in passed):
            groups.append((min(passed[-1][1], word.start_ms), []))
        groups[-1][1].append(word)
    return [(start, tuple(group)) for start, group in groups if group]


def _parts(last: Word, pause: tuple[int, int]) -> bool:
    if sum(pause) // 2 < (last.start_ms + last.end_ms) // 2:
        return False
    length = pause[1] - pause[0]
    ended = last.text.endswith(_SENTENCE_ENDS)
    return length >= (_SENTENCE_PAUSE_MS if ended else _ANY_PAUSE_MS)
