"""What is known of the issuer beforehand."""

from dataclasses import dataclass
from urllib.parse import urlsplit

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class OidcOptions:
    """Set once by the composition root."""

    issuer: str
    """Its address, exactly as in the `iss` of its tokens."""
    audience: str
    """What its tokens for this server carry in `aud`."""
    role_claim: str = "role"
    """A role or a list with one of them in it; dots lead into objects (`realm_access.roles`), where
    no claim has the whole name."""
    subject_claim: str = "sub"
    tenant_claim: str = "tenant"
    """Empty where the issuer serves one practice: all its people are then of tenant `default`."""
    leeway_s: int = 60
    """By how much the issuer's clock may differ."""
    keys_fresh_s: float = 3600.0
    """Its keys are asked for again after so long."""
    keys_kept_s: float = 24 * 3600.0
    """Keys that could not be asked for again are used for so long."""
    refetch_pause_s: float = 10.0
    """Pause between two askings, whatever comes: unknown keys must not make us flood it."""
    timeout_s: float = 5.0

    def __post_init__(self) -> None:
        require_safe(self.issuer)


def require_safe(url: str) -> str:
    """Raise ValueError for an address over which keys or codes could be changed on the way."""
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or local):
        raise ValueError(f"{url} must be an https address (http on this machine alone)")
    return url
