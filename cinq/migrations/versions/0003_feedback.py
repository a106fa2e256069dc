"""What people say of films."""

import sqlalchemy as sa
from alembic import op

from cinq.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cinq_feedback",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.Uuid()),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("subject", sa.String()),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("film_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("release", sa.BigInteger()),
        sa.Column("model_version", sa.String()),
        sa.Column("answered", sa.String()),
        sa.Column("idempotency_key", sa.String()),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cinq_feedback"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["cinq_people.id"], "fk_cinq_feedback_person_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint("(person_id IS NULL) <> (subject IS NULL)", "ck_cinq_feedback_person"),
        sa.UniqueConstraint(
            "client", "idempotency_key", name="uq_cinq_feedback_client_idempotency_key"
        ),
    )
    op.create_index("ix_cinq_feedback_person_id", "cinq_feedback", ["person_id"])
    op.create_index("ix_cinq_feedback_client_subject", "cinq_feedback", ["client", "subject"])


def downgrade() -> None:
    op.drop_table("cinq_feedback")
