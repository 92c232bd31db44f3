"""What can go wrong on the way in.

IngestError
├── Malformed          what was sent is not the protocol, or not this session's format
├── Forbidden          the caller is known, but may not
│   └── NoConsent      no consent in force covers it
├── NoSuchConsent      unknown, or of another tenant
├── NoSuchSession      unknown, or of another tenant
├── HoldsAudio         the session already holds a recording
├── SessionOver        the session has ended and takes no more
├── StreamsElsewhere   another live connection feeds the session
├── ConsentRevoked     the consent was revoked while the stream ran
├── TooLarge           a frame, a file or a session beyond its limit
├── Undecodable        a file in which no audio can be read
├── NoSuchUpload       unknown, or not the caller's
├── UploadGone         given up, out of time, or refused
├── TooManyUploads     the session has as many unfinished uploads as it may
├── NotSpoken          a language that this server's recognizer does not hear
├── NoSuchVoiceprint   none is enrolled for that clinician in the caller's tenant
├── Idle               nothing came, or nothing was read, for too long
└── retryable
    └── Restarting     the server is going down; connect again

Messages are one line, meant for the client, and never hold audio, speech or names.
"""


class IngestError(Exception):
    """The root of this package's errors."""

    retryable = False


class Malformed(IngestError):
    """What was sent is not the protocol."""


class Forbidden(IngestError):
    """Known, but not allowed."""


class NoConsent(Forbidden):
    """No consent in force covers it."""


class NoSuchConsent(IngestError):
    """Unknown to the caller's tenant."""

    def __init__(self) -> None:
        super().__init__("There is no such consent.")


class NoSuchSession(IngestError):
    """Unknown to the caller's tenant."""

    def __init__(self) -> None:
        super().__init__("There is no such session.")


class HoldsAudio(IngestError):
    """A recording is already there."""


class SessionOver(IngestError):
    """The session has ended and takes no more audio."""


class StreamsElsewhere(IngestError):
    """Another live connection feeds the session."""

    def __init__(self) -> None:
        super().__init__("The session streams over another connection.")


class ConsentRevoked(IngestError):
    """The consent was revoked while the stream ran."""

    def __init__(self) -> None:
        super().__init__("The consent was revoked.")


class TooLarge(IngestError):
    """Beyond a limit; the message names the limit."""


class Undecodable(IngestError):
    """No audio can be read from the file."""


class NoSuchUpload(IngestError):
    """Unknown to the caller."""

    def __init__(self) -> None:
        super().__init__("There is no such upload.")


class UploadGone(IngestError):
    """There was such an upload."""

    def __init__(self) -> None:
        super().__init__("The upload was given up, refused or is out of time. Begin a new one.")


class TooManyUploads(IngestError):
    """The message says how many."""


class NotSpoken(IngestError):
    """A language that this server's recognizer does not hear; the message names the mend."""


class NoSuchVoiceprint(IngestError):
    """None is enrolled for that clinician in the caller's tenant."""

    def __init__(self) -> None:
        super().__init__("No voice-print is enrolled for this clinician.")


class Idle(IngestError):
    """Nothing came, or nothing was read, for too long."""


class Restarting(IngestError):
    """The server is going down; what was acknowledged is safe."""

    retryable = True

    def __init__(self) -> None:
        super().__init__("The server is restarting. Connect again.")
