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
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cinq.database import database_time, exclusively, reading, writing
from cinq.errors import JobError, LeaseLost
from cinq.jobs import rows
from cinq.jobs.job import ENDED, Job, Outcome
from cinq.jobs.presence import Presence
from cinq.jobs.tables import JobRow

MAX_ATTEMPTS = 2


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
            return rows.job_of(self._add(session, kind, arguments, asked_by))

    def enqueue_once(
        self, kind: str, arguments: Mapping[str, Any], asked_by: str
    ) -> tuple[Job, bool]:
        """Ask for a job, or join one that waits or runs for the same; the flag says if it is new.

        Two that ask for the same at the same time, or one that asks again because no answer came,
        get one job.
        """
        with writing(self._engine) as session:
            exclusively(session, "jobs")
            for row in session.scalars(
                rows.in_state("queued", "running").where(JobRow.kind == kind)
            ):
                if row.arguments == dict(arguments) and not row.cancel_asked:
                    return rows.job_of(row), False
            return rows.job_of(self._add(session, kind, arguments, asked_by)), True

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
            return rows.job_of(self._add(session, kind, arguments, asked_by))

    def claim(self, worker: str) -> Job | None:
        """Take the oldest queued job, or None if there is none or another is running.

        Jobs whose conductor has died are seen to first.
        """
        with reading(self._engine) as session:
            if session.scalar(rows.in_state("queued", "running").limit(1)) is None:
                return None
        with writing(self._engine) as session:
            exclusively(session, "jobs")
            now = self._now(session)
            self._recover(session, now)
            if session.scalar(rows.in_state("running").limit(1)) is not None:
                return None
            row = session.scalar(rows.in_state("queued").limit(1))
            if row is None:
                return None
            row.state = "running"
            row.attempts += 1
            row.worker = worker
            row.started_at = now
            row.lease_until = now + self._lease
            session.flush()
            return rows.job_of(row)

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
            return rows.job_of(row)

    def finish(self, job: Job, outcome: Outcome) -> Job:
        """Write down how a job ended.

        Raises
        ------
        LeaseLost
            If the job is no longer run by this conductor; its outcome is the other's to tell.
        """
        with writing(self._engine) as session:
            row = _owned(session, job)
            rows.end(row, self._now(session), outcome)
            session.flush()
            return rows.job_of(row)

    def put_back(self, job: Job, processor_seconds: float = 0.0) -> Job:
        """Queue a job anew that was ended for no fault of its own; it keeps its place.

        Parameters
        ----------
        processor_seconds
            What it took so far.

        Raises
        ------
        LeaseLost
            If the job is no longer run by this conductor.
        """
        with writing(self._engine) as session:
            row = _owned(session, job)
            row.attempts -= 1
            row.processor_seconds += processor_seconds
            rows.requeue(row)
            session.flush()
            return rows.job_of(row)

    def cancel(self, job_id: int) -> Job:
        """Cancel a queued job at once; ask a running one to end.

        Raises
        ------
        JobError
            If there is no such job, or it has ended already.
        """
        with writing(self._engine) as session:
            exclusively(session, "jobs")
            row = rows.numbered(session, job_id)
            if row.state in ENDED:
                raise JobError(f"job {job_id} has ended already: it {_verb(row.state)}")
            if row.state == "queued":
                rows.end(row, self._now(session), Outcome("cancelled", message="cancelled in time"))
            row.cancel_asked = True
            session.flush()
            return rows.job_of(row)

    def show(self, job_id: int) -> Job:
        """Return a job.

        Raises
        ------
        JobError
            If there is no such job.
        """
        with reading(self._engine) as session:
            return rows.job_of(rows.numbered(session, job_id))

    def list(self, limit: int = 50) -> list[Job]:
        """Return the newest `limit` jobs, newest first."""
        newest = select(JobRow).order_by(JobRow.id.desc()).limit(limit)
        with reading(self._engine) as session:
            return [rows.job_of(row) for row in session.scalars(newest)]

    def _now(self, session: Session) -> datetime:
        return self._clock() if self._clock else database_time(session)

    def _add(
        self, session: Session, kind: str, arguments: Mapping[str, Any], asked_by: str
    ) -> JobRow:
        return rows.add(session, kind, arguments, asked_by, self._now(session))

    def _lost(self, row: JobRow) -> float:
        """What a run took whose conductor died: nobody knows, so as long as it was heard from."""
        if row.started_at is None or row.lease_until is None:
            return 0.0
        return max(0.0, (row.lease_until - self._lease - row.started_at).total_seconds())

    def _recover(self, session: Session, now: datetime) -> None:
        """See to jobs whose conductor is silent for longer than its lease."""
        for row in session.scalars(rows.in_state("running")):
            if row.lease_until is not None and row.lease_until > now:
                continue
            row.processor_seconds += self._lost(row)
            if row.cancel_asked:
                rows.end(
                    row, now, Outcome("cancelled", message="cancelled; its conductor had died")
                )
            elif row.attempts >= MAX_ATTEMPTS:
                said = f"its conductor died {row.attempts} times while running it"
                rows.end(row, now, Outcome("failed", message=said))
            else:
                rows.requeue(row)
        session.flush()


def _owned(session: Session, job: Job) -> JobRow:
    """Return the row of a job that this conductor still runs, locked against others."""
    exclusively(session, "jobs")
    row = rows.numbered(session, job.id)
    if row.state != "running" or row.worker != job.worker or row.attempts != job.attempts:
        raise LeaseLost(f"job {job.id} is no longer run by {job.worker}")
    return row


def _verb(state: str) -> str:
    return {"succeeded": state, "failed": state}.get(state, f"was {state}")
