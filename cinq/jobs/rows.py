"""Rows of the queue: reading, adding and ending them inside somebody's transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from cinq.errors import JobError
from cinq.jobs.job import Job, JobState, Outcome
from cinq.jobs.tables import JobRow

MAX_MESSAGE = 500
"""Characters of a job's message that are kept."""


def in_state(*states: JobState) -> Any:
    """Ask for the jobs in these states, the oldest first."""
    return select(JobRow).where(JobRow.state.in_(states)).order_by(JobRow.id)


def numbered(session: Session, job_id: int) -> JobRow:
    """Return the row of a job.

    Raises
    ------
    JobError
        If there is none.
    """
    found = session.get(JobRow, job_id) if 0 < job_id < 2**31 else None
    if found is None:
        raise JobError(f"there is no job {job_id}")
    return found


def add(
    session: Session, kind: str, arguments: Mapping[str, Any], asked_by: str, now: datetime
) -> JobRow:
    """Queue a job."""
    row = JobRow(
        kind=kind,
        arguments=dict(arguments),
        asked_by=asked_by,
        state="queued",
        attempts=0,
        cancel_asked=False,
        queued_at=now,
        message="",
        processor_seconds=0.0,
    )
    session.add(row)
    session.flush()
    return row


def requeue(row: JobRow) -> None:
    """Put a job back in its place."""
    row.state = "queued"
    row.worker = None
    row.lease_until = None


def end(row: JobRow, now: datetime, outcome: Outcome) -> None:
    """Write down how a job ended."""
    row.state = outcome.state
    row.exit_code = outcome.exit_code
    row.message = outcome.message[:MAX_MESSAGE]
    row.processor_seconds += outcome.processor_seconds
    row.finished_at = now
    row.lease_until = None


def job_of(row: JobRow) -> Job:
    """Return the job that a row tells of."""
    return Job(
        id=row.id,
        kind=row.kind,
        arguments=row.arguments,
        asked_by=row.asked_by,
        state=cast("JobState", row.state),
        attempts=row.attempts,
        cancel_asked=row.cancel_asked,
        queued_at=row.queued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        worker=row.worker,
        lease_until=row.lease_until,
        exit_code=row.exit_code,
        message=row.message,
        processor_seconds=row.processor_seconds,
    )
