"""Who is asking: tokens of the embedded issuer or of an outside one, and single-use tickets."""

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry
from sqlalchemy import delete, insert, select

from vault.durable import make_folder
from vault.errors import NotAuthenticated
from vault.instant import now
from vault.ledger import note_principal
from vault.master_key import load_secret
from vault.pace import Pace
from vault.principal import MINTABLE, Principal
from vault.tables import tickets
from vault.vault import Vault

_ALGORITHM: Final = "HS256"
_ISSUER: Final = "inglenook"
_AUDIENCE: Final = "inglenook"
_LONGEST_TOKEN: Final = 16 << 10


class Outside(Protocol):
    """Verifies the tokens of one issuer elsewhere; `vault.oidc` has one."""

    @property
    def issuer(self) -> str:
        """As its tokens name it in `iss`."""
        ...

    def verify(self, token: str) -> Principal:
        """Raises NotAuthenticated, IssuerUnreachable."""
        ...


class Issuer:
    """Mints and verifies bearer tokens (JWT, HS256) with a key of its own in the vault folder.

    Tokens that name the outside issuer are verified there, and by its keys alone. Every way into
    the house goes through `verify`, which so holds each principal to its pace.
    """

    def __init__(
        self,
        folder: Path,
        clock: Callable[[], datetime] = now,
        *,
        outside: Outside | None = None,
        pace: Pace | None = None,
    ) -> None:
        """Makes the key on first use. Raises VaultUnusable."""
        make_folder(folder)
        self._key = OctKey.import_key(load_secret(folder / "issuer.key", may_create=True))
        self._clock = clock
        self._outside = outside
        self._pace = pace

    def mint(self, principal: Principal, ttl_s: int) -> str:
        """A token valid for `ttl_s` seconds. Raises ValueError for the house itself."""
        _mintable(principal)
        at = int(self._clock().timestamp())
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": principal.subject,
            "role": principal.role.value,
            "tenant": principal.tenant,
            "iat": at,
            "exp": at + ttl_s,
            "jti": secrets.token_hex(8),
        }
        return jwt.encode({"alg": _ALGORITHM}, claims, self._key)

    def verify(self, token: str) -> Principal:
        """Raises NotAuthenticated, TooManyRequests; IssuerUnreachable where the outside issuer
        cannot be asked."""
        principal = self._named_in(token)
        if self._pace is not None:
            self._pace.take(principal)
        note_principal(principal)
        return principal

    def issued_at(self, token: str) -> datetime:
        """When one of our own tokens was minted. Raises NotAuthenticated."""
        try:
            at = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims.get("iat")
        except (JoseError, ValueError, TypeError):
            at = None
        if not isinstance(at, int):
            raise NotAuthenticated("the token does not tell when it was given")
        return datetime.fromtimestamp(at, UTC)

    def _named_in(self, token: str) -> Principal:
        if len(token) > _LONGEST_TOKEN:
            raise NotAuthenticated("the token is not valid")
        if self._outside is not None and _issuer_named_in(token) == self._outside.issuer:
            return self._outside.verify(token)
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
            self._rules().validate(claims)
        except ExpiredTokenError:
            raise NotAuthenticated("the token has expired") from None
        except (JoseError, ValueError, TypeError):
            raise NotAuthenticated("the token is not valid") from None
        role, subject, tenant = claims.get("role"), claims.get("sub"), claims.get("tenant")
        if not (isinstance(role, str) and isinstance(subject, str) and isinstance(tenant, str)):
            raise NotAuthenticated("the token is not valid")
        if role not in MINTABLE:
            raise NotAuthenticated("the token is not valid")
        return Principal(MINTABLE[role], subject, tenant)

    def _rules(self) -> JWTClaimsRegistry:
        """One clock mints and verifies: no leeway."""
        return _Rules(
            now=int(self._clock().timestamp()),
            iss={"essential": True, "value": _ISSUER},
            aud={"essential": True, "value": _AUDIENCE},
            exp={"essential": True},
        )


class _Rules(JWTClaimsRegistry):
    def validate_iat(self, value: object) -> None:
        """Any: a clock that was set back shuts nobody out; `exp` bounds what a token opens."""


class Tickets:
    """Secrets that open one thing once, for where no header can be sent.

    Only the SHA-256 of a ticket is kept, and that until it is redeemed or has expired.
    """

    def __init__(self, vault: Vault, clock: Callable[[], datetime] = now) -> None:
        self._vault = vault
        self._clock = clock

    def issue(self, principal: Principal, purpose: str, ttl_s: int) -> str:
        """A ticket good for `purpose` (such as `audio:<session_id>`) for `ttl_s` seconds."""
        _mintable(principal)
        ticket = secrets.token_urlsafe(32)
        at = self._clock()
        with self._vault.begin(principal) as tx:
            tx.execute(delete(tickets).where(tickets.c.expires_at <= at))
            tx.execute(
                insert(tickets).values(
                    ticket_sha256=_sha256(ticket),
                    purpose=purpose,
                    role=principal.role.value,
                    subject=principal.subject,
                    tenant=principal.tenant,
                    expires_at=at + timedelta(seconds=ttl_s),
                )
            )
            tx.audit("ticket.issue", object_id=purpose)
        return ticket

    def redeem(self, ticket: str, purpose: str) -> Principal:
        """Whom the ticket was issued to. Raises NotAuthenticated."""
        wanted = (
            (tickets.c.ticket_sha256 == _sha256(ticket))
            & (tickets.c.purpose == purpose)
            & (tickets.c.expires_at > self._clock())
        )
        for row in self._vault.rows(select(tickets).where(wanted)):
            principal = Principal(MINTABLE[row.role], row.subject, row.tenant)
            with self._vault.begin(principal) as tx:
                # of two at once, one deletes
                if tx.execute(delete(tickets).where(wanted)).rowcount == 1:
                    tx.audit("ticket.redeem", object_id=purpose)
                    note_principal(principal)
                    return principal
        raise NotAuthenticated("the ticket is unknown, spent or expired")


def _mintable(principal: Principal) -> None:
    if principal.role.value not in MINTABLE:
        raise ValueError("the house itself needs no token")


def _issuer_named_in(token: str) -> str | None:
    """Not verified: only tells who is to verify it."""
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    issuer = claims.get("iss") if isinstance(claims, dict) else None
    return issuer if isinstance(issuer, str) else None


def _sha256(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
