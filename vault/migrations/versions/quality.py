"""How much of drafts is changed, and what clinicians say of them; numbers alone."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "section_edits",
        sa.Column("edit_id", sa.String(32), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("clinician_ref", sa.String(256), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("section", sa.String(64), nullable=False),
        sa.Column("drafter", sa.String(16), nullable=False),
        sa.Column("model", sa.String(256), nullable=False),
        sa.Column("prompt", sa.String(64), nullable=False),
        sa.Column("software", sa.String(32), nullable=False),
        sa.Column("redrafts", sa.Integer(), nullable=False),
        sa.Column("drafted_words", sa.Integer(), nullable=False),
        sa.Column("signed_words", sa.Integer(), nullable=False),
        sa.Column("changed_words", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("edit_id", name=op.f("pk_section_edits")),
    )
    op.create_index(op.f("ix_section_edits_tenant"), "section_edits", ["tenant"])
    op.create_table(
        "feedback_marks",
        sa.Column("mark_id", sa.String(32), nullable=False),
        sa.Column("tenant", sa.String(64), nullable=False),
        sa.Column("clinician_ref", sa.String(256), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("section", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("drafter", sa.String(16), nullable=False),
        sa.Column("model", sa.String(256), nullable=False),
        sa.PrimaryKeyConstraint("mark_id", name=op.f("pk_feedback_marks")),
    )
    op.create_index(op.f("ix_feedback_marks_tenant"), "feedback_marks", ["tenant"])
