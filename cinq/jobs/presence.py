"""Which conductors are at work: whoever asks for a job is told if somebody will run it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from cinq.database import reading, writing
from cinq.jobs.tables import ConductorRow, JobRow


class Presence:
    """A line for each conductor, good for as long as a lease.

    Parameters
    ----------
    engine
        Of `cinq.database.open_database`.
    lease
        How long a conductor may stay silent.
    now
        Gives the time; see `cinq.jobs.queue.JobQueue`.
    """

    def __init__(
        self, engine: Engine, lease: timedelta, now: Callable[[Session], datetime]
    ) -> None:
        self._engine = engine
        self._lease = lease
        self._now = now

    def note(self, worker: str) -> None:
        """Write down that a conductor is at work, and forget those that are silent."""
        with writing(self._engine) as session:
            now = self._now(session)
            session.execute(delete(ConductorRow).where(ConductorRow.until <= now))
            session.merge(ConductorRow(worker=worker, until=now + self._lease))

    def leave(self, worker: str) -> None:
        """Write down that a conductor has ended."""
        with writing(self._engine) as session:
            session.execute(delete(ConductorRow).where(ConductorRow.worker == worker))

    def anyone(self) -> bool:
        """Tell if a conductor waits for jobs, or runs one."""
        with reading(self._engine) as session:
            now = self._now(session)
            waits = select(ConductorRow.worker).where(ConductorRow.until > now).limit(1)
            runs = select(JobRow.id).where(JobRow.state == "running", JobRow.lease_until > now)
            return session.scalar(waits) is not None or session.scalar(runs.limit(1)) is not None
