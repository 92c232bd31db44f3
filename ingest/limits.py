"""How much the way in takes."""

from dataclasses import dataclass

from gpu.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class IngestLimits:
    """Set once by the composition root."""

    max_frame_bytes: int = 1 << 20
    """Largest WebSocket message, text or binary."""
    max_session_s: int = 6 * 3600
    """Longest recording, streamed or uploaded."""
    max_upload_bytes: int = 2 << 30
    """Largest uploaded file, before decoding."""
    upload_ttl_s: int = 24 * 3600
    """An upload in pieces to which nothing is added for so long is given up."""
    uploads_open: int = 8
    """Unfinished uploads that one session may have."""
    uploads_decoded: int = 2
    """Uploads decoded at once, in threads of their own; more wait. The threads that sync live
    recordings are few and must stay free."""
    ack_interval_ms: int = 150
    """Shortest time between two syncs to disk, and so between two acks."""
    unsynced_bytes: int = 8 << 20
    """Audio held in memory before the connection that sends it has to wait for the disk."""
    start_timeout_s: float = 15.0
    """A connection that has not said `start` by then is closed."""
    idle_timeout_s: float = 60.0
    """A connection from which nothing came (audio or `ping`) for so long is closed."""
    stale_after_s: float = 5.0
    """A connection whose audio stopped coming so long ago, with no pause said, gives way to the
    same principal's new one: its network has likely died without a word."""
    quiet_stale_after_s: float = 30.0
    """The same for one that is paused or has not yet sent audio, and may well be alive."""
    handover_s: float = 1.0
    """How long a new connection waits for the old one to leave."""
    consent_check_s: float = 0.4
    """How often a stream looks whether its consent is still in force."""
    outgoing_messages: int = 1000
    """Messages waiting for a client that reads slowly; see `ingest.outbox`."""
    outgoing_patience_s: float = 20.0
    """How long a client may leave a full outbox unread."""
    ticket_ttl_s: int = 60
    """How long a ticket from `POST /sessions/{id}/ticket` can be redeemed."""
    event_keepalive_s: float = 15.0
    """Pause between two comments on a quiet event stream."""
    languages: frozenset[str] = LANGUAGES
    """What a session may be opened for: what the recognizer hears."""
