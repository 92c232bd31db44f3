"""What the issuer says of itself: its discovery document and its keys, over HTTP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from vault.errors import IssuerUnreachable
from vault.oidc.options import OidcOptions, require_safe

_MAX_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Of the discovery document (OpenID Connect Discovery 1.0, section 3)."""

    jwks: str
    authorization: str | None
    token: str | None


class Provider:
    """Asks the issuer. Every method blocks; raises IssuerUnreachable, naming what went wrong."""

    def __init__(self, options: OidcOptions) -> None:
        self._options = options

    def endpoints(self) -> Endpoints:
        """Asked for anew each time: an issuer may move them."""
        issuer = self._options.issuer
        said = self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if said.get("issuer") != issuer:
            raise IssuerUnreachable("the discovery document is another issuer's")
        jwks = _address(said, "jwks_uri")
        if jwks is None:
            raise IssuerUnreachable("the discovery document names no keys")
        return Endpoints(
            jwks, _address(said, "authorization_endpoint"), _address(said, "token_endpoint")
        )

    def keys(self) -> Mapping[str, Any]:
        """Its JWK Set (RFC 7517), unchecked."""
        return self._get(self.endpoints().jwks)

    def exchange(self, endpoint: str, form: Mapping[str, str]) -> Mapping[str, Any]:
        """What the token endpoint answers to a form."""
        return self._ask("POST", endpoint, form)

    def _get(self, url: str) -> Mapping[str, Any]:
        return self._ask("GET", url, None)

    def _ask(self, method: str, url: str, form: Mapping[str, str] | None) -> Mapping[str, Any]:
        body = b""
        try:
            with (
                httpx.Client(timeout=self._options.timeout_s, follow_redirects=False) as client,
                client.stream(method, url, data=form) as answer,
            ):
                if answer.status_code != httpx.codes.OK:
                    raise IssuerUnreachable(f"the issuer answered {answer.status_code}")
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > _MAX_BYTES:
                        raise IssuerUnreachable("the issuer's answer is too long")
            said = json.loads(body)
        except (httpx.HTTPError, ValueError) as error:
            raise IssuerUnreachable(
                f"the issuer cannot be asked ({type(error).__name__})"
            ) from None
        if not isinstance(said, dict):
            raise IssuerUnreachable("the issuer's answer is no JSON object")
        return said


def _address(said: Mapping[str, Any], name: str) -> str | None:
    found = said.get(name)
    if not isinstance(found, str):
        return None
    try:
        return require_safe(found)
    except ValueError:
        raise IssuerUnreachable(f"the issuer's {name} is not an https address") from None
