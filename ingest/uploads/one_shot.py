"""`POST /v1/sessions/{id}/recording`: a recording in one request."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from ingest.caller import caller_of
from ingest.session import SessionState
from ingest.uploads.form import read_form
from ingest.uploads.held import HeldBytes
from ingest.uploads.intake import Intake
from ingest.uploads.upload import Upload, UploadState
from vault import Principal, SessionId

_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "channel_roles": {"type": "string"},
                    },
                    "required": ["file"],
                }
            }
        },
    }
}


def recording_router(intake: Intake) -> APIRouter:
    """For scripts; what was cut off is sent again from its beginning."""
    door = intake.door
    routes = APIRouter(prefix="/v1")
    caller = Depends(caller_of(door.issuer))

    @routes.post("/sessions/{session_id}/recording", status_code=202, openapi_extra=_BODY)
    async def upload_recording(
        session_id: str, request: Request, who: Annotated[Principal, caller]
    ) -> Response:
        """Any container and codec; decoded before this answers."""
        session = await asyncio.to_thread(door.sessions.feedable, who, SessionId(session_id))
        async with door.streams.claim(session.session_id, who):
            await asyncio.to_thread(intake.refuse_second, session)
            upload = await asyncio.to_thread(
                intake.uploads.begin, who, session, length=None, state=UploadState.ONE_SHOT
            )
            upload = await _received(intake, who, upload, request)
            taken = await intake.take(who, upload)
        body = {
            "session_id": session.session_id,
            "state": SessionState.FINISHING.value,
            "duration": round(taken.duration_s, 3),
            "notices": list(taken.notices),
        }
        return JSONResponse(body, 202)

    return routes


async def _received(intake: Intake, who: Principal, upload: Upload, request: Request) -> Upload:
    """With its file held; what broke off or was refused is forgotten."""
    held = await asyncio.to_thread(HeldBytes, intake.door.vault, upload)
    whole = False
    try:
        form = await read_form(request, held, max_bytes=intake.door.limits.max_upload_bytes)
        await asyncio.to_thread(held.rest)
        told = await asyncio.to_thread(intake.uploads.tell_roles, upload, form.channel_roles)
        whole = True
        return told
    finally:
        if not whole:
            await asyncio.to_thread(held.drop)
            await asyncio.to_thread(
                intake.uploads.move, who, upload, UploadState.GONE, "not received"
            )
