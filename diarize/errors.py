"""What can go wrong with speakers and transcripts.

DiarizeError
├── MalformedTranscript   a transcript file does not have the public shape; names the field
└── VoiceprintRefused     a recording from which no voice can be enrolled; says why and the mend
"""


class DiarizeError(Exception):
    """The root of this package's errors."""

    retryable = False


class MalformedTranscript(DiarizeError):
    """A transcript document cannot be read."""


class VoiceprintRefused(DiarizeError):
    """No voice can be enrolled from this recording."""
