"""Who is asking: tokens of the embedded issuer, and single-use tickets."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from sqlalchemy import delete, insert, select

from vault.durable import make_folder
from vault.errors import NotAuthenticated
from vault.instant import now
from vault.master_key import load_secret
from vault.principal import Principal, Role
from vault.tables import tickets
from vault.vault import Vault

_ALGORITHM = "HS256"
_ISSUER = "inglenook"
_ROLES = {role.value: role for role in Role if role is not Role.SYSTEM}
"""Roles that a token or ticket may carry."""


class Issuer:
    """Mints and verifies bearer tokens (JWT, HS256) with a key of its own in the vault folder."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = now) -> None:
        """Makes the key on first use. Raises VaultUnusable."""
        make_folder(folder)
        self._key = OctKey.import_key(load_secret(folder / "issuer.key", may_create=True))
        self._clock = clock

    def mint(self, principal: Principal, ttl_s: int) -> str:
        """A token valid for `ttl_s` seconds. Raises ValueError for the house itself."""
        _mintable(principal)
        at = int(self._clock().timestamp())
        claims = {
            "iss": _ISSUER,
            "sub": principal.subject,
            "role": principal.role.value,
            "tenant": principal.tenant,
            "iat": at,
            "exp": at + ttl_s,
            "jti": secrets.token_hex(8),
        }
        return jwt.encode({"alg": _ALGORITHM}, claims, self._key)

    def verify(self, token: str) -> Principal:
        """Raises NotAuthenticated."""
        try:
            claims = jwt.decode(token, self._key, algorithms=[_ALGORITHM]).claims
        except (JoseError, ValueError, TypeError):
            raise NotAuthenticated("the token is not valid") from None
        expires, role = claims.get("exp"), claims.get("role")
        subject, tenant = claims.get("sub"), claims.get("tenant")
        if claims.get("iss") != _ISSUER or not isinstance(expires, int):
            raise NotAuthenticated("the token is not valid")
        if expires <= self._clock().timestamp():
            raise NotAuthenticated("the token has expired")
        if not (isinstance(role, str) and isinstance(subject, str) and isinstance(tenant, str)):
            raise NotAuthenticated("the token is not valid")
        if role not in _ROLES:
            raise NotAuthenticated("the token is not valid")
        return Principal(_ROLES[role], subject, tenant)


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
            principal = Principal(_ROLES[row.role], row.subject, row.tenant)
            with self._vault.begin(principal) as tx:
                # of two at once, one deletes
                if tx.execute(delete(tickets).where(wanted)).rowcount == 1:
                    tx.audit("ticket.redeem", object_id=purpose)
                    return principal
        raise NotAuthenticated("the ticket is unknown, spent or expired")


def _mintable(principal: Principal) -> None:
    if principal.role.value not in _ROLES:
        raise ValueError("the house itself needs no token")


def _sha256(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
