"""Errors as HTTP problems (RFC 9457, `application/problem+json`)."""

import logging
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gpu import OverCapacity
from ingest.errors import (
    ConsentRevoked,
    Forbidden,
    HoldsAudio,
    IngestError,
    Malformed,
    NoSuchConsent,
    NoSuchSession,
    NoSuchUpload,
    NoSuchVoiceprint,
    NotSpoken,
    Restarting,
    SessionOver,
    StreamsElsewhere,
    TooLarge,
    TooManyUploads,
    Undecodable,
    UploadGone,
)
from vault import (
    IssuerUnreachable,
    KeyDestroyed,
    NotAuthenticated,
    NotHeld,
    TooManyRequests,
    VaultBusy,
    VaultError,
)

_log = logging.getLogger(__name__)

_STATUSES: Final[tuple[tuple[type[Exception], HTTPStatus], ...]] = (
    (NotAuthenticated, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (NoSuchConsent, HTTPStatus.NOT_FOUND),
    (NoSuchSession, HTTPStatus.NOT_FOUND),
    (NoSuchVoiceprint, HTTPStatus.NOT_FOUND),
    (NoSuchUpload, HTTPStatus.NOT_FOUND),
    (NotHeld, HTTPStatus.NOT_FOUND),
    (HoldsAudio, HTTPStatus.CONFLICT),
    (SessionOver, HTTPStatus.CONFLICT),
    (StreamsElsewhere, HTTPStatus.CONFLICT),
    (TooManyUploads, HTTPStatus.CONFLICT),
    (ConsentRevoked, HTTPStatus.GONE),
    (UploadGone, HTTPStatus.GONE),
    (KeyDestroyed, HTTPStatus.GONE),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (Undecodable, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NotSpoken, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Malformed, HTTPStatus.BAD_REQUEST),
    (OverCapacity, HTTPStatus.SERVICE_UNAVAILABLE),
    (VaultBusy, HTTPStatus.SERVICE_UNAVAILABLE),
    (IssuerUnreachable, HTTPStatus.SERVICE_UNAVAILABLE),
    (TooManyRequests, HTTPStatus.TOO_MANY_REQUESTS),
    (Restarting, HTTPStatus.SERVICE_UNAVAILABLE),
)


def status_of(error: BaseException) -> HTTPStatus | None:
    """None for errors that this package and those below it do not raise to a client."""
    for kind, status in _STATUSES:
        if isinstance(error, kind):
            return status
    return None


def problem(
    status: int, detail: str, headers: dict[str, str] | None = None, title: str = ""
) -> JSONResponse:
    """A problem document; `detail` is one line that holds no protected text, `title` the name of a
    status that HTTP itself does not have."""
    body = {
        "type": "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def add_problem_handlers(app: FastAPI) -> None:
    """Answer errors of ingest, vault and gpu, bad requests and faults with problems."""
    app.add_exception_handler(IngestError, answer)
    app.add_exception_handler(VaultError, answer)
    app.add_exception_handler(OverCapacity, answer)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(Exception, _answer_fault)


async def answer(request: Request, error: Exception) -> Response:
    """What a route that raised `error` answers."""
    status = status_of(error)
    if status is None:
        return await _answer_fault(request, error)
    headers = {}
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, OverCapacity | TooManyRequests):
        headers["Retry-After"] = str(error.retry_after_s)
    return problem(status, str(error) or status.phrase, headers)


async def _answer_invalid(_request: Request, error: Exception) -> Response:
    """Names the field and the rule; what the field held is not repeated."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "The body must be JSON.")
    place = ".".join(str(part) for part in first["loc"][1:])
    detail = f"{place}: {first['msg']}" if place else first["msg"]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail)


async def _answer_http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, str(error.detail), dict(error.headers or {}))


async def _answer_fault(request: Request, error: Exception) -> Response:
    _log.error("request failed", extra={"error": type(error).__name__, "method": request.method})
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The server failed.")
