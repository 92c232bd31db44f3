"""One-time links that open a page for a person, for use with the embedded issuer."""

from urllib.parse import urlencode

from inglenook.parts import open_vault
from inglenook.settings import Settings
from vault import Principal, Tickets

LINK_TTL_S = 600


def sign_in_link(settings: Settings, principal: Principal, base_url: str, page: str) -> str:
    """Works once and for ten minutes. `page` is a path on the server."""
    vault = open_vault(settings)
    try:
        ticket = Tickets(vault).issue(principal, "sign-in", LINK_TTL_S)
    finally:
        vault.close()
    return f"{base_url.rstrip('/')}/sign-in?{urlencode({'ticket': ticket, 'next': page})}"
