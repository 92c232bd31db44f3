"""`POST /v1/audio/transcriptions`, as the official `openai` client calls it."""

import asyncio
import json
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import suppress
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Request
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse, Response, StreamingResponse

from gpu import GpuError, OverCapacity
from ingest import problem
from ingest.caller import caller_of
from ingest.errors import IngestError
from ingest.limits import IngestLimits
from ingest.uploads.form import read_form
from ingest.uploads.spool import Spool
from inglenook.recorded import FileAudio
from inglenook.transcriptions.answer import (
    MEDIA_TYPES,
    Heard,
    json_answer,
    text_answer,
    usage,
    verbose_answer,
)
from inglenook.transcriptions.hearing import Hearing
from inglenook.transcriptions.wanted import FIELDS, AnswerFormat, Wanted, wanted_of
from transcribe import Utterance, running_text
from vault import ConsentId, Issuer, Principal, Vault, VaultError

_NO_STORE: Final = {"Cache-Control": "no-store"}
_RETRY_S: Final = 10
_LOOK_S: Final = 1.0
"""So soon a client that went away is noticed."""
_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "model": {"type": "string"},
                        "language": {"type": "string"},
                        "prompt": {"type": "string"},
                        "response_format": {
                            "type": "string",
                            "enum": [answer.value for answer in AnswerFormat],
                        },
                        "timestamp_granularities[]": {
                            "type": "array",
                            "items": {"type": "string", "enum": ["word", "segment"]},
                        },
                        "stream": {"type": "boolean"},
                        "consent_id": {"type": "string"},
                    },
                    "required": ["file"],
                }
            }
        },
    }
}


class TranscriptionRoute(APIRoute):
    """Its problems say the same once more under `error`, where clients of that interface look."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except (IngestError, VaultError, OverCapacity) as error:
                return _with_error(await problem.answer(request, error))
            except GpuError:
                return _with_error(_not_now())

        return handled


def transcription_router(
    issuer: Issuer,
    vault: Vault,
    hearing: Hearing,
    limits: IngestLimits,
    is_ready: Callable[[], bool],
) -> APIRouter:
    """For those who record consents: a clinician, a bridge, an administrator."""
    routes = APIRouter(prefix="/v1", tags=["transcriptions"], route_class=TranscriptionRoute)
    caller = Depends(caller_of(issuer))

    @routes.post("/audio/transcriptions", response_class=Response, openapi_extra=_BODY)
    async def transcribe(
        request: Request,
        who: Annotated[Principal, caller],
        consent: Annotated[str | None, Header(alias="Inglenook-Consent")] = None,
    ) -> Response:
        """Words for a recording of which nothing is kept: no session, no file, no transcript. The
        recognizer is the server's own, whatever `model` says. Channels are mixed."""
        named = ConsentId(consent) if consent else None
        await asyncio.to_thread(hearing.refuse_stranger, who)
        if not is_ready():
            return _with_error(_not_now())
        spool = Spool(vault.folder)
        try:
            form = await read_form(request, spool, max_bytes=limits.max_upload_bytes, fields=FIELDS)
            wanted = wanted_of(form.fields, limits.languages).under(named)
            await asyncio.to_thread(hearing.permit, who, wanted.consent_id)
            audio = await hearing.look(spool, max_s=limits.max_session_s)
            if wanted.stream:
                said = _said(hearing, audio, wanted, spool)
                return StreamingResponse(said, media_type="text/event-stream", headers=_NO_STORE)
            heard = await _heard(request, hearing, audio, wanted)
        except BaseException:
            spool.close()
            raise
        spool.close()
        return _answer(heard, wanted)

    return routes


def _answer(heard: Heard, wanted: Wanted) -> Response:
    if wanted.format is AnswerFormat.JSON:
        return JSONResponse(json_answer(heard), headers=_NO_STORE)
    if wanted.format is AnswerFormat.VERBOSE_JSON:
        return JSONResponse(verbose_answer(heard, wanted), headers=_NO_STORE)
    text = text_answer(heard, wanted.format)
    return Response(text, media_type=MEDIA_TYPES[wanted.format], headers=_NO_STORE)


async def _heard(request: Request, hearing: Hearing, audio: FileAudio, wanted: Wanted) -> Heard:
    """Ends early where the client went away."""
    gone = threading.Event()
    work = asyncio.create_task(hearing.hear(audio, wanted, gone), name="transcription")
    try:
        while not (await asyncio.wait([work], timeout=_LOOK_S))[0]:
            if await request.is_disconnected():
                gone.set()
        return work.result()
    finally:
        gone.set()
        await asyncio.wait([work])


async def _said(
    hearing: Hearing, audio: FileAudio, wanted: Wanted, spool: Spool
) -> AsyncGenerator[str]:
    """Server-sent events: a delta for each utterance, then all of it. What waits for a slow client
    is no more than the words of one recording."""
    gone, loop = threading.Event(), asyncio.get_running_loop()
    coming: asyncio.Queue[Utterance | None] = asyncio.Queue()

    def tell(said: Utterance | None) -> None:
        loop.call_soon_threadsafe(coming.put_nowait, said)

    work = asyncio.create_task(hearing.hear(audio, wanted, gone, tell), name="transcription")
    work.add_done_callback(lambda _: coming.put_nowait(None))
    text = ""
    try:
        while (said := await coming.get()) is not None:
            longer = running_text((text, said.text)) if text else said.text
            yield _event({"type": "transcript.text.delta", "delta": longer[len(text) :]})
            text = longer
        heard = work.result()
        yield _event({"type": "transcript.text.done", "text": text, "usage": usage(heard)})
        yield "data: [DONE]\n\n"
    except (IngestError, VaultError, GpuError) as error:
        status = problem.status_of(error) or 503
        yield _event({"error": _error(str(error), status)})
    finally:
        gone.set()
        await asyncio.wait([work])
        with suppress(Exception):
            work.exception()
        spool.close()


def _event(data: dict[str, object]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def _not_now() -> Response:
    return problem.problem(
        503,
        "The recognizer cannot be used just now. Try again in a moment.",
        {"Retry-After": str(_RETRY_S)},
    )


def _with_error(response: Response) -> Response:
    told = json.loads(bytes(response.body))
    told["error"] = _error(told["detail"], response.status_code)
    kept = {
        name: response.headers[name]
        for name in ("WWW-Authenticate", "Retry-After")
        if name in response.headers
    }
    return JSONResponse(told, response.status_code, kept, media_type="application/problem+json")


def _error(message: str, status: int) -> dict[str, object]:
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"message": message, "type": kind, "param": None, "code": None}
