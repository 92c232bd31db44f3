"""SMART backend services: an access token by a signed assertion (`private_key_jwt`).

https://hl7.org/fhir/smart-app-launch/backend-services.html
"""

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from writeback.errors import DeliveryFailed

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_S: Final = 240
"""An assertion may live five minutes at most."""
EARLY_S: Final = 30
"""A token is asked for anew so long before it expires."""
SKEW_S: Final = 20
"""A clock that differs by less is no reason to be refused."""

SigningKey = RSAKey | ECKey


class BadKey(Exception):
    """The key file holds no key that an assertion can be signed with; says what is wanted."""


def read_key(path: Path) -> SigningKey:
    """An RSA key of 2048 bits or more (RS384) or one on P-384 (ES384), as PEM. Raises `BadKey`."""
    wanted = f"{path}: a private RSA key (2048 bits or more) or one on P-384 is wanted, as PEM."
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise BadKey(f"{path} cannot be read: {error.strerror}.") from None
    for kind in (RSAKey, ECKey):
        try:
            key = kind.import_key(pem)
        except (ValueError, TypeError, JoseError):
            continue
        if not key.is_private:
            raise BadKey(wanted)
        if isinstance(key, ECKey) and key.curve_name != "P-384":
            raise BadKey(wanted)
        if isinstance(key, RSAKey) and _bits(key) < 2048:
            raise BadKey(wanted)
        return key
    raise BadKey(wanted)


def _bits(key: RSAKey) -> int:
    return 0 if key.private_key is None else key.private_key.key_size


def algorithm_of(key: SigningKey) -> str:
    return "RS384" if isinstance(key, RSAKey) else "ES384"


def jwks_of(keys: list[SigningKey]) -> dict[str, object]:
    """The public halves, as a client publishes or registers them."""
    return {
        "keys": [
            {
                **key.as_dict(private=False),
                "kid": key.thumbprint(),
                "use": "sig",
                "alg": algorithm_of(key),
                "key_ops": ["verify"],
            }
            for key in keys
        ]
    }


@dataclass(frozen=True, slots=True)
class SmartOptions:
    """A registration at one authorization server."""

    token_url: str
    client_id: str
    key: SigningKey
    scope: str
    """Space-separated, for instance `system/DocumentReference.cud`."""


class BackendTokens:
    """One access token, kept until shortly before it expires. Used from several threads."""

    def __init__(
        self,
        options: SmartOptions,
        http: httpx.Client,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._options = options
        self._http = http
        self._now = now
        self._lock = threading.Lock()
        self._token: str | None = None
        self._until = 0.0
        self._ahead_s = 0.0

    def token(self) -> str:
        """Raises `DeliveryFailed`: whatever is wrong here can be mended without the note."""
        with self._lock:
            if self._token is None or self._now() >= self._until:
                self._token, self._until = self._asked()
            return self._token

    def forget(self, token: str) -> None:
        """The server does not take it any more."""
        with self._lock:
            if self._token == token:
                self._token = None

    def _asked(self) -> tuple[str, float]:
        answer = self._post()
        if answer.status_code in (400, 401) and self._set_clock(answer):
            answer = self._post()
        if answer.status_code != 200:
            raise DeliveryFailed(
                f"the token endpoint answered {answer.status_code}{_oauth_code(answer)}; check "
                "client id, registered key, scopes and the clock"
            )
        try:
            body = answer.json()
            token, lasts = str(body["access_token"]), float(body.get("expires_in", 300))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise DeliveryFailed("the token endpoint's answer holds no token") from None
        return token, self._now() + max(lasts - EARLY_S, lasts / 2)

    def _post(self) -> httpx.Response:
        form = {
            "grant_type": "client_credentials",
            "scope": self._options.scope,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self._assertion(),
        }
        try:
            return self._http.post(self._options.token_url, data=form)
        except httpx.HTTPError as error:
            raise DeliveryFailed(
                f"the token endpoint cannot be reached: {type(error).__name__}"
            ) from None

    def _assertion(self) -> str:
        key = self._options.key
        at = int(self._now() - self._ahead_s)
        claims = {
            "iss": self._options.client_id,
            "sub": self._options.client_id,
            "aud": self._options.token_url,
            "iat": at,
            "exp": at + ASSERTION_S,
            "jti": secrets.token_urlsafe(24),
        }
        header = {"alg": algorithm_of(key), "kid": key.thumbprint(), "typ": "JWT"}
        return jwt.encode(header, claims, key, algorithms=[algorithm_of(key)])

    def _set_clock(self, answer: httpx.Response) -> bool:
        """Whether the server's clock differs from what was taken for it; it is followed then."""
        try:
            theirs = parsedate_to_datetime(answer.headers["Date"]).timestamp()
        except (KeyError, ValueError, TypeError):
            return False
        ahead_s = self._now() - theirs
        differs = abs(ahead_s - self._ahead_s) > SKEW_S
        if differs:
            self._ahead_s = ahead_s
        return differs


_OAUTH_CODES: Final = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)


def _oauth_code(answer: httpx.Response) -> str:
    """Of the words an answer holds, the registered codes alone are told on."""
    try:
        code = answer.json()["error"]
    except (ValueError, TypeError, KeyError):
        return ""
    return f" ({code})" if isinstance(code, str) and code in _OAUTH_CODES else ""
