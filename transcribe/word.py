"""A word as it was heard."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese, with the wide punctuation of the latter two."""


@dataclass(frozen=True, slots=True)
class Word:
    """Times are milliseconds from session start."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float
    """Probability given by the recognizer, 0 to 1."""


def running_text(words: Iterable[str]) -> str:
    """Words written one after the other, with spaces but where the script has none."""
    text = ""
    for word in (word.strip() for word in words):
        if text and word and not (_UNSPACED.match(text[-1]) or _UNSPACED.match(word)):
            text += " "
        text += word
    return text
