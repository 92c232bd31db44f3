"""What can go wrong between a transcript and a note.

SummarizeError
├── UnknownTemplate      no such note format
├── BadTemplate          a practice's own format is not of its shape
├── MalformedContext     the context handed along is not of its shape
├── MalformedNote        a stored or sent note is not of its shape
└── DraftingFailed       a drafter could not write (retryable)
"""

from collections.abc import Sequence


class SummarizeError(Exception):
    """Texts of these errors never hold protected words."""

    retryable = False


class UnknownTemplate(SummarizeError):
    def __init__(self, known: Sequence[str]) -> None:
        super().__init__(f"no such note format; there are: {', '.join(known)}")


class BadTemplate(SummarizeError):
    """Names the file, the place in it and what would be right."""


class MalformedContext(SummarizeError):
    """Names the field that is wrong, never its content."""


class MalformedNote(SummarizeError):
    """Names the field that is wrong, never its content."""


class DraftingFailed(SummarizeError):
    """Says which kind of failure, never what was said."""

    retryable = True
