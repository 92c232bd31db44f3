"""Signing in to the pages at the outside issuer: authorization code with PKCE (RFC 7636).

The browser is sent to the issuer with a state, a nonce and a challenge; what belongs to them rests
in a signed cookie for ten minutes. Back with a code, it is exchanged for an ID token, and that for
the cookie of the pages, as a one-time link would be.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

from vault import IssuerUnreachable, NotAuthenticated, Principal
from vault.oidc import OidcVerifier, Provider
from vault.oidc.claims import principal_of
from writeback.desk import Desk
from writeback.review.page import message
from writeback.review.pages import admitted

START: Final = "/sign-in/start"
CALLBACK: Final = "/sign-in/callback"
_COOKIE: Final = "inglenook_sign_in"
_TTL_S: Final = 600


@dataclass(frozen=True, slots=True)
class Client:
    """What we are at the issuer."""

    client_id: str
    secret: str | None
    scopes: str
    redirect_uri: str


class SignIn:
    """The conversation with the issuer; blocks."""

    def __init__(self, client: Client, provider: Provider, verifier: OidcVerifier) -> None:
        self._client = client
        self._provider = provider
        self._verifier = verifier
        self._key = OctKey.generate_key(256)

    def begin(self, onward: str, *, fresh: bool = False) -> tuple[str, str]:
        """The issuer's address to go to, and the cookie to come back with. `fresh` asks for a
        password even where the issuer still knows the person."""
        endpoint = self._provider.endpoints().authorization
        if endpoint is None:
            raise IssuerUnreachable("the issuer names no place to sign in")
        held = {
            "state": secrets.token_urlsafe(32),
            "nonce": secrets.token_urlsafe(32),
            "verifier": secrets.token_urlsafe(48),
            "onward": onward,
        }
        challenge = hashlib.sha256(held["verifier"].encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.redirect_uri,
            "scope": self._client.scopes,
            "state": held["state"],
            "nonce": held["nonce"],
            "code_challenge": urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        if fresh:
            query |= {"prompt": "login", "max_age": "0"}
        expires = {"exp": int(self._verifier.now()) + _TTL_S}
        cookie = jwt.encode({"alg": "HS256"}, held | expires, self._key)
        joint = "&" if "?" in endpoint else "?"
        return f"{endpoint}{joint}{urlencode(query)}", cookie

    def end(self, cookie: str, state: str, code: str, issuer: str | None) -> tuple[Principal, str]:
        """Who signed in, and where they wanted to go.

        Raises NotAuthenticated, IssuerUnreachable.
        """
        held = self._held(cookie)
        if not secrets.compare_digest(held["state"].encode(), state.encode()):
            raise NotAuthenticated("the sign-in was begun elsewhere")
        if issuer not in (None, self._verifier.issuer):
            raise NotAuthenticated("another issuer answered")
        claims = self._verifier.claims(self._id_token(code, held), self._client.client_id)
        nonce = claims.get("nonce")
        if not isinstance(nonce, str) or not secrets.compare_digest(nonce, held["nonce"]):
            raise NotAuthenticated("the token answers another sign-in")
        return principal_of(claims, self._verifier.options), held["onward"]

    def _held(self, cookie: str) -> Mapping[str, str]:
        try:
            held = jwt.decode(cookie, self._key, algorithms=["HS256"]).claims
            now = int(self._verifier.now())
            JWTClaimsRegistry(now=now, exp={"essential": True}).validate(held)
        except (JoseError, ValueError, TypeError):
            raise NotAuthenticated("the sign-in was not begun here, or too long ago") from None
        return held

    def _id_token(self, code: str, held: Mapping[str, str]) -> str:
        endpoint = self._provider.endpoints().token
        if endpoint is None:
            raise IssuerUnreachable("the issuer names no place to exchange a code")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect_uri,
            "client_id": self._client.client_id,
            "code_verifier": held["verifier"],
        }
        if self._client.secret is not None:
            form["client_secret"] = self._client.secret
        token = self._provider.exchange(endpoint, form).get("id_token")
        if not isinstance(token, str):
            raise NotAuthenticated("the issuer gave no ID token")
        return token


def oidc_sign_in_router(desk: Desk, sign_in: SignIn) -> APIRouter:
    """At the root, not under `/v1`."""
    router = APIRouter(include_in_schema=False)

    @router.get(START)
    def start(
        onward: Annotated[str, Query(alias="next", max_length=512)] = "/review",
        fresh: bool = False,
    ) -> Response:
        try:
            address, cookie = sign_in.begin(onward, fresh=fresh)
        except IssuerUnreachable:
            return _unreachable()
        response = RedirectResponse(address, 303, {"Cache-Control": "no-store"})
        response.set_cookie(
            _COOKIE,
            cookie,
            max_age=_TTL_S,
            path=CALLBACK,
            httponly=True,
            samesite="lax",  # the issuer sends the browser back: a strict one would stay behind
            secure=desk.secure_cookie,
        )
        return response

    @router.get(CALLBACK)
    def callback(
        request: Request,
        state: Annotated[str, Query(max_length=512)] = "",
        code: Annotated[str, Query(max_length=4096)] = "",
        iss: Annotated[str | None, Query(max_length=512)] = None,
    ) -> Response:
        try:
            actor, onward = sign_in.end(request.cookies.get(_COOKIE, ""), state, code, iss)
        except IssuerUnreachable:
            return _unreachable()
        except NotAuthenticated:
            return message(
                401,
                "You could not be signed in",
                "It took too long, was begun in another browser, or you have no role here.",
                link=START,
                link_text="Sign in again",
            )
        response = admitted(desk, actor, onward, from_elsewhere=True)
        response.delete_cookie(_COOKIE, path=CALLBACK)
        return response

    return router


def _unreachable() -> Response:
    return message(
        503,
        "Sign-in is not available",
        "The practice's sign-in service does not answer. Recording goes on; try again soon.",
        link=START,
        link_text="Try again",
    )
