"""`/v1/outbox`: what is on its way to the EHR, and what did not get there."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import JSONResponse

from ingest.caller import caller_of
from vault import Principal
from writeback.desk import Desk
from writeback.ehr.dead_letters import DeadLetters, letter_to_json
from writeback.ehr.outbox import OutboxState

OutboxId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]*$")]


def outbox_router(desk: Desk) -> APIRouter:
    """All under `/v1/outbox`."""
    router = APIRouter(prefix="/v1/outbox", tags=["outbox"])
    caller = caller_of(desk.issuer)
    letters = DeadLetters(desk.vault)

    @router.get("")
    def read(
        actor: Annotated[Principal, Depends(caller)],
        state: Annotated[OutboxState | None, Query()] = None,
    ) -> Response:
        """`state=dead`: what was given up and waits for a person."""
        found = letters.listed(actor, state)
        return _json({"outbox": [letter_to_json(letter) for letter in found]})

    @router.post("/{outbox_id}/resend", status_code=202)
    def resend(actor: Annotated[Principal, Depends(caller)], outbox_id: OutboxId) -> Response:
        """Tried again at once; 409 for one that is not dead."""
        return _json(letter_to_json(letters.resend(actor, outbox_id)), 202)

    return router


def _json(body: dict[str, object], status: int = 200) -> Response:
    return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store"})
