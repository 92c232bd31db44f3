"""All routes; here are those that need more than one room: transcripts, health."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse, RedirectResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from diarize import RENDERINGS, transcript_to_json
from ingest import Scope
from ingest.caller import caller_of
from ingest.dialects.routes import dialect_router
from ingest.routes import router as ingest_router
from ingest.socket import audio_socket_router
from ingest.tablet.routes import tablet_router
from inglenook.house import House
from inglenook.note_formats import format_titles
from inglenook.oidc_signin import oidc_sign_in_router
from inglenook.speakers.voiceprint_routes import voiceprint_router
from inglenook.transcriptions.routes import transcription_router
from vault import Principal, SessionId
from writeback.ehr.routes import outbox_router
from writeback.oversight.pages import oversight_pages
from writeback.oversight.routes import oversight_router
from writeback.problem import etag
from writeback.quality.routes import quality_router
from writeback.redisclosure import NOTICE, with_notice
from writeback.rest.routes import draft_router
from writeback.rest.speaker_routes import speaker_router
from writeback.rest.version_routes import version_router
from writeback.review.pages import page_router
from writeback.rollout.routes import rollout_router

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
        dialect_router(house.door),
        tablet_router(house.door, format_titles(house.desk.formats)),
        transcript_router(house),
        voiceprint_router(house.door.issuer, house.vault, house.finishing.worker),
        transcription_router(
            house.door.issuer,
            house.vault,
            house.hearing,
            house.door.limits,
            lambda: house.ready,
        ),
        draft_router(house.desk),
        speaker_router(house.desk),
        version_router(house.desk),
        page_router(house.desk),
        oversight_router(house.desk),
        oversight_pages(house.desk),
        outbox_router(house.desk),
        rollout_router(house.desk),
        quality_router(house.desk),
        *(() if house.sign_in is None else (oidc_sign_in_router(house.desk, house.sign_in),)),
    )


def transcript_router(house: House) -> APIRouter:
    """`/v1/sessions/{id}/transcript`."""
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
        session = house.door.sessions.read(
            actor, SessionId(session_id), "transcript.read", Scope.TRANSCRIBE
        )
        held = house.finishing.transcript(session.session_id)
        headers = {"ETag": etag(held.version)}
        part2 = house.door.consents.get(session.consent_id).part2
        if part2:
            headers["Redisclosure-Notice"] = NOTICE
        if format == "json":
            document = with_notice(transcript_to_json(held), part2=part2)
            return JSONResponse(document, headers=headers)
        text = RENDERINGS[format](held)
        if part2 and format == "txt":
            text = f"{NOTICE}\n\n{text}"
        return Response(text, media_type=MEDIA_TYPES[format], headers=headers)

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
