"""The queue of jobs: whoever asks writes a row, the conductor runs one at a time.

A running job is leased: its conductor must be heard from before the lease runs out. If it is not,
it has died, and the next one to look runs the job a second time; a job that outlived two
conductors has failed. An index of the table holds that no two jobs run at once, whatever the
number of conductors and machines.
"""

import os
import socket
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cinq.database import database_time, exclusively, reading, writing
from cinq.errors import JobError, LeaseLost
from cinq.jobs.job import ENDED, Job, JobState, Outcome
from cinq.jobs.presence import Presence
from cinq.jobs.tables import JobRow

MAX_ATTEMPTS = 2
MAX_MESSAGE = 500
"""Characters of a job's message that are kept."""


def worker_name() -> str:
    """Name a conductor; no two ever bear the same name."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


class JobQueue:
    """Jobs in the order they were asked for.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    lease_seconds
        How long a conductor may stay silent.
    clock
        Gives the time; left out, the database's own clock does, the same for all machines.
    """

    def __init__(
        self,
        engine: Engine,
        lease_seconds: float = 30.0,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._engine = engine
        self._lease = timedelta(seconds=lease_seconds)
        self._clock = clock
        self.presence = Presence(engine, self._lease, self._now)

    def enqueue(self, kind: str, arguments: Mapping[str, Any], asked_by: str) -> Job:
        """Ask for a job; it stays queued until a conductor takes it.

        Parameters
        ----------
        arguments
            Anything that JSON can hold.
        """
        with writing(self._engine) as session:
            return _job(self._add(session, kind, arguments, asked_by))

    def enqueue_once(
        self, kind: str, arguments: Mapping[str, Any], asked_by: str
    ) -> tuple[Job, bool]:
        """Ask for a job, or join one that waits or runs for the same; the flag says if it is new.

        Two that ask for the same at the same time, or one that asks again because no answer came,
        get one job.
        """
        with writing(self._engine) as session:
            exclusively(session, "jobs")
            for row in session.scalars(_in_state("queued", "running").where(JobRow.kind == kind)):
                if row.arguments == dict(arguments) and not row.cancel_asked:
                    return _job(row), False
            return _job(self._add(session, kind, arguments, asked_by)), True

    def enqueue_unless_waiting(
        self, kind: str, arguments: Mapping[str, Any], asked_by: str
    ) -> Job | None:
        """Ask for a job, or return None where one of its kind is queued or running."""
        waiting = select(JobRow.id).where(
            JobRow.kind == kind, JobRow.state.in_(("queued", "running"))
        )
        with writing(self._engine) as session:
            exclusively(session, "jobs")
            if session.scalar(waiting.limit(1)) is not None:
                return None
            return _job(self._add(session, kind, arguments, asked_by))

    def claim(self, worker: str) -> Job | None:
        """Take the oldest queued job, or None if there is none or another is running.

        Jobs whose conductor has died are seen to first.
        """
        with reading(self._engine) as session:
            if session.scalar(_in_state("queued", "running").limit(1)) is None:
                return None
        with writing(self._engine) as session:
            exclusively(session, "jobs")
            now = self._now(session)
            self._recover(session, now)
            if session.scalar(_in_state("running").limit(1)) is not None:
                return None
            row = session.scalar(_in_state("queued").limit(1))
            if row is None:
                return None
            row.state = "running"
            row.attempts += 1
            row.worker = worker
            row.started_at = now
            row.lease_until = now + self._lease
            session.flush()
            return _job(row)

    def heartbeat(self, job: Job) -> Job:
        """Renew the lease; the answer tells by `Job.cancel_asked` if the job is to end.

        Raises
        ------
        LeaseLost
            If the job is no longer run by this conductor: end it.
        """
        with writing(self._engine) as session:
            row = _owned(session, job)
            row.lease_until = self._now(session) + self._lease
            session.flush()
            return _job(row)

    def finish(self, job: Job, outcome: Outcome) -> Job:
        """Write down how a job ended.

        Raises
        ------
        LeaseLost
            If the job is no longer run by this conductor; its outcome is the other's to tell.
        """
        with writing(self._engine) as session:
            row = _owned(session, job)
            _end(row, self._now(session), outcome)
            session.flush()
            return _job(row)

    def put_back(self, job: Job) -> Job:
        """Queue a job anew that was ended for no fault of its own; it keeps its place.

        Raises
        ------
        LeaseLost
            If the job is no longer run by this conductor.
        """
        with writing(self._engine) as session:
            row = _owned(session, job)
            row.attempts -= 1
            _requeue(row)
            session.flush()
            return _job(row)

    def cancel(self, job_id: int) -> Job:
        """Cancel a queued job at once; ask a running one to end.

        Raises
        ------
        JobError
            If there is no such job, or it has ended already.
        """
        with writing(self._engine) as session:
            exclusively(session, "jobs")
            row = _row(session, job_id)
            if row.state in ENDED:
                raise JobError(f"job {job_id} has ended already: it {_verb(row.state)}")
            if row.state == "queued":
                _end(row, self._now(session), Outcome("cancelled", message="cancelled in time"))
            row.cancel_asked = True
            session.flush()
            return _job(row)

    def show(self, job_id: int) -> Job:
        """Return a job.

        Raises
        ------
        JobError
            If there is no such job.
        """
        with reading(self._engine) as session:
            return _job(_row(session, job_id))

    def list(self, limit: int = 50) -> list[Job]:
        """Return the newest `limit` jobs, newest first."""
        with reading(self._engine) as session:
            rows = session.scalars(select(JobRow).order_by(JobRow.id.desc()).limit(limit))
            return [_job(row) for row in rows]

    def _now(self, session: Session) -> datetime:
        return self._clock() if self._clock else database_time(session)

    def _add(
        self, session: Session, kind: str, arguments: Mapping[str, Any], asked_by: str
    ) -> JobRow:
        row = JobRow(
            kind=kind,
            arguments=dict(arguments),
            asked_by=asked_by,
            state="queued",
            attempts=0,
            cancel_asked=False,
            queued_at=self._now(session),
            message="",
        )
        session.add(row)
        session.flush()
        return row

    def _recover(self, session: Session, now: datetime) -> None:
        """See to jobs whose conductor is silent for longer than its lease."""
        for row in session.scalars(_in_state("running")):
            if row.lease_until is not None and row.lease_until > now:
                continue
            if row.cancel_asked:
                _end(row, now, Outcome("cancelled", message="cancelled; its conductor had died"))
            elif row.attempts >= MAX_ATTEMPTS:
                said = f"its conductor died {row.attempts} times while running it"
                _end(row, now, Outcome("failed", message=said))
            else:
                _requeue(row)
        session.flush()


def _in_state(*states: JobState) -> Any:
    return select(JobRow).where(JobRow.state.in_(states)).order_by(JobRow.id)


def _row(session: Session, job_id: int) -> JobRow:
    found = session.get(JobRow, job_id) if 0 < job_id < 2**31 else None
    if found is None:
        raise JobError(f"there is no job {job_id}")
    return found


def _owned(session: Session, job: Job) -> JobRow:
    """Return the row of a job that this conductor still runs, locked against others."""
    exclusively(session, "jobs")
    row = _row(session, job.id)
    if row.state != "running" or row.worker != job.worker or row.attempts != job.attempts:
        raise LeaseLost(f"job {job.id} is no longer run by {job.worker}")
    return row


def _requeue(row: JobRow) -> None:
    row.state = "queued"
    row.worker = None
    row.lease_until = None


def _end(row: JobRow, now: datetime, outcome: Outcome) -> None:
    row.state = outcome.state
    row.exit_code = outcome.exit_code
    row.message = outcome.message[:MAX_MESSAGE]
    row.finished_at = now
    row.lease_until = None


def _verb(state: str) -> str:
    return {"succeeded": state, "failed": state}.get(state, f"was {state}")


def _job(row: JobRow) -> Job:
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
    )
