"""Which connection feeds which session, in this process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from time import monotonic

from ingest.errors import ConsentRevoked, IngestError, Restarting, StreamsElsewhere
from ingest.limits import IngestLimits
from vault import Principal, SessionId


class Claim:
    """One connection's right to feed a session."""

    def __init__(self, principal: Principal, clock: Callable[[], float]) -> None:
        self.principal = principal
        self._clock = clock
        self._heard_at = clock()
        self._flowing = False
        self._verdict: asyncio.Future[IngestError] = asyncio.get_running_loop().create_future()
        self._released = asyncio.Event()

    def heard(self, *, flowing: bool) -> None:
        """Something came from the client; `flowing` where audio is bound to follow."""
        self._heard_at = self._clock()
        self._flowing = flowing

    def stale(self, limits: IngestLimits) -> bool:
        """Whether it has been silent for longer than a living client would be."""
        bound_s = limits.stale_after_s if self._flowing else limits.quiet_stale_after_s
        return self._clock() - self._heard_at >= bound_s

    def end(self, error: IngestError) -> None:
        """Tell the connection to close with `error`; only the first counts."""
        if not self._verdict.done():
            self._verdict.set_result(error)

    async def ended(self) -> IngestError:
        """Wait until somebody else decides that this connection ends."""
        return await asyncio.shield(self._verdict)

    def release(self) -> None:
        self._released.set()

    async def released(self) -> None:
        await self._released.wait()


class Streams:
    """At most one claim per session. Used on one event loop; `revoke` and `restart` from any."""

    def __init__(self, limits: IngestLimits, *, clock: Callable[[], float] = monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._claims: dict[SessionId, Claim] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def claim(self, session_id: SessionId, principal: Principal) -> AsyncIterator[Claim]:
        """Hold the session while the block runs. Raises `StreamsElsewhere`.

        A connection that is leaving is waited for. One that is stale gives way to the same
        principal.
        """
        self._loop = asyncio.get_running_loop()
        await self._wait_for_place(session_id, principal)
        claim = self._claims[session_id] = Claim(principal, self._clock)
        try:
            yield claim
        finally:
            if self._claims.get(session_id) is claim:
                del self._claims[session_id]
            claim.release()

    def revoke(self, session_id: SessionId) -> None:
        """Close the session's stream now."""
        self._tell(session_id, ConsentRevoked())

    def restart(self) -> None:
        """Close every stream: the server is going down."""
        for session_id in list(self._claims):
            self._tell(session_id, Restarting())

    def holding(self, session_id: SessionId) -> Claim | None:
        """The claim of the connection of this process that feeds the session now."""
        return self._claims.get(session_id)

    async def _wait_for_place(self, session_id: SessionId, principal: Principal) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._limits.handover_s):
                while (held := self._claims.get(session_id)) is not None:
                    if held.principal == principal and held.stale(self._limits):
                        held.end(StreamsElsewhere())
                    await held.released()
        if session_id in self._claims:
            raise StreamsElsewhere

    def _tell(self, session_id: SessionId, error: IngestError) -> None:
        claim = self._claims.get(session_id)
        if claim is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(claim.end, error)
