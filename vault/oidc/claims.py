"""Whom the claims of a token name. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from vault.errors import NotAuthenticated
from vault.oidc.options import OidcOptions
from vault.principal import DEFAULT_TENANT, MINTABLE, Principal

_LONGEST_SUBJECT: Final = 256
_LONGEST_TENANT: Final = 64


def principal_of(claims: Mapping[str, Any], options: OidcOptions) -> Principal:
    """Raises NotAuthenticated, naming the claim that is missing or unusable."""
    return Principal(
        MINTABLE[_role(claims, options.role_claim)],
        _text(claims, options.subject_claim, _LONGEST_SUBJECT),
        _text(claims, options.tenant_claim, _LONGEST_TENANT)
        if options.tenant_claim
        else DEFAULT_TENANT,
    )


def _role(claims: Mapping[str, Any], name: str) -> str:
    held = _held(claims, name)
    listed = held if isinstance(held, list) else [held]
    known = {role for role in listed if isinstance(role, str) and role in MINTABLE}
    if not known:
        raise NotAuthenticated(f"the token's claim {name} names no role of this server")
    if len(known) > 1:
        raise NotAuthenticated(f"the token's claim {name} names several roles; give one of them")
    return known.pop()


def _text(claims: Mapping[str, Any], name: str, longest: int) -> str:
    held = _held(claims, name)
    if not isinstance(held, str) or not 0 < len(held) <= longest or not held.isprintable():
        raise NotAuthenticated(f"the token's claim {name} is missing or unusable")
    return held


def _held(claims: Mapping[str, Any], name: str) -> object:
    """A claim of the whole name goes first: such names are often addresses, with dots in them."""
    if name in claims:
        return claims[name]
    held: object = claims
    for part in name.split("."):
        if not isinstance(held, Mapping):
            return None
        held = held.get(part)
    return held
