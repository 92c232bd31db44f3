"""Errors as HTTP problems (RFC 9457)."""

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import FastAPI, Request, Response

from ingest.problem import problem
from summarize.errors import SummarizeError
from writeback.errors import (
    AttestationMissing,
    BadEdit,
    ContentChanged,
    DeliveryFailed,
    DraftRevoked,
    InWork,
    MalformedDraft,
    NoSuchDraft,
    NoSuchLetter,
    NoSuchVersion,
    NotDead,
    NotPending,
    NotSigned,
    NotToCosign,
    SignInTooOld,
    SwitchedOff,
    VersionConflict,
    VersionMissing,
    WritebackError,
    WrongClient,
)

_STATUS: Mapping[type[WritebackError], int] = MappingProxyType(
    {
        NoSuchDraft: 404,
        NoSuchVersion: 404,
        NotPending: 409,
        NotSigned: 409,
        NotToCosign: 409,
        SignInTooOld: 401,
        NotDead: 409,
        NoSuchLetter: 404,
        SwitchedOff: 409,
        ContentChanged: 409,
        InWork: 409,
        WrongClient: 409,
        DraftRevoked: 410,
        VersionConflict: 412,
        BadEdit: 422,
        AttestationMissing: 422,
        VersionMissing: 428,
        MalformedDraft: 500,
        DeliveryFailed: 502,
    }
)


def add_problem_handlers(app: FastAPI) -> None:
    """Answer this package's errors with problems; those below it have handlers of their own."""
    app.add_exception_handler(WritebackError, _answer)
    app.add_exception_handler(SummarizeError, _answer_document)


async def _answer(request: Request, error: Exception) -> Response:
    assert isinstance(error, WritebackError)
    return problem(http_status(error), str(error), http_headers(error))


async def _answer_document(request: Request, error: Exception) -> Response:
    """A template that is none, a context that is malformed."""
    return problem(422, str(error))


def http_status(error: WritebackError) -> int:
    """The status of the nearest kind; 500 for a kind that has none."""
    for kind in type(error).__mro__:
        if kind in _STATUS:
            return _STATUS[kind]
    return 500


def http_headers(error: WritebackError) -> dict[str, str]:
    """A conflict tells the current version."""
    return {"ETag": etag(error.current)} if isinstance(error, VersionConflict) else {}


def etag(version: int) -> str:
    return f'"{version}"'


def version_in(if_match: str | None) -> int:
    """The version a client last saw. Raises `VersionMissing`, also for `*`: nobody overwrites
    what they have not seen."""
    if if_match is None:
        raise VersionMissing
    digits = if_match.strip().removeprefix("W/").strip().strip('"')
    if not digits.isdecimal() or len(digits) > 9:
        raise VersionMissing
    return int(digits)
