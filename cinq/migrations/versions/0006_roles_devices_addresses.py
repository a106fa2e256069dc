"""Roles of people, devices of sessions, and attempts by address."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add("cinq_people", "role", "member")
    _add("cinq_sessions", "device", "")
    _add("cinq_attempts", "kind", "sign_in")
    _add("cinq_attempts", "address_hash", "")
    op.create_index("ix_cinq_attempts_address_hash", "cinq_attempts", ["address_hash"])


def downgrade() -> None:
    op.drop_index("ix_cinq_attempts_address_hash", "cinq_attempts")
    for table, column in (
        ("cinq_attempts", "address_hash"),
        ("cinq_attempts", "kind"),
        ("cinq_sessions", "device"),
        ("cinq_people", "role"),
    ):
        op.drop_column(table, column)


def _add(table: str, column: str, before: str) -> None:
    """Add a column of text; rows that were there already get `before`."""
    op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=before))
