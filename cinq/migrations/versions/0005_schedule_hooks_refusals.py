"""What a job costs, when jobs are due, which hooks came, and what the gate refused."""

import sqlalchemy as sa
from alembic import op

from cinq.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "cinq_jobs",
        sa.Column("processor_seconds", sa.Float(), nullable=False, server_default="0"),
    )
    op.create_table(
        "cinq_schedule",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("spec", sa.String(), nullable=False),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_cinq_schedule"),
    )
    op.create_table(
        "cinq_hooks_seen",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_cinq_hooks_seen"),
    )
    op.create_table(
        "cinq_hook_counts",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "outcome", name="pk_cinq_hook_counts"),
    )
    op.create_table(
        "cinq_refusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model_version", sa.String(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("data_version", sa.String(), nullable=False),
        sa.Column("refused_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cinq_refusals"),
    )


def downgrade() -> None:
    for table in ("refusals", "hook_counts", "hooks_seen", "schedule"):
        op.drop_table(f"cinq_{table}")
    op.drop_column("cinq_jobs", "processor_seconds")
