"""REST of consents: recorded, shown, taken back; and what was destroyed then."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends

from ingest.caller import caller_of
from ingest.consent_body import ConsentBody, RevokeBody, consent_json, withdrawal_json
from ingest.door import Door
from ingest.purge import Cause
from vault import ConsentId, Principal


def consent_router(door: Door) -> APIRouter:
    """`/consents`, all under `/v1`."""
    routes = APIRouter(prefix="/v1")
    caller = caller_of(door.issuer)

    @routes.post("/consents", status_code=201)
    def record_consent(
        body: ConsentBody, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        consent = door.consents.record(who, body.consent())
        return {"consent_id": consent.consent_id}

    @routes.get("/consents/{consent_id}")
    def read_consent(
        consent_id: str, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        """Who agreed to what, what of it is in force now, and what was taken back with which
        reason."""
        consent = door.consents.read(who, ConsentId(consent_id))
        withdrawals = [
            {
                "purge_id": record.purge_id,
                "at": record.document["at"],
                "by": record.document["by"],
                "party": record.document["party"],
                "scopes": record.document["scopes"],
                "reason": door.consents.reason_of(record),
            }
            for record in door.consents.purges_under(consent.consent_id)
            if record.document["cause"] == Cause.WITHDRAWN
        ]
        return consent_json(consent, withdrawals)

    @routes.post("/consents/{consent_id}/revoke")
    async def revoke_consent(
        consent_id: str, body: RevokeBody, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        """All of it, or some purposes. Streams stop, and what came of them is destroyed, before
        this answers."""
        done = await asyncio.to_thread(
            door.consents.withdraw,
            who,
            ConsentId(consent_id),
            scopes=body.scopes,
            reason=body.reason,
            party=body.party,
        )
        for session_id in done.ended:
            door.streams.revoke(session_id)
            door.live.revoked(session_id)
        return withdrawal_json(done)

    @routes.get("/consents/{consent_id}/purge")
    def read_purges(
        consent_id: str, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        """What was destroyed of what came under it, when and by whose word: oldest first. The
        digest of each report stands in the audit chain; `inglenook consent verify` looks whether
        it is true."""
        found = door.consents.purges(who, ConsentId(consent_id))
        return {"consent_id": consent_id, "purges": [record.to_json() for record in found]}

    return routes
