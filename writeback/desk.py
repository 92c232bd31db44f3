"""What the routes and pages work with; put together by the composition root."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ingest.sessions import Sessions
from summarize.note import Note
from summarize.templates import Template
from vault import Issuer, Tickets, Vault
from vault.ids import SessionId
from writeback.ageing import Ageing
from writeback.drafts.drafts import Drafts
from writeback.drafts.speakers import Speakers


@dataclass(frozen=True, slots=True)
class Regenerated:
    """A note written anew from the session's transcript."""

    note: Note
    models: Mapping[str, str]
    written_from: int = 0
    """How many corrections the transcript had."""


Regenerate: TypeAlias = Callable[[SessionId, str | None, str], Awaitable[Regenerated]]
"""Of a session; one section alone where it is named, and what is asked of it."""

Follow: TypeAlias = Callable[[SessionId, int], None]
"""Has the note of a session written anew after so many corrections of its speakers. Returns at
once; must not fail."""


@dataclass(frozen=True, slots=True)
class Desk:
    """All that review and sign-off need."""

    vault: Vault
    sessions: Sessions
    issuer: Issuer
    tickets: Tickets
    drafts: Drafts
    speakers: Speakers
    regenerate: Regenerate | None = None
    """None where no drafter is at hand; the route then answers 501."""
    follow: Follow | None = None
    """None where no drafter is at hand: a corrected draft then waits for one."""
    formats: Mapping[str, Template] = field(default_factory=dict)
    """The practice's own note formats, by name."""
    sign_in_ttl_s: int = 8 * 3600
    """How long the cookie of a page's sign-in holds."""
    sign_in_at: str | None = None
    """Where people sign in by themselves; None where they are given one-time links."""
    sign_within_s: int = 900
    """How old a page's sign-in may be for a signature."""
    ageing: Ageing = field(default_factory=Ageing)
    """When a draft that waits reminds, and whom."""
    secure_cookie: bool = False
    """True behind TLS: the cookie then travels over HTTPS only."""
