"""People, sessions, favourites, releases and jobs."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from cinq.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _releases()
    _jobs()


def downgrade() -> None:
    for table in ("jobs", "releases", "attempts", "favourites", "sessions", "people"):
        op.drop_table(f"cinq_{table}")


def _person() -> sa.Column[UUID]:
    return sa.Column("person_id", sa.Uuid(), nullable=False)


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_person_id"
    return sa.ForeignKeyConstraint(["person_id"], ["cinq_people.id"], name, ondelete="CASCADE")


def _people() -> None:
    op.create_table(
        "cinq_people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cinq_people"),
        sa.UniqueConstraint("name_key", name="uq_cinq_people_name_key"),
    )
    op.create_table(
        "cinq_sessions",
        sa.Column("token_hash", sa.String(), nullable=False),
        _person(),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_cinq_sessions"),
        _of_person("cinq_sessions"),
    )
    op.create_index("ix_cinq_sessions_person_id", "cinq_sessions", ["person_id"])
    op.create_index("ix_cinq_sessions_expires_at", "cinq_sessions", ["expires_at"])
    op.create_table(
        "cinq_favourites",
        _person(),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("film_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "dataset", "film_id", name="pk_cinq_favourites"),
        _of_person("cinq_favourites"),
    )
    op.create_table(
        "cinq_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name_hash", sa.String(), nullable=False),
        sa.Column("tried_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cinq_attempts"),
    )
    op.create_index("ix_cinq_attempts_name_hash", "cinq_attempts", ["name_hash"])
    op.create_index("ix_cinq_attempts_tried_at", "cinq_attempts", ["tried_at"])


def _releases() -> None:
    op.create_table(
        "cinq_releases",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("model_version", sa.String(), nullable=False),
        sa.Column("artefact", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("data_version", sa.String(), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decision", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_cinq_releases"),
    )
    op.create_index("ix_cinq_releases_released_at", "cinq_releases", ["released_at"])


def _jobs() -> None:
    op.create_table(
        "cinq_jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime()),
        sa.Column("finished_at", UtcDateTime()),
        sa.Column("worker", sa.String()),
        sa.Column("lease_until", UtcDateTime()),
        sa.Column("exit_code", sa.Integer()),
        sa.Column("message", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cinq_jobs"),
    )
    running = sa.text("state = 'running'")
    op.create_index(
        "uq_cinq_jobs_running",
        "cinq_jobs",
        ["state"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )
