"""REST of the way in: consents, sessions, tickets, events, audio, recordings."""

import asyncio
import logging
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Query
from starlette.responses import Response, StreamingResponse

from ingest.body import SessionBody, session_json
from ingest.caller import audio_purpose, caller_of
from ingest.consent import Scope
from ingest.consent_routes import consent_router
from ingest.door import Door
from ingest.errors import ConsentRevoked, NotSpoken
from ingest.event_stream import event_stream
from ingest.playback import play
from ingest.session import Session, SessionState
from ingest.uploads.intake import Intake, notices_of
from ingest.uploads.one_shot import recording_router
from ingest.uploads.tus_routes import tus_routers
from vault import ConsentId, Principal, SessionId

_log = logging.getLogger(__name__)

_DEFAULT_TEMPLATE: Final = "soap"
_NO_STORE: Final = {"Cache-Control": "no-store"}


def router(door: Door) -> APIRouter:
    """All under `/v1`; the WebSocket is `ingest.socket.audio_socket_router`."""
    routes = APIRouter(prefix="/v1")
    _add_sessions(routes, door)
    _add_audio(routes, door)
    intake = Intake.of(door)
    everything = APIRouter()
    for part in (consent_router(door), routes, recording_router(intake), *tus_routers(intake)):
        everything.include_router(part)
    return everything


def _add_sessions(routes: APIRouter, door: Door) -> None:
    caller = caller_of(door.issuer)

    @routes.post("/sessions", status_code=201)
    def open_session(
        body: SessionBody, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        require_language(door, body.language)
        template = (body.template or _DEFAULT_TEMPLATE).strip().lower()
        door.check(template, body.context and body.context.model_dump(exclude_none=True))
        session = door.sessions.open(
            who,
            consent_id=ConsentId(body.consent_id),
            clinician_ref=body.clinician_ref,
            source=body.source,
            modality=body.modality,
            language=body.language,
            template=template,
            context=body.context_json(),
        )
        return {"session_id": session.session_id}

    @routes.get("/sessions/{session_id}")
    def read_session(
        session_id: str, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        session = door.sessions.read(who, SessionId(session_id), "session.read")
        held = session.state is not SessionState.REVOKED
        notices = notices_of(door, session) if held else ()
        return session_json(session, _audio_s(door, session), notices)

    @routes.post("/sessions/{session_id}/ticket", status_code=201)
    def issue_ticket(
        session_id: str, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        session = door.sessions.feedable(who, SessionId(session_id))
        ttl_s = door.limits.ticket_ttl_s
        ticket = door.tickets.issue(who, audio_purpose(session.session_id), ttl_s)
        return {"ticket": ticket, "expires_in": ttl_s}

    @routes.get("/sessions/{session_id}/events")
    async def follow_events(
        session_id: str, who: Annotated[Principal, Depends(caller)]
    ) -> StreamingResponse:
        session = await asyncio.to_thread(
            door.sessions.read, who, SessionId(session_id), "session.follow", Scope.RECORD
        )
        if session.state is SessionState.REVOKED:
            raise ConsentRevoked
        events = event_stream(
            door.live.subscribe(session.session_id), keepalive_s=door.limits.event_keepalive_s
        )
        return StreamingResponse(events, media_type="text/event-stream", headers=_NO_STORE)


def require_language(door: Door, language: str | None) -> None:
    """Raises `NotSpoken`."""
    if language is not None and language not in door.limits.languages:
        raise NotSpoken(
            f"The recognizer of this server does not hear {language!r}, only "
            f"{', '.join(sorted(door.limits.languages))}; a multilingual one does "
            "(INGLENOOK_ASR_MODEL=base, or a larger one)."
        )


def _add_audio(routes: APIRouter, door: Door) -> None:
    caller = caller_of(door.issuer)

    @routes.get("/sessions/{session_id}/audio", response_class=Response)
    async def read_audio(
        session_id: str,
        who: Annotated[Principal, Depends(caller)],
        start: Annotated[float, Query(ge=0, allow_inf_nan=False)] = 0.0,
        end: Annotated[float | None, Query(ge=0, allow_inf_nan=False)] = None,
        wanted: Annotated[str | None, Header(alias="Range")] = None,
    ) -> Response:
        session = await asyncio.to_thread(
            door.sessions.read, who, SessionId(session_id), "audio.read", Scope.RECORD
        )
        return await play(door.recordings, session, start_s=start, end_s=end, wanted=wanted)


def _audio_s(door: Door, session: Session) -> float:
    if session.sample_rate is None or not door.recordings.kept(session):
        return 0.0
    return door.recordings.of(session).durable_end / session.sample_rate
