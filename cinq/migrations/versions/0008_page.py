"""What people leave on the page: desks, watchlists, shared lists, pairs."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from cinq.database import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cinq_desks",
        _person("person_id"),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "dataset", name="pk_cinq_desks"),
        _goes_with("person_id", "cinq_desks"),
    )
    op.create_table(
        "cinq_watchlist",
        _person("person_id"),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("film_id", sa.BigInteger(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "dataset", "film_id", name="pk_cinq_watchlist"),
        _goes_with("person_id", "cinq_watchlist"),
    )
    op.create_table(
        "cinq_shares",
        sa.Column("token", sa.String(), nullable=False),
        _person("person_id"),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("films", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_cinq_shares"),
        _goes_with("person_id", "cinq_shares"),
    )
    op.create_table(
        "cinq_pairs",
        sa.Column("code", sa.String(), nullable=False),
        _person("giver_id"),
        sa.Column("taker_id", sa.Uuid()),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_cinq_pairs"),
        _goes_with("giver_id", "cinq_pairs"),
        _goes_with("taker_id", "cinq_pairs"),
    )
    for table, column in _INDEXED:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table in ("cinq_pairs", "cinq_shares", "cinq_watchlist", "cinq_desks"):
        op.drop_table(table)


_INDEXED = (
    ("cinq_shares", "person_id"),
    ("cinq_shares", "expires_at"),
    ("cinq_pairs", "giver_id"),
    ("cinq_pairs", "taker_id"),
    ("cinq_pairs", "expires_at"),
)


def _person(name: str) -> "sa.Column[UUID]":
    return sa.Column(name, sa.Uuid(), nullable=False)


def _goes_with(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["cinq_people.id"], f"fk_{table}_{column}", ondelete="CASCADE"
    )
