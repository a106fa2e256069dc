"""Experiments, their ends, and who was shown what under them."""

import sqlalchemy as sa
from alembic import op

from cinq.database import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cinq_experiments",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("declaration", sa.JSON(), nullable=False),
        sa.Column("models", sa.JSON(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cinq_experiments"),
    )
    op.create_index("ix_cinq_experiments_started_at", "cinq_experiments", ["started_at"])
    op.create_table(
        "cinq_experiment_ends",
        sa.Column("experiment", sa.String(), nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("experiment", "arm", name="pk_cinq_experiment_ends"),
    )
    key = ("experiment", "arm", "subject", "day", "model_version", "release")
    op.create_table(
        "cinq_exposures",
        sa.Column("experiment", sa.String(), nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("model_version", sa.String(), nullable=False),
        sa.Column("release", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answers", sa.BigInteger(), nullable=False),
        sa.Column("films", sa.BigInteger(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name="pk_cinq_exposures"),
    )
    op.create_index("ix_cinq_exposures_subject", "cinq_exposures", ["subject"])


def downgrade() -> None:
    for table in ("exposures", "experiment_ends", "experiments"):
        op.drop_table(f"cinq_{table}")
