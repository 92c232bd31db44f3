"""REST of the way in: consents, sessions, tickets, events, audio, recordings."""

import asyncio
import logging
from functools import partial
from typing import Annotated, Final

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Header, Query, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from ingest.body import ConsentBody, RevokeBody, SessionBody, session_json
from ingest.caller import audio_purpose, caller_of
from ingest.door import Door
from ingest.errors import ConsentRevoked, NotSpoken
from ingest.event_stream import event_stream
from ingest.form import read_form
from ingest.playback import play
from ingest.session import Session, SessionState
from ingest.spool import Spool
from ingest.upload import Upload
from vault import ConsentId, Principal, SessionId

_log = logging.getLogger(__name__)

_DEFAULT_TEMPLATE: Final = "soap"
_NO_STORE: Final = {"Cache-Control": "no-store"}
_UPLOAD_BODY: Final = {
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


def router(door: Door) -> APIRouter:
    """All under `/v1`; the WebSocket is `ingest.socket.audio_socket_router`."""
    routes = APIRouter(prefix="/v1")
    _add_consents(routes, door)
    _add_sessions(routes, door)
    _add_audio(routes, door)
    return routes


def _add_consents(routes: APIRouter, door: Door) -> None:
    caller = caller_of(door.issuer)

    @routes.post("/consents", status_code=201)
    def record_consent(
        body: ConsentBody, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        consent = door.consents.record(who, body.consent())
        return {"consent_id": consent.consent_id}

    @routes.post("/consents/{consent_id}/revoke")
    async def revoke_consent(
        consent_id: str, body: RevokeBody, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        revoked = await asyncio.to_thread(
            door.consents.revoke, who, ConsentId(consent_id), body.reason
        )
        for session_id in revoked:
            door.streams.revoke(session_id)
            door.live.revoked(session_id)
        return {"consent_id": consent_id, "state": "revoked", "sessions": revoked}


def _add_sessions(routes: APIRouter, door: Door) -> None:
    caller = caller_of(door.issuer)

    @routes.post("/sessions", status_code=201)
    def open_session(
        body: SessionBody, who: Annotated[Principal, Depends(caller)]
    ) -> dict[str, object]:
        _require_language(door, body.language)
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
        return session_json(session, _audio_s(door, session))

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
            door.sessions.read, who, SessionId(session_id), "session.follow"
        )
        if session.state is SessionState.REVOKED:
            raise ConsentRevoked
        events = event_stream(
            door.live.subscribe(session.session_id), keepalive_s=door.limits.event_keepalive_s
        )
        return StreamingResponse(events, media_type="text/event-stream", headers=_NO_STORE)


def _require_language(door: Door, language: str | None) -> None:
    if language is not None and language not in door.limits.languages:
        raise NotSpoken(
            f"The recognizer of this server does not hear {language!r}, only "
            f"{', '.join(sorted(door.limits.languages))}; a multilingual one does "
            "(INGLENOOK_ASR_MODEL=base, or a larger one)."
        )


def _add_audio(routes: APIRouter, door: Door) -> None:
    caller = caller_of(door.issuer)
    upload = Upload(door)
    decoding = CapacityLimiter(door.limits.uploads_decoded)

    @routes.get("/sessions/{session_id}/audio", response_class=Response)
    async def read_audio(
        session_id: str,
        who: Annotated[Principal, Depends(caller)],
        start: Annotated[float, Query(ge=0, allow_inf_nan=False)] = 0.0,
        end: Annotated[float | None, Query(ge=0, allow_inf_nan=False)] = None,
        wanted: Annotated[str | None, Header(alias="Range")] = None,
    ) -> Response:
        session = await asyncio.to_thread(
            door.sessions.read, who, SessionId(session_id), "audio.read"
        )
        return await play(door.recordings, session, start_s=start, end_s=end, wanted=wanted)

    @routes.post("/sessions/{session_id}/recording", status_code=202, openapi_extra=_UPLOAD_BODY)
    async def upload_recording(
        session_id: str, request: Request, who: Annotated[Principal, Depends(caller)]
    ) -> Response:
        session = await asyncio.to_thread(door.sessions.feedable, who, SessionId(session_id))
        async with door.streams.claim(session.session_id, who):
            await asyncio.to_thread(upload.refuse_second, session)
            with Spool(door.vault.folder) as spool:
                form = await read_form(request, spool, max_bytes=door.limits.max_upload_bytes)
                store = partial(
                    upload.store,
                    who,
                    session,
                    spool,
                    sha256=form.sha256,
                    channel_roles=form.channel_roles,
                )
                recording = await to_thread.run_sync(store, limiter=decoding)
        await _finish(door, session.session_id)
        body = {
            "session_id": session.session_id,
            "state": SessionState.FINISHING.value,
            "duration": round(recording.end / recording.sample_rate, 3),
        }
        return JSONResponse(body, 202)


async def _finish(door: Door, session_id: SessionId) -> None:
    """The recording is safe whatever happens here: FINISHING sessions are taken up at start."""
    try:
        await door.live.finish(session_id)
    except Exception as error:
        _log.error(
            "a session was recorded but its work could not begin",
            extra={"session_id": session_id, "error": type(error).__name__},
        )


def _audio_s(door: Door, session: Session) -> float:
    if session.sample_rate is None or session.state is SessionState.REVOKED:
        return 0.0
    return door.recordings.of(session).durable_end / session.sample_rate
