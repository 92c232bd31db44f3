"""The records. Ids, times and states only: protected text rests in encrypted blobs.

`vault/migrations` builds these tables; a test holds both to each other.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from vault.instant import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

session_keys = Table(
    "session_keys",
    metadata,
    Column("session_id", String(64), primary_key=True),
    Column("wrapped_key", LargeBinary),  # NULL once destroyed
    Column("master_key_id", String(16), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("destroyed_at", Instant),
)

consents = Table(
    "consents",
    metadata,
    Column("consent_id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("client_ref", String(256), nullable=False),
    Column("parties", JSON, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("jurisdiction", String(64)),
    Column("part2", Boolean, nullable=False),
    Column("expires_at", Instant),
    Column("recorded_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_reason", Text),  # of earlier versions; nothing is written here any more
    Column("idempotency_key", String(128)),
    Column("wording_version", String(64)),
    Column("recorded_by", String(256)),
    Column("withdrawn", JSON),  # when which purpose was taken back, while the rest stays in force
    UniqueConstraint("tenant", "idempotency_key"),
)

purges = Table(
    "purges",
    metadata,
    Column("purge_id", String(64), primary_key=True),
    Column("consent_id", ForeignKey("consents.consent_id"), nullable=False, index=True),
    Column("tenant", String(64), nullable=False),
    Column("at", Instant, nullable=False),
    Column("report", Text, nullable=False),
    Column("digest", String(64), nullable=False),
)
"""What was destroyed, by whose word; the digest of the report stands in the audit chain."""

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", String(64), primary_key=True),
    Column("consent_id", ForeignKey("consents.consent_id"), nullable=False, index=True),
    Column("tenant", String(64), nullable=False),
    Column("clinician_ref", String(256)),
    Column("opened_by", String(256), nullable=False),
    Column("source", String(16), nullable=False),
    Column("modality", String(64)),
    Column("language", String(8)),  # NULL: the server's, or detected
    Column("template", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("sample_rate", Integer),
    Column("channels", Integer),
    Column("channel_roles", JSON, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("idempotency_key", String(128)),
    UniqueConstraint("tenant", "idempotency_key"),
)

uploads = Table(
    "uploads",
    metadata,
    Column("upload_id", String(64), primary_key=True),
    Column("session_id", ForeignKey("sessions.session_id"), nullable=False, index=True),
    Column("created_by", String(256), nullable=False),
    Column("length", BigInteger),  # NULL: not said yet
    Column("channel_roles", JSON, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
"""The bytes are a log of the session, what was said of the file a blob, both named by the id."""

drafts = Table(
    "drafts",
    metadata,
    Column("draft_id", String(64), primary_key=True),
    Column("session_id", ForeignKey("sessions.session_id"), nullable=False, unique=True),
    Column("tenant", String(64), nullable=False),
    Column("clinician_ref", String(256)),
    Column("state", String(16), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("signed_at", Instant),
    Column("signed_by", String(256)),
    Column("content_sha256", String(64)),
)

outbox = Table(
    "outbox",
    metadata,
    Column("outbox_id", String(64), primary_key=True),
    Column("draft_id", ForeignKey("drafts.draft_id"), nullable=False, index=True),
    Column("connector", String(64), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Instant),
    Column("idempotency_key", String(128), nullable=False, unique=True),
    Column("last_error", Text),
)

voiceprints = Table(
    "voiceprints",
    metadata,
    Column("voiceprint_id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("clinician_ref", String(256), nullable=False),
    Column("model", String(128), nullable=False),
    Column("speech_ms", Integer, nullable=False),
    Column("consent_method", String(16), nullable=False),
    Column("consent_at", Instant, nullable=False),
    Column("enrolled_at", Instant, nullable=False),
    Column("enrolled_by", String(256), nullable=False),
    UniqueConstraint("tenant", "clinician_ref"),
)
"""The voice itself is a blob under a key of its own; a row lives as long as that key."""

rollouts = Table(
    "rollouts",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("clinician_ref", String(256), primary_key=True),  # empty: the practice's own
    Column("stage", String(16)),
    Column("enrolment", String(16)),
    Column("choice", String(8)),
    Column("updated_at", Instant, nullable=False),
    Column("updated_by", String(256), nullable=False),
)
"""How far the machine goes in a practice, and what is kept for single clinicians."""

section_edits = Table(
    "section_edits",
    metadata,
    Column("edit_id", String(32), primary_key=True),
    Column("tenant", String(64), nullable=False, index=True),
    Column("clinician_ref", String(256), nullable=False),
    Column("day", String(10), nullable=False),
    Column("template", String(64), nullable=False),
    Column("section", String(64), nullable=False),
    Column("drafter", String(16), nullable=False),
    Column("model", String(256), nullable=False),
    Column("prompt", String(64), nullable=False),
    Column("software", String(32), nullable=False),
    Column("redrafts", Integer, nullable=False),
    Column("drafted_words", Integer, nullable=False),
    Column("signed_words", Integer, nullable=False),
    Column("changed_words", Integer, nullable=False),
)
"""How much of a section was changed until it was signed: numbers, no text, and no id that leads to
a session or a client."""

feedback_marks = Table(
    "feedback_marks",
    metadata,
    Column("mark_id", String(32), primary_key=True),
    Column("tenant", String(64), nullable=False, index=True),
    Column("clinician_ref", String(256), nullable=False),
    Column("day", String(10), nullable=False),
    Column("section", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("drafter", String(16), nullable=False),
    Column("model", String(256), nullable=False),
)
"""That something was wrong, missing or badly put; what it was rests with the draft."""

tickets = Table(
    "tickets",
    metadata,
    Column("ticket_sha256", String(64), primary_key=True),
    Column("purpose", String(128), nullable=False),
    Column("role", String(16), nullable=False),
    Column("subject", String(256), nullable=False),
    Column("tenant", String(64), nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)
"""A row is a ticket not yet redeemed; redeeming deletes it."""

_ENTRY_NUMBER = BigInteger().with_variant(Integer, "sqlite")

audit = Table(
    "audit",
    metadata,
    Column("id", _ENTRY_NUMBER, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),  # the chained text itself, see vault/audit.py
    Column("tenant", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("subject", String(256), nullable=False),
    Column("action", String(64), nullable=False),
    Column("object_id", String(256), nullable=False),
    Column("session_id", String(64), index=True),
    Column("reason", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("entries", _ENTRY_NUMBER, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
    Column("master_key_id", String(16), nullable=False),
)
