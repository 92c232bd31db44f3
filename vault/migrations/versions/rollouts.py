"""How far the machine goes in a practice."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rollouts",
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("clinician_ref", sa.String(256), nullable=False),
        sa.Column("stage", sa.String(16), nullable=True),
        sa.Column("enrolment", sa.String(16), nullable=True),
        sa.Column("choice", sa.String(8), nullable=True),
        sa.Column("updated_at", sa.String(32), nullable=False),
        sa.Column("updated_by", sa.String(256), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "clinician_ref", name=op.f("pk_rollouts")),
    )
