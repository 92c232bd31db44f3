"""What the routes and the socket are given."""

from dataclasses import dataclass

from ingest.consents import Consents
from ingest.limits import IngestLimits
from ingest.live import LiveSessions
from ingest.recording import Recordings
from ingest.sessions import Sessions
from ingest.streams import Streams
from vault import Issuer, Tickets, Vault


@dataclass(frozen=True, slots=True)
class Door:
    """Made once by the composition root: `Door.of` on top of an open vault."""

    vault: Vault
    consents: Consents
    sessions: Sessions
    recordings: Recordings
    streams: Streams
    issuer: Issuer
    tickets: Tickets
    live: LiveSessions
    limits: IngestLimits

    @classmethod
    def of(
        cls,
        vault: Vault,
        *,
        issuer: Issuer,
        tickets: Tickets,
        live: LiveSessions,
        limits: IngestLimits | None = None,
        recordings: Recordings | None = None,
    ) -> "Door":
        """`recordings` must be the ones that `live` uses, where it opens any itself."""
        chosen = limits or IngestLimits()
        return cls(
            vault=vault,
            consents=Consents(vault),
            sessions=Sessions(vault),
            recordings=recordings or Recordings(vault),
            streams=Streams(chosen),
            issuer=issuer,
            tickets=tickets,
            live=live,
            limits=chosen,
        )
