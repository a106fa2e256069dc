"""Asking for jobs by themselves, as hooks and the clock do: one at a time, and within limits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cinq.database import exclusively
from cinq.jobs.limits import WEEK, Limits, Past, Verdict, judged
from cinq.jobs.rows import add
from cinq.jobs.tables import JobRow


@dataclass(frozen=True)
class Asked:
    """What came of asking for a job.

    Attributes
    ----------
    verdict
        ``start``: it is queued now.
    said
        Why, in one line.
    job_id
        The job, new or joined; None if there is none.
    """

    verdict: Verdict
    said: str
    job_id: int | None


def ask(session: Session, kind: str, asked_by: str, limits: Limits, now: datetime) -> Asked:
    """Queue a job unless one of its kind waits or runs, or a training would be one too many.

    The transaction is alone with the queue until it ends, so of many that ask at the same time
    one is first and the others join it.

    Parameters
    ----------
    limits
        For trainings only: other jobs are cheap.
    """
    exclusively(session, "jobs")
    past = past_of(session, kind, now)
    if kind != "train":
        past = Past(waiting=past.waiting)
    verdict, said = judged(past, limits, now)
    if verdict != "start":
        return Asked(verdict, said, past.waiting)
    job = add(session, kind, {}, asked_by, now)
    return Asked("start", f"job {job.id} ({kind}) is queued", job.id)


def past_of(session: Session, kind: str, now: datetime) -> Past:
    """Return what is known of the jobs of a kind."""
    jobs = select(JobRow.id).where(JobRow.kind == kind)
    waiting = jobs.where(JobRow.state.in_(("queued", "running"))).order_by(JobRow.id).limit(1)
    ended = select(func.max(JobRow.finished_at)).where(
        JobRow.kind == kind, JobRow.started_at.is_not(None)
    )
    lately = select(
        func.count(JobRow.id), func.coalesce(func.sum(JobRow.processor_seconds), 0.0)
    ).where(JobRow.kind == kind, JobRow.started_at > now - WEEK)
    begun, seconds = session.execute(lately).one()
    return Past(
        waiting=session.scalar(waiting),
        ended=session.scalar(ended),
        begun=int(begun),
        processor_seconds=float(seconds),
    )
