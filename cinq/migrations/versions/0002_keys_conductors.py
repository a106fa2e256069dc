"""API keys, and which conductors are at work."""

import sqlalchemy as sa
from alembic import op

from cinq.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cinq_keys",
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime()),
        sa.Column("revoked_at", UtcDateTime()),
        sa.Column("used_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("prefix", name="pk_cinq_keys"),
    )
    op.create_table(
        "cinq_conductors",
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("worker", name="pk_cinq_conductors"),
    )


def downgrade() -> None:
    op.drop_table("cinq_conductors")
    op.drop_table("cinq_keys")
