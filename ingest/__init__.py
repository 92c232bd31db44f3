"""The ways in: consent gate, WebSocket, uploads, and the recording that all later stages read.

In: audio from a client, under a consent. Out: `Session`, `Consent`, `Recording`, `AudioChunk`,
`ModelAudio`. Errors: `IngestError` and its kinds. The web side is `ingest.routes.router` and
`ingest.socket.audio_socket_router`, both given a `ingest.door.Door`.
"""

from ingest.audio import AudioChunk, AudioFormat, Encoding
from ingest.consent import Consent, Party, Scope
from ingest.errors import (
    ConsentRevoked,
    Forbidden,
    HoldsAudio,
    Idle,
    IngestError,
    Malformed,
    NoConsent,
    NoSuchConsent,
    NoSuchSession,
    Restarting,
    SessionOver,
    StreamsElsewhere,
    TooLarge,
    Undecodable,
)
from ingest.limits import IngestLimits
from ingest.session import Session, SessionState, Source

__all__ = [
    "AudioChunk",
    "AudioFormat",
    "Consent",
    "ConsentRevoked",
    "Encoding",
    "Forbidden",
    "HoldsAudio",
    "Idle",
    "IngestError",
    "IngestLimits",
    "Malformed",
    "NoConsent",
    "NoSuchConsent",
    "NoSuchSession",
    "Party",
    "Restarting",
    "Scope",
    "Session",
    "SessionOver",
    "SessionState",
    "Source",
    "StreamsElsewhere",
    "TooLarge",
    "Undecodable",
]
