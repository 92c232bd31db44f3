"""Captions that do not flicker: what two successive decodes agree on stays."""

from collections.abc import Sequence


class Agreement:
    """Words of the utterance in progress. What two successive decodes begin with alike is
    committed and never changes again; the rest is as the newest decode has it."""

    def __init__(self) -> None:
        self._committed: list[str] = []
        self._newest: list[str] = []

    @property
    def committed(self) -> tuple[str, ...]:
        return tuple(self._committed)

    def update(self, words: Sequence[str]) -> tuple[str, ...]:
        """The caption after one more decode of the whole utterance so far."""
        agreed = 0
        for before, now in zip(self._newest, words, strict=False):
            if _bare(before) != _bare(now):
                break
            agreed += 1
        self._committed.extend(words[len(self._committed) : agreed])
        self._newest = list(words)
        return (*self._committed, *words[len(self._committed) :])


def _bare(word: str) -> str:
    """Case and punctuation waver between decodes without meaning anything."""
    return word.strip(".,!?;:\"'-").casefold()
