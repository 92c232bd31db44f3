"""Word times brought into the speech they were heard in."""

from collections.abc import Sequence

from gpu import DecodedWord
from transcribe.word import Word

_LONGEST_WORD_MS = 1_200


def placed(
    words: Sequence[DecodedWord], runs_ms: Sequence[tuple[int, int]], offset_ms: int
) -> tuple[Word, ...]:
    """Words of a window that begins at `offset_ms`, on the session's clock.

    The aligner lets a word after a pause begin with the pause: such a word starts with the
    speech it ends in. Times never run backwards. `runs_ms` are on the session's clock.
    """
    out: list[Word] = []
    floor = offset_ms
    for word in words:
        start, end = offset_ms + word.start_ms, offset_ms + word.end_ms
        start = max(start, end - _LONGEST_WORD_MS, floor)
        for run_start, run_end in runs_ms:
            if start < run_start < end <= run_end:
                start = max(start, run_start)
        end = max(end, start)
        out.append(Word(word.text, start, end, min(max(word.confidence, 0.0), 1.0)))
        floor = start
    return tuple(out)
