"""What each party agreed to, what was taken back, and what was destroyed then.

Reasons of revocations stood in clear; they are overwritten (`secure_delete`). What the audit chain
says stays as it was recorded.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("consents", sa.Column("wording_version", sa.String(64), nullable=True))
    op.add_column("consents", sa.Column("recorded_by", sa.String(256), nullable=True))
    op.add_column("consents", sa.Column("withdrawn", sa.JSON(), nullable=True))
    op.execute("UPDATE consents SET revoked_reason = NULL WHERE revoked_reason IS NOT NULL")
    op.create_table(
        "purges",
        sa.Column("purge_id", sa.String(64), nullable=False),
        sa.Column("consent_id", sa.String(64), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consents.consent_id"], name=op.f("fk_purges_consent_id")
        ),
        sa.PrimaryKeyConstraint("purge_id", name=op.f("pk_purges")),
    )
    op.create_index(op.f("ix_purges_consent_id"), "purges", ["consent_id"], unique=False)
