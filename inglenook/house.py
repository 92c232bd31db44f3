"""The running product in one process, as the routes see it."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from gpu import Admission
from ingest.door import Door
from inglenook.finishing import Finishing
from inglenook.live import LiveHouse
from inglenook.oidc_signin import SignIn
from inglenook.transcriptions.hearing import Hearing
from vault import Vault
from writeback.desk import Desk


@dataclass(slots=True)
class House:
    """Put together by `wiring`."""

    vault: Vault
    door: Door
    desk: Desk
    live: LiveHouse
    finishing: Finishing
    hearing: Hearing
    admission: Admission
    gauges: CollectorRegistry
    sign_in: SignIn | None = None
    """At the outside issuer, where there is one and we are known there."""
    ready: bool = False
    """Models are loaded and sessions accepted."""
