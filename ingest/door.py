"""What the routes and the socket are given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from ingest.commit import group_commit
from ingest.consent import Consent
from ingest.consents import Consents
from ingest.limits import IngestLimits
from ingest.live import LiveSessions
from ingest.recording import Recording, Recordings
from ingest.rounds import Rounds
from ingest.sessions import Sessions
from ingest.streams import Streams
from vault import ConsentId, Issuer, Tickets, Vault

OpeningCheck: TypeAlias = Callable[[str, object], None]
"""Raises where a session may not be opened for that template, or with that context (its JSON, or
None). What they mean is known further up in the house."""


def anything(template: str, context: object) -> None:
    """Refuses nothing."""


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
    commits: Rounds[Recording, int]
    """Syncs the recordings of all streams, at the pace of acknowledgements."""
    consent_looks: Rounds[ConsentId, Consent]
    """Reads the consents of all streams, often enough to notice a revocation elsewhere."""
    check: OpeningCheck = anything

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
        check: OpeningCheck = anything,
    ) -> "Door":
        """`recordings` must be the ones that `live` uses, where it opens any itself."""
        chosen = limits or IngestLimits()
        consents = Consents(vault)
        return cls(
            vault=vault,
            consents=consents,
            sessions=Sessions(vault),
            recordings=recordings or Recordings(vault),
            streams=Streams(chosen),
            issuer=issuer,
            tickets=tickets,
            live=live,
            limits=chosen,
            commits=group_commit(chosen.ack_interval_ms / 1000),
            consent_looks=Rounds("consents", chosen.consent_check_s, consents.look),
            check=check,
        )
