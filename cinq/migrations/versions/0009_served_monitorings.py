"""A sample of served requests, and what monitoring found."""

import sqlalchemy as sa
from alembic import op

from cinq.database import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "cinq_served",
        sa.Column("id", _ID, nullable=False),
        sa.Column("served_at", UtcDateTime(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("release", sa.BigInteger(), nullable=False),
        sa.Column("model_version", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("favourites", sa.JSON(), nullable=False),
        sa.Column("unknown", sa.BigInteger(), nullable=False),
        sa.Column("films", sa.JSON(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cinq_served"),
    )
    op.create_index("ix_cinq_served_served_at", "cinq_served", ["served_at"])
    op.create_index("ix_cinq_served_release_id", "cinq_served", ["release", "id"])
    op.create_table(
        "cinq_monitorings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("release", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cinq_monitorings"),
    )
    op.create_index("ix_cinq_monitorings_made_at", "cinq_monitorings", ["made_at"])


def downgrade() -> None:
    for table in ("monitorings", "served"):
        op.drop_table(f"cinq_{table}")
