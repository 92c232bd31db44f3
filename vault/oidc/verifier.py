"""Checks a token of the outside issuer from end to end."""

from collections.abc import Callable, Mapping
from pathlib import Path
from time import time
from typing import Any, Final

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwt import JWTClaimsRegistry

from vault.errors import NotAuthenticated
from vault.oidc.claims import principal_of
from vault.oidc.keys import IssuerKeys
from vault.oidc.options import OidcOptions
from vault.oidc.provider import Provider
from vault.principal import Principal

ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512"),
    *("PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512"),
    "Ed25519",
)
"""All sign with a private key; `none` and those with a shared secret are not among them."""
_TYPES: Final = frozenset({"jwt", "at+jwt", "application/at+jwt"})
"""Of the `typ` header. Logout and other tokens of the same issuer name another."""


class OidcVerifier:
    """Safe between threads; blocks while the issuer is asked for its keys."""

    def __init__(
        self,
        options: OidcOptions,
        provider: Provider,
        folder: Path,
        clock: Callable[[], float] = time,
    ) -> None:
        """`folder` keeps the issuer's keys for a start without it."""
        self.options = options
        self._keys = IssuerKeys(options, provider.keys, folder / "oidc_keys.json", clock)
        self._clock = clock

    @property
    def issuer(self) -> str:
        return self.options.issuer

    def now(self) -> float:
        """Seconds since 1970, by the clock that tokens are measured with."""
        return self._clock()

    def verify(self, token: str) -> Principal:
        """Raises NotAuthenticated, IssuerUnreachable."""
        return principal_of(self.claims(token, self.options.audience), self.options)

    def claims(self, token: str, audience: str) -> Mapping[str, Any]:
        """The claims of a token that was issued for `audience`. Raises as `verify` does."""
        try:
            header = jws.extract_compact(token.encode()).headers()
            algorithm, kid = header.get("alg"), header.get("kid")
            kind = str(header.get("typ", "JWT")).lower()
            if algorithm not in ALGORITHMS or kind not in _TYPES:
                raise NotAuthenticated("the token is not valid")
            if kid is not None and not isinstance(kid, str):
                raise NotAuthenticated("the token is not valid")
            claims = jwt.decode(token, self._keys.get(kid), algorithms=[algorithm]).claims
            self._rules(audience).validate(claims)
        except ExpiredTokenError:
            raise NotAuthenticated("the token has expired") from None
        except (JoseError, ValueError, TypeError, KeyError):
            raise NotAuthenticated("the token is not valid") from None
        return claims

    def _rules(self, audience: str) -> JWTClaimsRegistry:
        """Required: who issued it, for whom, when, until when."""
        return JWTClaimsRegistry(
            now=int(self._clock()),
            leeway=self.options.leeway_s,
            iss={"essential": True, "value": self.options.issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            iat={"essential": True},
        )
