"""Consent to learning, when favourites were chosen, tombstones, and the key of pseudonyms."""

import sqlalchemy as sa
from alembic import op

from cinq.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cinq_people", sa.Column("consent", sa.Boolean()))
    op.add_column("cinq_people", sa.Column("consent_at", UtcDateTime()))
    op.add_column("cinq_favourites", sa.Column("chosen_at", UtcDateTime()))
    op.create_table(
        "cinq_tombstones",
        sa.Column("pseudonym", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("pseudonym", name="pk_cinq_tombstones"),
    )
    op.create_table(
        "cinq_secrets",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cinq_secrets"),
    )


def downgrade() -> None:
    op.drop_table("cinq_secrets")
    op.drop_table("cinq_tombstones")
    op.drop_column("cinq_favourites", "chosen_at")
    op.drop_column("cinq_people", "consent_at")
    op.drop_column("cinq_people", "consent")
