"""What the routes and pages work with; put together by the composition root."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ingest.sessions import Sessions
from summarize.note import Note
from vault import Issuer, Tickets, Vault
from vault.ids import SessionId
from writeback.drafts import Drafts


@dataclass(frozen=True, slots=True)
class Regenerated:
    """A note written anew from the session's transcript."""

    note: Note
    models: Mapping[str, str]


Regenerate: TypeAlias = Callable[[SessionId], Awaitable[Regenerated]]


@dataclass(frozen=True, slots=True)
class Desk:
    """All that review and sign-off need."""

    vault: Vault
    sessions: Sessions
    issuer: Issuer
    tickets: Tickets
    drafts: Drafts
    regenerate: Regenerate | None = None
    """None where no drafter is at hand; the route then answers 501."""
    sign_in_ttl_s: int = 8 * 3600
    """How long the cookie of a page's sign-in holds."""
    secure_cookie: bool = False
    """True behind TLS: the cookie then travels over HTTPS only."""
