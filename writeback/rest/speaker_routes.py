"""REST under `/v1`: correct who spoke and what was said in a session whose draft is pending.

Handlers block on the vault, so they are plain functions and run in the server's thread pool.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from fastapi.responses import JSONResponse

from diarize.correction import correction_to_json
from ingest.caller import caller_of
from vault import Principal
from vault.ids import DraftId, SessionId
from writeback.desk import Desk
from writeback.problem import etag, version_in
from writeback.rest.request import RelabelRequest

IfMatch = Annotated[
    str | None, Header(description='The version of the transcript that was read, e.g. `"0"`.')
]


def speaker_router(desk: Desk) -> APIRouter:
    """`/v1/sessions/{id}/transcript/corrections` and `/v1/drafts/{id}/progress`."""
    router = APIRouter(prefix="/v1", tags=["sessions"])
    caller = caller_of(desk.issuer)

    @router.post("/sessions/{session_id}/transcript/corrections", status_code=201)
    def correct_speakers(
        actor: Annotated[Principal, Depends(caller)],
        session_id: str,
        body: RelabelRequest,
        if_match: IfMatch = None,
    ) -> Response:
        """Roles of whole speakers, single turns that somebody else spoke, and words misheard.

        Transcript, metrics, scores and risk follow at once; the sentences of the draft are then
        written anew (`in_work` until they are), and what a clinician wrote or confirmed stays.
        412 where the speakers were corrected meanwhile, 428 without If-Match, 409 once the draft
        is signed or rejected.
        """
        draft = desk.speakers.correct(
            actor, SessionId(session_id), version_in(if_match), body.relabel()
        )
        version = len(draft.corrections)
        if draft.in_work and desk.follow is not None:
            desk.follow(draft.session_id, version)
        told = {
            "draft_id": draft.draft_id,
            "draft_version": draft.version,
            "in_work": draft.in_work,
            "correction": correction_to_json(draft.corrections[-1]),
        }
        return JSONResponse(told, 201, {"ETag": etag(version), "Cache-Control": "no-store"})

    @router.get("/sessions/{session_id}/transcript/corrections")
    def read_corrections(actor: Annotated[Principal, Depends(caller)], session_id: str) -> Response:
        """Who corrected what, and when; in order."""
        held = desk.speakers.corrections(actor, SessionId(session_id))
        body = {"corrections": [correction_to_json(correction) for correction in held]}
        return JSONResponse(body, headers={"ETag": etag(len(held)), "Cache-Control": "no-store"})

    @router.get("/drafts/{draft_id}/progress", tags=["drafts"])
    def progress(actor: Annotated[Principal, Depends(caller)], draft_id: str) -> Response:
        """Whether its sentences are being written anew; for asking again and again."""
        draft = desk.speakers.progress(actor, DraftId(draft_id))
        body = {"version": draft.version, "in_work": draft.in_work}
        return JSONResponse(body, headers={"Cache-Control": "no-store"})

    return router
