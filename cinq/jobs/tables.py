"""Tables of the job queue, and of the conductors that run it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from cinq.database import Table

RUNNING = text("state = 'running'")


class JobRow(Table):
    """One job, from its asking to its end; at most one is running at a time."""

    __tablename__ = "cinq_jobs"
    __table_args__ = (
        Index(
            "uq_cinq_jobs_running",
            "state",
            unique=True,
            sqlite_where=RUNNING,
            postgresql_where=RUNNING,
        ),
    )

    id: Mapped[int] = mapped_column(Integer(), primary_key=True)
    kind: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    asked_by: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(Integer())
    cancel_asked: Mapped[bool]
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    exit_code: Mapped[int | None] = mapped_column(Integer())
    message: Mapped[str]
    processor_seconds: Mapped[float] = mapped_column(default=0.0, server_default="0")


class ConductorRow(Table):
    """A conductor at work, and until when it counts as such without being heard from."""

    __tablename__ = "cinq_conductors"

    worker: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]


class ScheduleRow(Table):
    """When a kind of job is due next by the clock, and by which line that was reckoned."""

    __tablename__ = "cinq_schedule"

    kind: Mapped[str] = mapped_column(primary_key=True)
    spec: Mapped[str]
    next_at: Mapped[datetime]
