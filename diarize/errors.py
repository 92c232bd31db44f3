"""What can go wrong with speakers and transcripts.

DiarizeError
└── MalformedTranscript   a transcript file does not have the public shape; names the field
"""


class DiarizeError(Exception):
    """The root of this package's errors."""

    retryable = False


class MalformedTranscript(DiarizeError):
    """A transcript document cannot be read."""
