"""One real-time client of a benchmark: it only notes what came and when; reading it comes after."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from inglenook.client import StreamClient, StreamFailed, Track
from inglenook.commands.failure import CommandFailed
from inglenook.demonstration import CLINICIAN, post, record_consent
from inglenook.embedded import EmbeddedServer
from inglenook.recorded import CHANNEL_ROLES
from vault import Issuer

Event = Mapping[str, Any]

KEPT = frozenset({"partial", "final", "error", "status"})
TOKEN_TTL_S = 24 * 3600


@dataclass(slots=True)
class Stream:
    """What one client sent and saw. Times by `time.monotonic`."""

    arrivals: list[tuple[float, Event]] = field(default_factory=list)
    departures: list[tuple[int, float]] = field(default_factory=list)
    """End of each frame in sample frames of the track, and when it left."""
    acknowledged: int = 0
    """Sample frames that the server holds."""
    finals: int = 0
    failure: str = ""

    @property
    def stopped_s(self) -> float | None:
        """When the server had all audio and was told that no more comes."""
        return next((at_s for at_s, event in self.arrivals if is_finishing(event)), None)

    @property
    def last_word_s(self) -> float | None:
        """When the last caption or final came, or the stop was told, once that was told."""
        return None if self.stopped_s is None else self.arrivals[-1][0]

    def see(self, event: Event) -> None:
        if event["type"] in KEPT:
            self.arrivals.append((time.monotonic(), event))
            self.finals += event["type"] == "final"

    async def run(
        self, server: EmbeddedServer, track: Track, *, silence_s: float = 0.0, attempts: int = 8
    ) -> None:
        """Open a session, stream the track and then silence into it, and stop; what goes wrong is
        noted in `failure`."""
        try:
            await self._run(server, track, silence_s, attempts)
        except (StreamFailed, CommandFailed, httpx.HTTPError) as error:
            self.failure = str(error) or type(error).__name__

    async def _run(
        self, server: EmbeddedServer, track: Track, silence_s: float, attempts: int
    ) -> None:
        token = Issuer(server.data).mint(CLINICIAN, TOKEN_TTL_S)
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=server.url, headers=headers, timeout=60) as rest:
            consent_id = await record_consent(rest, WORDS_ALONE)
            body = {"consent_id": consent_id, "source": "bridge"}
            session_id = (await post(rest, "/v1/sessions", body))["session_id"]
        client = StreamClient(
            url=f"{server.url.replace('http', 'ws', 1)}/v1/sessions/{session_id}/audio",
            token=token,
            track=track,
            on_event=self.see,
            channel_roles=CHANNEL_ROLES if track.samples.shape[1] == 2 else (),
            silence_s=silence_s,
            attempts=attempts,
        )
        self.departures = client.departures
        try:
            await client.run()
        finally:
            self.acknowledged = client.acknowledged


def is_finishing(event: Event) -> bool:
    return bool(event["type"] == "status" and event["state"] == "finishing")


WORDS_ALONE = ("record", "transcribe")
"""Scopes of the consent: a note drafted for a stream that ended early would cost the others."""
