"""Who calls: bearer token, session cookie of the pages, or a single-use ticket."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from starlette.requests import HTTPConnection, Request

from ingest.errors import Forbidden
from vault import Issuer, NotAuthenticated, Principal, SessionId

COOKIE: Final = "inglenook_session"
PAGE_HEADER: Final = "X-Inglenook"
"""A request that changes something on the strength of a cookie must carry it, value `1`: another
site's page can send our cookie, but not this header."""
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def audio_purpose(session_id: SessionId) -> str:
    """What a ticket for a session's audio socket is issued for."""
    return f"audio:{session_id}"


def bearer_token(connection: HTTPConnection) -> str | None:
    """From the `Authorization` header; None where there is none of that kind."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def signed_in_at(issuer: Issuer, request: Request) -> datetime | None:
    """When the caller of a page signed in; None for who comes with a bearer token. The token is
    one that `caller_of` let in."""
    cookie = request.cookies.get(COOKIE)
    if bearer_token(request) is not None or cookie is None:
        return None
    return issuer.issued_at(cookie)


def caller_of(issuer: Issuer) -> Callable[[Request], Principal]:
    """A FastAPI dependency. Raises `NotAuthenticated`, `Forbidden`."""

    def caller(request: Request) -> Principal:
        token = bearer_token(request)
        if token is not None:
            return issuer.verify(token)
        cookie = request.cookies.get(COOKIE)
        if cookie is None:
            raise NotAuthenticated("A bearer token is needed.")
        principal = issuer.verify(cookie)
        if request.method not in _SAFE_METHODS and request.headers.get(PAGE_HEADER) != "1":
            raise Forbidden(f"A page must send the header {PAGE_HEADER}: 1.")
        return principal

    return caller
