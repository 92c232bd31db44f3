"""All routes; here are those that need more than one room: transcripts, audit, health."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse, RedirectResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from diarize import RENDERINGS, transcript_to_json
from ingest import Forbidden
from ingest.caller import caller_of
from ingest.routes import router as ingest_router
from ingest.socket import audio_socket_router
from inglenook.house import House
from inglenook.speakers.voiceprint_routes import voiceprint_router
from vault import Principal, Role, SessionId
from writeback.pages import page_router
from writeback.problem import etag
from writeback.routes import draft_router
from writeback.speaker_routes import speaker_router

MEDIA_TYPES = {
    "txt": "text/plain; charset=utf-8",
    "srt": "application/x-subrip; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "rttm": "text/plain; charset=utf-8",
}


def all_routers(house: House) -> tuple[APIRouter, ...]:
    """In the order in which they are asked."""
    return (
        health_router(house),
        ingest_router(house.door),
        audio_socket_router(house.door),
        transcript_router(house),
        voiceprint_router(house.door.issuer, house.vault, house.finishing.worker),
        draft_router(house.desk),
        speaker_router(house.desk),
        page_router(house.desk),
    )


def transcript_router(house: House) -> APIRouter:
    """`/v1/sessions/{id}/transcript` and `/v1/audit`."""
    routes = APIRouter(prefix="/v1")
    caller = Depends(caller_of(house.door.issuer))

    @routes.get("/sessions/{session_id}/transcript", tags=["sessions"])
    def transcript(
        session_id: str,
        actor: Annotated[Principal, caller],
        format: Literal["json", "txt", "srt", "vtt", "rttm"] = "json",
    ) -> Response:
        """The session in words by speaker, once its speakers are settled (404 before), as
        people corrected them; the ETag is the version to correct."""
        session = house.door.sessions.read(actor, SessionId(session_id), "transcript.read")
        held = house.finishing.transcript(session.session_id)
        headers = {"ETag": etag(held.version)}
        if format == "json":
            return JSONResponse(transcript_to_json(held), headers=headers)
        text = RENDERINGS[format](held)
        return Response(text, media_type=MEDIA_TYPES[format], headers=headers)

    @routes.get("/audit", tags=["audit"])
    def audit(
        actor: Annotated[Principal, caller],
        after: Annotated[int, Query(ge=0, description="Id of the last entry already seen.")] = 0,
        limit: Annotated[int, Query(ge=1, le=1000)] = 200,
        session_id: str | None = None,
    ) -> JSONResponse:
        """Audit entries of the caller's tenant in order; for auditors and administrators."""
        if actor.role not in (Role.AUDITOR, Role.ADMIN):
            raise Forbidden("Only an auditor or an administrator reads the audit.")
        with house.vault.begin(actor) as transaction:
            transaction.audit("audit.read", object_id=session_id or "")
        wanted = SessionId(session_id) if session_id else None
        entries = house.vault.audit_entries(
            after=after, limit=limit, session_id=wanted, tenant=actor.tenant
        )
        return JSONResponse({"entries": [entry.to_json() for entry in entries]})

    return routes


def health_router(house: House) -> APIRouter:
    """`/healthz`, `/readyz`, `/metrics`; no authentication, no protected data."""
    routes = APIRouter(tags=["health"])

    @routes.get("/", include_in_schema=False)
    def front_door() -> Response:
        return RedirectResponse("/review")

    @routes.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "alive"}

    @routes.get("/readyz")
    def readyz() -> JSONResponse:
        if not house.ready:
            return JSONResponse({"status": "loading models"}, status_code=503)
        return JSONResponse({"status": "ready", "free_places": house.admission.free})

    @routes.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(house.gauges), media_type=CONTENT_TYPE_LATEST)

    return routes
