"""Clinicians' enrolled voices."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voiceprints",
        sa.Column("voiceprint_id", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("clinician_ref", sa.String(256), nullable=False),
        sa.Column("model", sa.String(128), nullable=False),
        sa.Column("speech_ms", sa.Integer(), nullable=False),
        sa.Column("consent_method", sa.String(16), nullable=False),
        sa.Column("consent_at", sa.String(32), nullable=False),
        sa.Column("enrolled_at", sa.String(32), nullable=False),
        sa.Column("enrolled_by", sa.String(256), nullable=False),
        sa.PrimaryKeyConstraint("voiceprint_id", name=op.f("pk_voiceprints")),
        sa.UniqueConstraint(
            "tenant", "clinician_ref", name=op.f("uq_voiceprints_tenant_clinician_ref")
        ),
    )
