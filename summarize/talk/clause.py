"""Parts of a sentence that can stand without the others."""

import re
from collections.abc import Iterator

from summarize.talk.passage import Passage
from summarize.talk.wording import word_count

_SUBJECT = (
    r"(?:i|i'm|i've|i'd|i'll|we|we're|he|he's|she|she's|they|they're|it|it's|that|that's|you|my|"
    r"there|there's|this|nobody|everybody|the|his|her|our|no|not)"
)
_SEAM = re.compile(
    rf"(?:,|;| [-–—])\s+(?=(?:and|but|so|then|because|cause|'cause|which|though|although)\b)|"
    rf"\s+(?=(?:and|but|so|because|cause|'cause) {_SUBJECT}\b)|(?:;|,| [-–—])\s+(?={_SUBJECT}\b)",
    re.IGNORECASE,
)
_LEANS_ON_NEXT = re.compile(
    r"^(?:(?:and|but|so|then|or|because|yeah|well|um|uh),? )*(?:if|when|whenever|unless|once|as|"
    r"after|before|since|until|while|even if|every time|what|how|where|who|why|because|instead|"
    r"although|though|on|in|at|from|by|for)\b|\b(?:said|say|says|saying|think|thinks|thinking|"
    r"thought|told|tell|like|know|knows|knew|feel|mean|was|is|are|means|asked|and|or|of|that|not|"
    r"so|than|just|felt|guess)\W*$",
    re.IGNORECASE,
)
"""What follows is said under this condition, or is what was said."""
_SHORTEST = 3


def clauses(said: Passage) -> list[Passage]:
    """Spans in order that cover the passage; one where it cannot be parted without harm."""
    parts: list[Passage] = []
    for start, end in _cuts(said.text):
        part = Passage(said.turn, said.role, said.start + start, said.start + end)
        before = parts[-1] if parts else None
        if before and (_leans(before.text) or _is_short(before.text) or _is_short(part.text)):
            parts[-1] = before.joined(part)
        else:
            parts.append(part)
    return parts


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for seam in _SEAM.finditer(text):
        if seam.start() > start:
            yield start, seam.start()
        start = seam.end()
    if start < len(text):
        yield start, len(text)


def _leans(text: str) -> bool:
    return bool(_LEANS_ON_NEXT.search(text.strip()))


def _is_short(text: str) -> bool:
    return word_count(text) < _SHORTEST
