"""What can go wrong between audio and words.

TranscribeError
└── StreamEnded   audio was pushed after the end, or its reader has gone
"""


class TranscribeError(Exception):
    """The root of this package's errors."""

    retryable = False


class StreamEnded(TranscribeError):
    """Nothing more is taken: the stream was flushed or closed, or its reader stopped."""
