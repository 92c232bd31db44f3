"""What can go wrong between audio and words.

TranscribeError
├── StreamEnded          audio was pushed after the end, or its reader has gone
└── VocabularyUnusable   a list of terms cannot be read
"""


class TranscribeError(Exception):
    """The root of this package's errors."""

    retryable = False


class StreamEnded(TranscribeError):
    """Nothing more is taken: the stream was flushed or closed, or its reader stopped."""


class VocabularyUnusable(TranscribeError):
    """A line is no term, or there is too much; the message names it and the mend."""
