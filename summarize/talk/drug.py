"""Medicines that a text names: those listed, and others by the endings that such names share
(USAN stems)."""

import difflib
import re

from transcribe.medicine import medicine_named, medicines

_NAME = re.compile(r"[^\W\d_]{4,}")
_ENDINGS = re.compile(
    r"^[a-z]{2,}(?:oxetine|azepam|azolam|triptyline|ipramine|azodone|faxine|racetam|peridone|"
    r"piprazole|idone|apine|olol|sartan|statin|prazole|gliptin|tidine|caine|cillin|mycin|barbital|"
    r"orexant|giline|zepam|mazine|phenidate|triptan)$"
)
_NOT_A_DRUG = frozenset({"scapine", "cocaine"})
_ALIKE = 0.84
"""Share of matching letters at which a misheard name counts as meant; tried on Whisper's spelling
of the list above."""


def drugs_in(text: str) -> frozenset[str]:
    """Generic names of the medicines a text names; an unlisted name stands for itself."""
    found: set[str] = set()
    for match in _NAME.finditer(text):
        word = match.group().casefold()
        if medicine := medicine_named(word):
            found.add(medicine.generic)
        elif _ENDINGS.match(word) and word not in _NOT_A_DRUG:
            found.add(word)
    return frozenset(found)


def misheard(drug: str, text: str) -> bool:
    """Whether a word of the text sounds on paper like the medicine or one of its brands."""
    names = {name for name, listed in medicines().items() if listed.generic == drug} | {drug}
    words = {match.group().casefold() for match in _NAME.finditer(text)}
    return any(
        difflib.SequenceMatcher(None, name, word).ratio() >= _ALIKE
        for name in names
        for word in words
    )


def is_drug(word: str) -> bool:
    """A listed name, whatever its case."""
    return medicine_named(word) is not None
